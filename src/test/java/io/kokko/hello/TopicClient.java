package io.kokko.hello;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.util.Arrays;

/** Speaks protocol 2.0.0 about one topic, frame by frame. */
final class TopicClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RawWebSocket socket;
  private final String topic;
  private int lastRef = 1;

  private TopicClient(RunningHello node, String topic, String more) {
    socket = RawWebSocket.open(node.address(), "/socket/websocket?vsn=2.0.0" + more);
    this.topic = topic;
  }

  static TopicClient open(RunningHello node, String topic) {
    return new TopicClient(node, topic, "");
  }

  static TopicClient open(RunningHello node, String topic, String user) {
    return new TopicClient(node, topic, "&id=" + user);
  }

  /** Joins, and returns the reply's payload. */
  JsonNode join(String params) {
    socket.write(RawFrame.text("[\"1\",\"1\",\"%s\",\"phx_join\",%s]".formatted(topic, params)));
    JsonNode reply = read();
    assertThat(reply.get(1).asText()).isEqualTo("1");
    return reply.get(4);
  }

  /** Joins with a wish to know positions, and returns what the reply says of them. */
  JsonNode resume(String position) {
    JsonNode reply = join("{\"kokko\":{\"resume\":%s}}".formatted(position));
    assertThat(reply.get("status").asText()).as("%s", reply).isEqualTo("ok");
    return reply.get("response").get("kokko");
  }

  /** Pushes, and returns the ref. */
  String push(String event, String payload) {
    String ref = String.valueOf(++lastRef);
    socket.write(
        RawFrame.text("[\"1\",\"%s\",\"%s\",\"%s\",%s]".formatted(ref, topic, event, payload)));
    return ref;
  }

  /** Pushes three bytes. */
  void pushBytes(String event) {
    byte[] head = {0, 1, 1, (byte) topic.length(), (byte) event.length()};
    byte[] text = ("19" + topic + event).getBytes(UTF_8);
    byte[] frame = Arrays.copyOf(head, head.length + text.length + 3);
    System.arraycopy(text, 0, frame, head.length, text.length);
    socket.write(RawFrame.binary(frame));
  }

  /** Reads the next frame, whatever it is. */
  JsonNode read() {
    return json(socket.read().asText());
  }

  /** Reads the next frame, which has to be this one. */
  void expect(String frame) {
    assertThat(read()).isEqualTo(json(frame));
  }

  /** Reads the next frame, which has to answer a push. */
  void expectReply(String ref, String status, String response) {
    expect(
        "[\"1\",\"%s\",\"%s\",\"phx_reply\",{\"response\":%s,\"status\":\"%s\"}]"
            .formatted(ref, topic, response, status));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
