package io.kokko.channel;

import io.kokko.message.Message;
import io.kokko.message.Stamp;
import io.kokko.serializer.Frame;
import io.kokko.serializer.Serializer;
import io.kokko.telemetry.TraceContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the frames of one broadcast, one for each serializer, made when first asked for.
 *
 * <p>One thread at a time may use it.
 */
public final class EncodedBroadcast {

  private record Encoded(Serializer serializer, boolean positioned, Frame frame) {}

  private final Message.Broadcast broadcast;
  private final @Nullable TraceContext trace;
  private final List<Encoded> frames = new ArrayList<>(2);

  /** Starts without any frame. */
  public EncodedBroadcast(Message.Broadcast broadcast) {
    this(broadcast, null);
  }

  /**
   * Starts without any frame.
   *
   * @param trace where the delivery is in its trace, or null if nobody follows it
   */
  public EncodedBroadcast(Message.Broadcast broadcast, @Nullable TraceContext trace) {
    this.broadcast = broadcast;
    this.trace = trace;
  }

  Message.Broadcast broadcast() {
    return broadcast;
  }

  /** Returns where what is done with the broadcast continues its trace, or null. */
  @Nullable TraceContext trace() {
    return trace;
  }

  /**
   * Returns the frame for a serializer, the same for all who ask.
   *
   * @throws io.kokko.serializer.UnencodableMessageException if there is none, as for a binary
   *     payload in protocol 1.0.0
   */
  public Frame frame(Serializer serializer) {
    return frame(serializer, false);
  }

  /**
   * Returns the frame for clients that want to know the position, which is its ref; where there is
   * none, the frame that all get.
   */
  public Frame positionedFrame(Serializer serializer) {
    return frame(serializer, broadcast.stamp() != null);
  }

  private Frame frame(Serializer serializer, boolean positioned) {
    for (Encoded encoded : frames) {
      if (encoded.serializer == serializer && encoded.positioned == positioned) {
        return encoded.frame;
      }
    }
    Stamp stamp = broadcast.stamp();
    Message message =
        positioned && stamp != null
            ? new Message.Push(
                null, stamp.ref(), broadcast.topic(), broadcast.event(), broadcast.payload())
            : broadcast;
    Frame frame = serializer.encode(message);
    frames.add(new Encoded(serializer, positioned, frame));
    return frame;
  }
}
