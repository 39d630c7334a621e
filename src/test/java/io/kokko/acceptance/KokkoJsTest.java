package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.HttpAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lets each version of phoenix.js live through the death of its node with the help of kokko.js. */
class KokkoJsTest {

  /** As they are installed: the newest, and the last of each minor version before it. */
  private static final List<String> VERSIONS =
      List.of("phoenix", "phoenix-1.7", "phoenix-1.6", "phoenix-1.5");

  private static final Map<String, String> JSON = Map.of("content-type", "application/json");
  private static final String TOPIC = "stream:js";

  @RegisterExtension private final Commands commands = new Commands();

  /** Keeps the streams, since there is no common store: who connects has founded the cluster. */
  private @Nullable Program keeper;

  private @Nullable Program guest;
  private int keeperPort;
  private int guestPort;

  private void startNodes() {
    Program first = server("guest@127.0.0.1");
    guest = first;
    guestPort = Commands.awaitPort(first);
    Program second = server("keeper@127.0.0.1", "--seed", "guest@127.0.0.1");
    keeper = second;
    keeperPort = Commands.awaitPort(second);
  }

  private Program server(String name, String... more) {
    String[] arguments = {"server", "--name", name, "--port", "0"};
    return commands.kokko(
        Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void eachVersionDoesWhatKokkoJsPromises() {
    List<Program> clients =
        VERSIONS.stream().map(version -> commands.script("kokko-pieces.mjs", version)).toList();

    for (Program client : clients) {
      assertThat(client.awaitExit()).as(client::printed).isZero();
      assertThat(client.printed()).isEqualTo("{\"what\":\"done\"}\n");
    }
  }

  @Test
  void clientWhoseNodeIsKilledHearsEachMessageOnceAndInOrderAtTheOther() throws IOException {
    startNodes();
    assertThatKokkoJsIsServed(guestPort);
    List<Program> clients = clients(20, guestPort, keeperPort);
    clients.forEach(client -> client.await("\"joined\""));
    IntStream.rangeClosed(1, 6).forEach(n -> say(n % 2 == 0 ? keeperPort : guestPort, n));
    clients.forEach(client -> client.await("{\"what\":\"heard\",\"n\":6}"));

    Objects.requireNonNull(guest).kill();
    clients.forEach(client -> client.await("\"gone\""));
    IntStream.rangeClosed(7, 16).forEach(n -> say(keeperPort, n));
    clients.forEach(client -> client.type("to the other one"));
    clients.forEach(client -> client.await("\"joined\""));
    IntStream.rangeClosed(17, 20).forEach(n -> say(keeperPort, n));

    for (Program client : clients) {
      assertThat(client.awaitExit()).as(client::printed).isZero();
      assertThat(client.printed()).endsWith(heard(IntStream.rangeClosed(1, 20)));
      assertThat(client.printed()).doesNotContain("\"lost\"");
    }
  }

  /** The stream has died with the one node that kept it. */
  @Test
  void clientIsToldThatWhatItMissedIsLost() {
    startNodes();
    List<Program> clients = clients(20, keeperPort, guestPort);
    clients.forEach(client -> client.await("\"joined\""));
    say(keeperPort, 1);
    say(guestPort, 2);
    clients.forEach(client -> client.await("{\"what\":\"heard\",\"n\":2}"));

    Objects.requireNonNull(keeper).kill();
    clients.forEach(client -> client.type("to the other one"));
    clients.forEach(client -> client.await("\"lost\""));
    clients.forEach(client -> client.await("\"joined\""));
    say(guestPort, 19);
    say(guestPort, 20);

    for (Program client : clients) {
      assertThat(client.awaitExit()).as(client::printed).isZero();
      assertThat(client.printed()).endsWith(heard(IntStream.of(1, 2, 19, 20)));
    }
  }

  private List<Program> clients(int last, int port, int otherPort) {
    return VERSIONS.stream()
        .map(
            version ->
                commands.script(
                    "streaming.mjs",
                    version,
                    TOPIC,
                    String.valueOf(last),
                    socketUrl(port),
                    socketUrl(otherPort)))
        .toList();
  }

  private static String socketUrl(int port) {
    return "ws://127.0.0.1:" + port + "/socket";
  }

  private static String heard(IntStream messages) {
    return messages
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "{\"what\":\"done\",\"heard\":[", "]}\n"));
  }

  /** Returns when the message is safe. */
  private static void say(int port, int n) {
    String target = "/broadcast?topic=" + TOPIC + "&event=new_msg";
    HttpAnswer answer =
        HttpAnswer.to(address(port), "POST", target, JSON, "{\"n\":%d}".formatted(n));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static void assertThatKokkoJsIsServed(int port) throws IOException {
    HttpAnswer answer = HttpAnswer.to(address(port), "GET", "/kokko.js", Map.of(), "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("content-type")).isEqualTo("text/javascript; charset=UTF-8");
    assertThat(answer.body()).isEqualTo(Files.readString(Commands.KOKKO_JS));
    assertThat(answer.body().lines()).hasSizeLessThan(100);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
