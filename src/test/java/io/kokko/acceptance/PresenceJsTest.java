package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lets unmodified phoenix.js judge presence over two nodes, of which one is killed (rule 58). */
class PresenceJsTest {

  private static final String TOPIC = "presence:lobby";

  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void clientsOfTwoNodesSeeEachOtherThroughTheEndOfOne() {
    Program a = commands.kokko("server", "--name", "a@127.0.0.1", "--port", "0");
    int aPort = Commands.awaitPort(a);
    Program b =
        commands.kokko("server", "--name", "b@127.0.0.1", "--port", "0", "--seed", "a@127.0.0.1");
    int bPort = Commands.awaitPort(b);

    Program ann = client(aPort, "phoenix", "ann").await("\"list\":\"ann*1\"");
    Program bob = client(bPort, "phoenix-1.6", "bob").await("\"list\":\"ann*1,bob*1\"");
    ann.await("\"list\":\"ann*1,bob*1\"");
    Program tab = client(bPort, "phoenix-1.7", "ann").await("\"list\":\"ann*2,bob*1\"");
    ann.await("\"list\":\"ann*2,bob*1\"");
    bob.await("\"list\":\"ann*2,bob*1\"");

    ann.type("status busy");
    for (Program other : List.of(bob, tab)) {
      other.await(Pattern.compile("\"join\",\"key\":\"ann\",\"known\":true,\"metas\":\\[.*busy"));
      other.await("\"list\":\"ann*2,bob*1\"");
    }
    tab.type("untrack");
    ann.await("\"list\":\"ann*1,bob*1\"");

    long killed = System.nanoTime();
    b.kill();
    ann.await("\"leave\",\"key\":\"bob\",\"left\":0");
    Duration took = Duration.ofNanos(System.nanoTime() - killed);
    System.out.println("members gone after a kill: " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(10));
    ann.await("\"list\":\"ann*1\"");
    bob.await("\"lost\"");

    commands.kokko(
        "server",
        "--name",
        "b@127.0.0.1",
        "--port",
        String.valueOf(bPort),
        "--seed",
        "a@127.0.0.1");
    ann.await("\"list\":\"ann*2,bob*1\"");
    bob.await("\"list\":\"ann*2,bob*1\"");
  }

  @Test
  void clientThatAskedForTheNumberGetsOnlyThat() {
    int port = Commands.awaitPort(commands.kokko("server", "--port", "0"));
    Program ann = client(port, "phoenix", "ann").await("\"list\":\"ann*1\"");

    Program counting =
        commands.script("presence.mjs", socketUrl(port), "phoenix", TOPIC, "bob", "count");

    counting.await("\"count\":2");
    ann.await("\"list\":\"ann*1,bob*1\"");
  }

  private Program client(int port, String version, String user) {
    return commands.script("presence.mjs", socketUrl(port), version, TOPIC, user);
  }

  private static String socketUrl(int port) {
    return "ws://localhost:" + port + "/socket";
  }
}
