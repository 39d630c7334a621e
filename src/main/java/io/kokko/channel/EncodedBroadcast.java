package io.kokko.channel;

import io.kokko.message.Message;
import io.kokko.serializer.Frame;
import io.kokko.serializer.Serializer;
import java.util.ArrayList;
import java.util.List;

/** Keeps the frames of one broadcast, one for each serializer, made when first asked for. */
public final class EncodedBroadcast {

  private record Encoded(Serializer serializer, Frame frame) {}

  private final Message.Broadcast broadcast;
  private final List<Encoded> frames = new ArrayList<>(2);

  EncodedBroadcast(Message.Broadcast broadcast) {
    this.broadcast = broadcast;
  }

  /**
   * Returns the frame for a serializer, the same for all who ask.
   *
   * @throws io.kokko.serializer.UnencodableMessageException if there is none, as for a binary
   *     payload in protocol 1.0.0
   */
  public Frame frame(Serializer serializer) {
    for (Encoded encoded : frames) {
      if (encoded.serializer == serializer) {
        return encoded.frame;
      }
    }
    Frame frame = serializer.encode(broadcast);
    frames.add(new Encoded(serializer, frame));
    return frame;
  }
}
