package io.kokko.presence;

import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.presence.NodeMessage.Bye;
import io.kokko.presence.NodeMessage.Heartbeat;
import io.kokko.presence.NodeMessage.Told;
import io.kokko.presence.NodeMessage.Want;
import java.util.function.UnaryOperator;

/**
 * Puts what trackers tell each other into broadcasts, which is what goes from node to node: the
 * event names the kind, the payload is binary.
 */
final class NodeCodec {

  private static final String HEARTBEAT = "heartbeat";
  private static final String DELTA = "delta";
  private static final String WANT = "want";
  private static final String BYE = "bye";

  private NodeCodec() {}

  static Message.Broadcast encode(String topic, NodeMessage message) {
    ByteWriter out = new ByteWriter();
    return new Message.Broadcast(topic, write(message, out), Payload.binary(out.toByteArray()));
  }

  private static String write(NodeMessage message, ByteWriter out) {
    if (message instanceof Told told) {
      DeltaCodec.write(told.delta(), out);
      return DELTA;
    }
    if (message instanceof Heartbeat heartbeat) {
      DeltaCodec.writeReplica(heartbeat.replica(), out);
      out.number(heartbeat.clock());
      return HEARTBEAT;
    }
    if (message instanceof Want want) {
      DeltaCodec.writeReplica(want.replica(), out);
      out.number(want.seen()).text(want.from());
      return WANT;
    }
    DeltaCodec.writeReplica(((Bye) message).replica(), out);
    return BYE;
  }

  /**
   * Reads a message of another node.
   *
   * @param shared finds an equal text, so that a topic is not kept once for each member
   * @throws RuntimeException if it is none
   */
  static NodeMessage decode(Message.Broadcast broadcast, UnaryOperator<String> shared) {
    ByteReader in = new ByteReader(broadcast.payload().as(byte[].class));
    return switch (broadcast.event()) {
      case HEARTBEAT -> new Heartbeat(DeltaCodec.readReplica(in), in.number());
      case DELTA -> new Told(DeltaCodec.read(in, shared));
      case BYE -> new Bye(DeltaCodec.readReplica(in));
      case WANT -> {
        Replica replica = DeltaCodec.readReplica(in);
        long seen = in.number();
        yield new Want(in.text(), replica, seen);
      }
      default ->
          throw new IllegalArgumentException(
              "event: " + broadcast.event() + " (from a newer Kokko?)");
    };
  }
}
