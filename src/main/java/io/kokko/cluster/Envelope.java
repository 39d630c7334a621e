package io.kokko.cluster;

import io.kokko.message.BinaryPayload;
import io.kokko.message.JsonPayload;
import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import org.apache.pekko.util.ByteString;

/**
 * A broadcast on its way to another node.
 *
 * <p>It is encoded by who broadcasts, once for all nodes: origin, topic, the message's own topic,
 * event, a byte that tells the kind of payload, and the payload to the end.
 *
 * @param origin the name of the node that sent it
 */
record Envelope(String origin, String topic, Broadcast message) {

  private static final byte JSON = 'j';
  private static final byte BINARY = 'b';

  ByteString encode() {
    Payload payload = message.payload();
    byte[] bytes =
        new WireWriter()
            .text(origin)
            .text(topic)
            .text(message.topic())
            .text(message.event())
            .octet(payload instanceof JsonPayload ? JSON : BINARY)
            .bytes(payload.toByteArray())
            .toByteArray();
    return ByteString.fromArrayUnsafe(bytes);
  }

  static Envelope decode(ByteString bytes) {
    WireReader reader = new WireReader(bytes.toArrayUnsafe());
    String origin = reader.text();
    String topic = reader.text();
    String messageTopic = reader.text();
    String event = reader.text();
    Payload payload = payload(reader.octet(), reader.rest());
    return new Envelope(origin, topic, new Broadcast(messageTopic, event, payload));
  }

  private static Payload payload(byte kind, byte[] content) {
    return switch (kind) {
      case JSON -> JsonPayload.copyOf(content, 0, content.length);
      case BINARY -> BinaryPayload.copyOf(content, 0, content.length);
      default ->
          throw new IllegalArgumentException(
              "payload kind: " + kind + " (expected: " + JSON + " or " + BINARY + ")");
    };
  }
}
