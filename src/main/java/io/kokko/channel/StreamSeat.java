package io.kokko.channel;

import io.kokko.message.Position;
import io.kokko.message.Ref;
import io.kokko.message.Stamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says which messages of the stream of its topic a client gets, and how. */
final class StreamSeat {

  private final boolean positions;
  private final boolean throughChannel;

  /** Made when first needed, where the client gave none. */
  private volatile @Nullable String origin;

  /** Null until it has begun. */
  private volatile @Nullable Position begin;

  /** The ref for the next push of the intercepted message that is being handled. */
  private @Nullable Ref handled;

  private @Nullable Thread handler;

  /**
   * Starts with a place that gets nothing yet.
   *
   * @param intercepts whether the channel handles some of the messages, so that all have to pass it
   *     to keep their order
   */
  StreamSeat(StreamRequest request, boolean intercepts) {
    positions = request.positions();
    throughChannel = positions && intercepts;
    origin = request.client();
  }

  /** Tells whether the client wants to know positions. */
  boolean showsPositions() {
    return positions;
  }

  /** Tells whether each message has to wait for those that the channel handles. */
  boolean isThroughChannel() {
    return throughChannel;
  }

  void begin(Position position) {
    begin = position;
  }

  boolean admits(Stamp stamp) {
    Position from = begin;
    Position position = stamp.position();
    return from != null
        && (position.offset() > from.offset() || !position.epoch().equals(from.epoch()))
        && (stamp.origin() == null || !stamp.origin().equals(origin));
  }

  /** Names this client as the one that is not to hear a message. */
  synchronized String origin() {
    String name = origin;
    if (name == null) {
      name = UUID.randomUUID().toString();
      origin = name;
    }
    return name;
  }

  /** The next push of this thread stands for an intercepted message; null: none any more. */
  void handling(@Nullable Stamp stamp) {
    handled = stamp == null || !positions ? null : stamp.ref();
    handler = handled == null ? null : Thread.currentThread();
  }

  /** Returns what the push that is being made has as its ref, mostly null. */
  @Nullable Ref takeRef() {
    if (!Thread.currentThread().equals(handler)) {
      return null;
    }
    Ref ref = handled;
    handled = null;
    return ref;
  }
}
