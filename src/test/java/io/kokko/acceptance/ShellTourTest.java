package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the README's tour: shells that are typed into, and wscat. */
class ShellTourTest {

  private static final String JOIN = "[\"1\", \"1\", \"ping\", \"phx_join\", {}]";
  private static final String JOINED =
      "[\"1\",\"1\",\"ping\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]";
  private static final Pattern PROBED =
      Pattern.compile("\\[null,\"probe\",\"phoenix\",\"phx_reply\"");

  @TempDir private Path runtimeDirectory;
  private Commands commands;

  @BeforeEach
  void open() {
    commands = new Commands(runtimeDirectory);
  }

  @AfterEach
  void close() {
    commands.close();
  }

  @Test
  void broadcastOfANodeThatServesNothingReachesAClientOfAnother() {
    Program server = shell("server@127.0.0.1", "--serve", "--port", "0");
    Program remote = shell("remote@127.0.0.1");
    int port = Commands.awaitPort(server);
    for (Program shell : List.of(server, remote)) {
      eval(shell, "Node.list()", "[]");
    }
    eval(server, "Node.self()", "\"server@127.0.0.1\"");
    eval(remote, "Node.self()", "\"remote@127.0.0.1\"");

    eval(remote, "Node.connect(\"server@127.0.0.1\")", "true");
    eval(remote, "Node.list()", "[server@127.0.0.1]");
    eval(server, "Node.list()", "[remote@127.0.0.1]");
    eval(remote, "Presence.list(\"presence:lobby\")", "{}");
    Program wscat = commands.wscat(port).type(JOIN).await(JOINED + "\n");
    broadcast(remote);

    wscat.await("[\"1\",null,\"ping\",\"send_ping\",{\"from_node\":\"server@127.0.0.1\"}]\n");
    assertThat(pingsOf(wscat)).hasSize(1);
    remote.type("/exit");
    server.type("/exit");
    assertThat(remote.awaitExit()).isZero();
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void eachOfTwoServingNodesAnswersForItsOwnClients() {
    Program remote = shell("remote@127.0.0.1", "--serve", "--port", "0");
    Program server = shell("server@127.0.0.1", "--serve", "--port", "0");
    Program first = commands.wscat(Commands.awaitPort(server)).type(JOIN).await(JOINED);
    Program second = commands.wscat(Commands.awaitPort(remote)).type(JOIN).await(JOINED);

    eval(server, "Node.connect(\"remote@127.0.0.1\")", "true");
    eval(server, "Node.list()", "[remote@127.0.0.1]");
    eval(remote, "Node.list()", "[server@127.0.0.1]");
    broadcast(server);
    broadcast(remote);

    for (Program client : List.of(first, second)) {
      client.await("send_ping").await("send_ping");
    }
    assertThat(pingsOf(first)).hasSize(2).allMatch(ping -> ping.contains("\"server@127.0.0.1\""));
    assertThat(pingsOf(second)).hasSize(2).allMatch(ping -> ping.contains("\"remote@127.0.0.1\""));
  }

  private Program shell(String name, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "shell";
    arguments[1] = "--name";
    arguments[2] = name;
    System.arraycopy(options, 0, arguments, 3, options.length);
    return commands.kokko(arguments);
  }

  private static void eval(Program shell, String expression, String value) {
    shell.type(expression).await(expression).await("==> " + value + "\n");
  }

  private static void broadcast(Program shell) {
    eval(shell, "Endpoint.broadcast(\"ping\", \"request_ping\", Map.of())", "ok");
  }

  /** The answer to a heartbeat shows that no ping is still on its way. */
  private static List<String> pingsOf(Program wscat) {
    wscat.type("[null, \"probe\", \"phoenix\", \"heartbeat\", {}]").await(PROBED);
    return wscat.printed().lines().filter(line -> line.contains("send_ping")).toList();
  }
}
