package io.kokko.socket;

import io.kokko.channel.ChannelActor;
import io.kokko.channel.Membership;
import io.kokko.channel.StopReason;
import io.kokko.channel.Transport;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Ref;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the channel of one topic of a socket, and the messages that wait while it is being
 * joined or ended.
 *
 * <p>What waits is bounded by the transport, which stops reading when too much of what it read has
 * not been worked off.
 */
final class TopicEntry {

  private final Membership membership;
  private final ActorRef<ChannelActor.Command> channel;
  private final @Nullable Ref joinedWith;
  private final Message.@Nullable Push thenClose;
  private final Queue<ChannelActor.Incoming> kept = new ArrayDeque<>(1);

  private boolean changing = true;
  private ChannelActor.@Nullable Incoming replacement;
  private int toldFrames;
  private long toldBytes;

  /**
   * Starts with a join that is not answered yet.
   *
   * @param joinedWith the ref of the join
   * @param thenClose what follows the join's reply, if anything
   */
  TopicEntry(
      Membership membership,
      ActorRef<ChannelActor.Command> channel,
      @Nullable Ref joinedWith,
      Message.@Nullable Push thenClose) {
    this.membership = membership;
    this.channel = channel;
    this.joinedWith = joinedWith;
    this.thenClose = thenClose;
  }

  Membership membership() {
    return membership;
  }

  boolean isRunBy(ActorRef<?> actor) {
    return actor.equals(channel);
  }

  @Nullable Ref joinedWith() {
    return joinedWith;
  }

  Message.@Nullable Push thenClose() {
    return thenClose;
  }

  ChannelActor.@Nullable Incoming replacement() {
    return replacement;
  }

  boolean isChanging() {
    return changing;
  }

  /** Tells whether a message with this join_ref is for this channel, not for one before it. */
  boolean accepts(@Nullable Ref joinRef) {
    return joinRef == null || joinRef.equals(membership.joinRef());
  }

  void keep(ChannelActor.Incoming incoming) {
    kept.add(incoming);
  }

  void tell(ChannelActor.Incoming incoming) {
    toldFrames++;
    toldBytes += incoming.sizeInBytes();
    channel.tell(incoming);
  }

  void forward(ChannelActor.Incoming incoming) {
    changing = incoming.push().event().equals(Event.LEAVE);
    tell(incoming);
  }

  void replaceWith(ChannelActor.Incoming join) {
    changing = true;
    replacement = join;
    channel.tell(new ChannelActor.Stop(StopReason.DUPLICATE_JOIN));
  }

  /** Ends the channel in order; what the client still says to it meets a topic without one. */
  void end(StopReason reason) {
    changing = true;
    channel.tell(new ChannelActor.Stop(reason));
  }

  /** Ends the channel as a crash. */
  void fail(String reason) {
    channel.tell(new ChannelActor.Stop(StopReason.failure(reason)));
  }

  /** The channel is joined, or has ended: returns what waited for that. */
  Queue<ChannelActor.Incoming> settled() {
    changing = false;
    Queue<ChannelActor.Incoming> waited = new ArrayDeque<>(kept);
    kept.clear();
    return waited;
  }

  /** What was still in the channel's mailbox when it ended is worked off as well. */
  void releaseUnhandled(Transport transport) {
    int frames = toldFrames - membership.handledFrames();
    if (frames > 0) {
      transport.received(frames, toldBytes - membership.handledBytes());
    }
  }
}
