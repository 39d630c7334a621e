package io.kokko.channel;

import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import io.kokko.message.Stamp;
import io.kokko.serializer.Frame;
import io.kokko.serializer.Serializer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Stands for one client in one topic, from its join to its end: what the socket, the channel actor
 * and the topic's publishers share.
 *
 * <p>Any thread may call it. It keeps the rule that a join's reply comes before every broadcast of
 * that topic: what arrives between the subscription and the reply is held back until {@link #open}.
 */
public final class Membership implements Subscriber {

  private static final AtomicIntegerFieldUpdater<Membership> QUEUED =
      AtomicIntegerFieldUpdater.newUpdater(Membership.class, "queued");

  private final String topic;
  private final String user;
  private final @Nullable Ref joinRef;
  private final @Nullable Ref pushRef;
  private final Serializer serializer;
  private final Transport transport;
  private final Channel<?, ?> definition;
  private final int maxQueue;

  /** Set by the channel actor before it subscribes, which publishes it to other threads. */
  private @Nullable ActorRef<ChannelActor.Command> channel;

  /** Guarded by this; null once open. */
  private @Nullable List<Frame> held = new ArrayList<>(0);

  /** Null in topics that are no streams; set before the channel actor subscribes. */
  private @Nullable StreamSeat seat;

  /** Names the events that this client does not want to hear. */
  private volatile Set<String> muted = Set.of();

  private volatile boolean joined;
  private volatile boolean ended;

  /** Written by the channel actor before it stops in order. */
  private volatile StopReason stopReason = StopReason.failure("crash");

  /** Intercepted broadcasts and info messages that the channel has not worked off. */
  @SuppressWarnings("unused")
  private volatile int queued;

  /** Written by the channel actor only, read by the socket actor after the channel's end. */
  private volatile int handledFrames;

  private volatile long handledBytes;

  /**
   * Remembers a join that is about to be tried, with the refs it came with.
   *
   * @param user the socket's id, or empty
   */
  public Membership(
      String topic,
      String user,
      @Nullable Ref joinRef,
      @Nullable Ref ref,
      Serializer serializer,
      Transport transport,
      Channel<?, ?> definition,
      int maxQueue) {
    this.topic = topic;
    this.user = user;
    this.joinRef = joinRef;
    this.pushRef = joinRef == null ? ref : joinRef;
    this.serializer = serializer;
    this.transport = transport;
    this.definition = definition;
    this.maxQueue = maxQueue;
  }

  /** Returns the topic. */
  public String topic() {
    return topic;
  }

  /** Returns the socket's id, or empty where it has none. */
  String user() {
    return user;
  }

  /** Returns what the client called its join, or null. */
  public @Nullable Ref joinRef() {
    return joinRef;
  }

  /**
   * Returns what the channel's own messages carry as join_ref: where the join had none, its ref, as
   * in Phoenix. The socket, which ends the channel for the client, does not do so.
   */
  @Nullable Ref pushRef() {
    return pushRef;
  }

  /** Tells whether the join succeeded, also after the channel's end. */
  public boolean isJoined() {
    return joined;
  }

  /** Tells how many frames the channel actor has worked off. */
  public int handledFrames() {
    return handledFrames;
  }

  /** Tells how many bytes those frames had. */
  public long handledBytes() {
    return handledBytes;
  }

  /** Returns the message that tells the client how its channel has ended. */
  public Message.Push closing() {
    return closing(stopReason);
  }

  /** Returns the message that ends this membership for the client, orderly or as a crash. */
  public Message.Push closing(StopReason reason) {
    return reason.orderly()
        ? new Message.Push(joinRef, joinRef, topic, Event.CLOSE, Payload.empty())
        : new Message.Push(joinRef, joinRef, topic, Event.ERROR, Wire.CHANNEL_CRASH);
  }

  /** Writes a message to the client, whatever the state. */
  public void send(Message message) {
    transport.send(serializer.encode(message));
  }

  @Override
  public void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
    if (!muted.isEmpty() && muted.contains(broadcast.event())) {
      return;
    }
    Stamp stamp = broadcast.stamp();
    StreamSeat place = seat;
    if (stamp == null || place == null) {
      forward(broadcast, encoded);
    } else if (place.admits(stamp)) {
      deliver(place, broadcast, encoded);
    }
  }

  private void deliver(StreamSeat place, Message.Broadcast broadcast, EncodedBroadcast encoded) {
    if (ended) {
      return;
    }
    if (place.isThroughChannel() || definition.intercepts(broadcast.event())) {
      enqueue(new ChannelActor.Intercepted(broadcast, encoded.trace()));
    } else {
      send(
          place.showsPositions() ? encoded.positionedFrame(serializer) : encoded.frame(serializer));
    }
  }

  /** Delivers a broadcast although its event is muted. */
  void forward(Message.Broadcast broadcast, EncodedBroadcast encoded) {
    if (ended) {
      return;
    }
    if (definition.intercepts(broadcast.event())) {
      enqueue(new ChannelActor.Intercepted(broadcast, encoded.trace()));
    } else {
      send(encoded.frame(serializer));
    }
  }

  private void send(Frame frame) {
    if (joined) {
      transport.send(frame);
    } else {
      sendOrHold(frame);
    }
  }

  private synchronized void sendOrHold(Frame frame) {
    if (held == null) {
      transport.send(frame);
    } else {
      held.add(frame);
    }
  }

  synchronized void mute(String event) {
    Set<String> more = new HashSet<>(muted);
    more.add(event);
    muted = Set.copyOf(more);
  }

  void start(ActorRef<ChannelActor.Command> self) {
    channel = self;
  }

  /** Takes a place in the stream of the topic. */
  void sit(StreamSeat place) {
    seat = place;
  }

  /** Returns the place in the stream of the topic, or null where it is none. */
  @Nullable StreamSeat seat() {
    return seat;
  }

  /** Sends a broadcast that has passed the channel without being intercepted. */
  void sendPassed(Message.Broadcast broadcast) {
    transport.send(new EncodedBroadcast(broadcast).positionedFrame(serializer));
  }

  /** Ends the channel as a crash. */
  void fail(String reason) {
    ActorRef<ChannelActor.Command> actor = channel;
    if (actor != null) {
      actor.tell(new ChannelActor.Stop(StopReason.failure(reason)));
    }
  }

  /** Sends the join's reply and what follows it, then lets broadcasts through. */
  synchronized void open(Message.Reply joinReply, Message.@Nullable Push then) {
    send(joinReply);
    if (then != null) {
      send(then);
    }
    if (held != null) {
      held.forEach(transport::send);
      held = null;
    }
    joined = true;
  }

  void stopping(StopReason reason) {
    stopReason = reason;
  }

  void end() {
    ended = true;
  }

  /** Hands a message to the channel actor, unless too many wait there: then the channel ends. */
  void enqueue(ChannelActor.Command command) {
    ActorRef<ChannelActor.Command> actor = channel;
    if (actor == null || ended) {
      return;
    }
    int waiting = QUEUED.incrementAndGet(this);
    if (waiting <= maxQueue) {
      actor.tell(command);
    } else if (waiting == maxQueue + 1) {
      actor.tell(new ChannelActor.Overflowed(maxQueue));
    }
  }

  void dequeued() {
    QUEUED.decrementAndGet(this);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void handled(int sizeInBytes) {
    handledFrames++;
    handledBytes += sizeInBytes;
    transport.received(1, sizeInBytes);
  }

  Message.Reply joinReply(@Nullable Ref ref, Reply reply) {
    return new Message.Reply(joinRef, ref, topic, reply.status(), reply.response());
  }

  Message.Reply reply(@Nullable Ref ref, Reply reply) {
    return new Message.Reply(pushRef, ref, topic, reply.status(), reply.response());
  }

  /** Refuses what a channel may not do before its join has been answered. */
  void requireJoined(String act) {
    if (!joined) {
      throw new IllegalStateException(
          act
              + " during join of "
              + topic
              + " (expected: after it; send yourself a message with Socket.info)");
    }
  }
}
