package io.kokko.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.message.BinaryPayload;
import io.kokko.message.JsonPayload;
import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import io.kokko.telemetry.TraceContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast on its way to another node.
 *
 * <p>It is encoded by who broadcasts, once for all nodes: the size of the rest in four bytes, a
 * byte that tells the kind of payload, topic, the message's own topic if it is another, where it is
 * in a trace if it is in one, event, and the payload to the end.
 *
 * @param trace null where nobody traces, which costs nothing
 */
record Envelope(String topic, Broadcast message, @Nullable TraceContext trace) {

  /** Is in no trace. */
  Envelope(String topic, Broadcast message) {
    this(topic, message, null);
  }

  /** What the size in front takes. */
  static final int SIZE_BYTES = 4;

  private static final int JSON = 'j';
  private static final int BINARY = 'b';

  /** Said with the kind when the message bears another topic than it is sent to. */
  private static final int OWN_TOPIC = 0x80;

  /** Said with the kind when the message is in a trace. */
  private static final int TRACED = 0x10;

  byte[] encode() {
    Payload payload = message.payload();
    boolean ownTopic = !topic.equals(message.topic());
    byte[] to = topic.getBytes(UTF_8);
    byte[] own = ownTopic ? message.topic().getBytes(UTF_8) : new byte[0];
    byte[] event = message.event().getBytes(UTF_8);
    byte[] traced = trace == null ? new byte[0] : traced(trace);
    int heads = 2 * SIZE_BYTES + to.length + event.length + traced.length;
    int size = 1 + heads + (ownTopic ? SIZE_BYTES + own.length : 0);
    byte[] bytes = new byte[SIZE_BYTES + size + payload.sizeInBytes()];
    ByteBuffer out = ByteBuffer.wrap(bytes).putInt(bytes.length - SIZE_BYTES);
    int flags = (ownTopic ? OWN_TOPIC : 0) | (trace == null ? 0 : TRACED);
    out.put((byte) (kind(payload) | flags)).putInt(to.length).put(to);
    if (ownTopic) {
      out.putInt(own.length).put(own);
    }
    out.put(traced);
    out.putInt(event.length).put(event);
    payload.copyTo(bytes, out.position());
    return bytes;
  }

  private static byte[] traced(TraceContext trace) {
    byte[] parent = trace.traceparent().getBytes(UTF_8);
    byte[] state = trace.tracestate().getBytes(UTF_8);
    return ByteBuffer.allocate(2 * SIZE_BYTES + parent.length + state.length)
        .putInt(parent.length)
        .put(parent)
        .putInt(state.length)
        .put(state)
        .array();
  }

  private static int kind(Payload payload) {
    return payload instanceof JsonPayload ? JSON : BINARY;
  }

  /** Reads what stands behind the size, from an index up to another. */
  static Envelope decode(byte[] bytes, int from, int to) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    int kind = in.get();
    String topic = text(bytes, in);
    String own = (kind & OWN_TOPIC) == 0 ? topic : text(bytes, in);
    TraceContext trace =
        (kind & TRACED) == 0 ? null : new TraceContext(text(bytes, in), text(bytes, in));
    String event = text(bytes, in);
    Payload payload = payload(kind & ~OWN_TOPIC & ~TRACED & 0xff, bytes, in.position(), to);
    return new Envelope(topic, new Broadcast(own, event, payload), trace);
  }

  private static String text(byte[] bytes, ByteBuffer in) {
    int size = in.getInt();
    int from = in.position();
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException(
          "text of " + size + " bytes (expected: <= " + in.remaining() + ")");
    }
    in.position(from + size);
    return new String(bytes, from, size, UTF_8);
  }

  private static Payload payload(int kind, byte[] content, int from, int to) {
    return switch (kind) {
      case JSON -> JsonPayload.copyOf(content, from, to);
      case BINARY -> BinaryPayload.copyOf(content, from, to);
      default ->
          throw new IllegalArgumentException(
              "payload kind: " + kind + " (expected: " + JSON + " or " + BINARY + ")");
    };
  }
}
