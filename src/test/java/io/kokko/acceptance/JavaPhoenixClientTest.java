package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.RunningHello;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kotlin.Unit;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phoenixframework.Channel;
import org.phoenixframework.Defaults;
import org.phoenixframework.Message;
import org.phoenixframework.Push;
import org.phoenixframework.Socket;

/** Lets JavaPhoenixClient, as applications on the JVM and on Android use it, talk to a node. */
class JavaPhoenixClientTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long TIMEOUT_MS = 10_000;

  private final OkHttpClient http = new OkHttpClient();
  @TempDir private Path runtimeDirectory;
  private RunningHello hello;
  private Socket socket;

  @BeforeEach
  void connect() {
    hello = RunningHello.start("server@127.0.0.1", runtimeDirectory);
    socket = connectedTo(hello);
  }

  @AfterEach
  void disconnect() {
    socket.disconnect(1000, null, () -> Unit.INSTANCE);
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
    hello.close();
  }

  @Test
  void joinsPushesAndReceives() {
    Channel room = socket.channel("room:java", Map.of());
    BlockingQueue<Message> heard = listen(room, "new_msg");

    Message joined = reply(room.join(TIMEOUT_MS));
    Message echoed = reply(push(room, "echo", Map.of("text", "é")));
    Message sent = reply(push(room, "new_msg", Map.of("body", "hi")));

    assertThat(joined.getStatus()).isEqualTo("ok");
    assertThat(joined.getPayload()).isEqualTo(Map.of("joined", "room:java"));
    assertThat(echoed.getPayload()).isEqualTo(Map.of("text", "é"));
    assertThat(sent.getStatus()).isEqualTo("ok");
    assertThat(take(heard).getPayload()).isEqualTo(Map.of("body", "hi"));
  }

  @Test
  void isToldOfErrorsAndLeaves() {
    Channel denied = socket.channel("room:java", Map.of("deny", true));
    Message refusal = reply(denied.join(TIMEOUT_MS));
    denied.leave(TIMEOUT_MS);
    Channel ping = socket.channel("ping", Map.of());
    reply(ping.join(TIMEOUT_MS));

    Message error = reply(push(ping, "param_ping", Map.of("error", true)));
    Message left = reply(ping.leave(TIMEOUT_MS));

    assertThat(refusal.getStatus()).isEqualTo("error");
    assertThat(refusal.getPayload()).isEqualTo(Map.of("reason", "denied"));
    assertThat(error.getPayload()).isEqualTo(Map.of("reason", "You asked for this!"));
    assertThat(left.getStatus()).isEqualTo("ok");
  }

  @Test
  void rejoinsAfterACrash() {
    Channel room = socket.channel("room:java", Map.of());
    BlockingQueue<Message> errors = new LinkedBlockingQueue<>();
    BlockingQueue<Message> joins = new LinkedBlockingQueue<>();
    room.onError(message -> add(errors, message));
    room.join(TIMEOUT_MS).receive("ok", message -> add(joins, message));
    take(joins);

    push(room, "boom", Map.of());

    take(errors);
    take(joins);
    assertThat(reply(push(room, "echo", Map.of("n", "1"))).getPayload())
        .isEqualTo(Map.of("n", "1"));
  }

  private Socket connectedTo(RunningHello node) {
    Socket connecting =
        new Socket(
            "ws://127.0.0.1:" + node.address().getPort() + "/socket",
            Map.of("id", "java"),
            Defaults.VSN,
            Defaults.INSTANCE.getEncode(),
            Defaults.INSTANCE.getDecode(),
            http);
    connecting.connect();
    return connecting;
  }

  private static Push push(Channel channel, String event, Map<String, Object> payload) {
    return channel.push(event, payload, TIMEOUT_MS);
  }

  private static BlockingQueue<Message> listen(Channel channel, String event) {
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    channel.on(event, message -> add(heard, message));
    return heard;
  }

  private static Message reply(Push push) {
    BlockingQueue<Message> replies = new LinkedBlockingQueue<>();
    for (String status : List.of("ok", "error", "timeout")) {
      push.receive(status, message -> add(replies, message));
    }
    return take(replies);
  }

  private static Unit add(BlockingQueue<Message> messages, Message message) {
    messages.add(message);
    return Unit.INSTANCE;
  }

  private static Message take(BlockingQueue<Message> messages) {
    try {
      @Nullable Message message = messages.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(message).as("within " + DEADLINE).isNotNull();
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
