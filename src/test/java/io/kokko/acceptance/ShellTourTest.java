package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the README's tour as it is told there: shells that are typed into, and wscat. */
class ShellTourTest {

  private static final Page README = Page.read(Page.PROJECT.resolve("README.md"));
  private static final Page PRESENCE = Page.read(Page.PROJECT.resolve("docs/presence.md"));

  private static final String JOIN = "[\"1\", \"1\", \"ping\", \"phx_join\", {}]";
  private static final String JOINED =
      "[\"1\",\"1\",\"ping\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]";
  private static final Pattern PROBED =
      Pattern.compile("\\[null,\"probe\",\"phoenix\",\"phx_reply\"");

  @TempDir private Path directory;
  private Terminals terminals;

  @BeforeEach
  void open() {
    terminals = Terminals.in(directory);
  }

  @AfterEach
  void close() {
    terminals.close();
  }

  @Test
  void broadcastOfANodeThatServesNothingReachesAClientOfAnother() {
    List<Block> tour =
        README.blocksRunBy(getClass(), "broadcastOfANodeThatServesNothingReachesAClientOfAnother");
    assertThat(tour).hasSize(4);
    List<String> commands = tour.get(0).code().lines().toList();
    assertThat(commands).hasSize(3);
    Program server = terminals.type(commands.get(0));
    Program remote = terminals.type(commands.get(1));
    assertThat(Commands.awaitPort(server)).isEqualTo(terminals.port(4000));
    eval(server, "Node.list()", "[]");
    eval(server, "Node.self()", "\"server@127.0.0.1\"");

    Program wscat = terminals.wscat(commands.get(2));
    terminals.talk(wscat, tour.get(1));
    terminals.talk(remote, tour.get(2));
    terminals.talk(wscat, tour.get(3));

    assertThat(pingsOf(wscat)).hasSize(1);
    eval(server, "Node.list()", "[remote@127.0.0.1]");
    remote.type("/exit");
    server.type("/exit");
    assertThat(remote.awaitExit()).isZero();
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void eachOfTwoServingNodesAnswersForItsOwnClients() {
    List<Block> tour =
        README.blocksRunBy(getClass(), "eachOfTwoServingNodesAnswersForItsOwnClients");
    assertThat(tour).hasSize(1);
    List<String> commands = tour.get(0).code().lines().toList();
    assertThat(commands).hasSize(4);
    Program server = terminals.type(commands.get(0));
    Program remote = terminals.type(commands.get(1));
    assertThat(Commands.awaitPort(server)).isEqualTo(terminals.port(4000));
    assertThat(Commands.awaitPort(remote)).isEqualTo(terminals.port(4001));
    Program first = terminals.wscat(commands.get(2)).type(JOIN).await(JOINED);
    Program second = terminals.wscat(commands.get(3)).type(JOIN).await(JOINED);

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
    showsWhoIsPresent(second, remote);
  }

  /** Who is there, and when, is another one each time. */
  private void showsWhoIsPresent(Program client, Program shell) {
    List<Block> blocks =
        PRESENCE.blocksRunBy(getClass(), "eachOfTwoServingNodesAnswersForItsOwnClients");
    assertThat(blocks).hasSize(1);
    List<String> lines = blocks.get(0).code().lines().toList();
    assertThat(lines).hasSize(2);
    client
        .type("[\"2\", \"2\", \"presence:lobby\", \"phx_join\", {\"user\": \"ann\"}]")
        .await("\"ann\":{\"metas\"");

    String value = lines.get(1).substring(lines.get(1).indexOf("==>"));
    shell.type(lines.get(0).substring("remote@127.0.0.1> ".length()));
    shell.await(
        Pattern.compile(
            Pattern.quote(value)
                .replaceAll("(?<=\"phx_ref\":\")\\w+", "\\\\E[\\\\w-]+\\\\Q")
                .replaceAll("(?<=\"online_at\":)\\d+", "\\\\E\\\\d+\\\\Q")));
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
