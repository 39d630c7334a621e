package io.kokko.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets unmodified phoenix.js judge presence while the network between two nodes is cut for longer
 * than they wait for each other, and when it is whole again.
 */
class PresenceCutTest {

  private static final String PORT = "4000";
  private static final List<String> OPTIONS =
      List.of("-Dpekko.cluster.split-brain-resolver.stable-after=2s");

  @TempDir private Path runtimeDirectory;
  private Network network;
  private Commands commands;

  @BeforeEach
  void open() {
    network = Network.create();
    commands = new Commands(runtimeDirectory);
  }

  @AfterEach
  void close() {
    if (commands != null) {
      commands.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void eachSideSeesTheOtherLeaveAndComeBack() {
    String first = network.addHost();
    String second = network.addHost();
    server("one", first);
    server("two", second, "--seed", "one@" + first);
    Program ann = client(first, "phoenix", "ann").await("\"list\":\"ann*1\"");
    Program bob = client(second, "phoenix-1.6", "bob").await("\"list\":\"ann*1,bob*1\"");
    ann.await("\"list\":\"ann*1,bob*1\"");

    network.cut(second);
    ann.await("\"leave\",\"key\":\"bob\",\"left\":0");
    ann.await("\"list\":\"ann*1\"");
    bob.await("\"leave\",\"key\":\"ann\",\"left\":0");
    bob.await("\"list\":\"bob*1\"");

    network.heal(second);
    ann.await("\"list\":\"ann*1,bob*1\"");
    bob.await("\"list\":\"ann*1,bob*1\"");
    ann.type("status busy");
    bob.await("busy");
    bob.type("status away");
    ann.await("away");
  }

  private void server(String name, String address, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "--name", name + "@" + address, "--host", address, "--port", PORT));
    arguments.addAll(List.of(more));
    commands
        .kokkoBy(network.on(address), OPTIONS, arguments.toArray(String[]::new))
        .await("serves http://");
  }

  /** Runs a client on the host of its node, so that no cut parts the two. */
  private Program client(String address, String version, String user) {
    return commands.scriptBy(
        network.on(address),
        "presence.mjs",
        "ws://" + address + ":" + PORT + "/socket",
        version,
        "presence:lobby",
        user);
  }
}
