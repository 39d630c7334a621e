package io.kokko.channel;

import io.kokko.message.Message;
import io.kokko.pubsub.PubSub;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Gives a channel its client: what it knows about it, and the ways to talk to it and to its topic.
 *
 * <p>Any thread may call it, but {@link #ref} and {@link #assign} only the channel's own callbacks.
 * After the channel has ended, nothing reaches the client any more.
 *
 * @param <A> the assigns, best an immutable record
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Socket.html">Phoenix.Socket</a>
 */
public final class Socket<A> {

  private final Membership membership;
  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final ActorSystem<?> system;
  private volatile A assigns;
  private @Nullable ReplyRef current;

  Socket(
      Membership membership,
      PubSub<Subscriber, Message.Broadcast> pubsub,
      ActorSystem<?> system,
      A assigns) {
    this.membership = membership;
    this.pubsub = pubsub;
    this.system = system;
    this.assigns = assigns;
  }

  /** Returns the channel's topic. */
  public String topic() {
    return membership.topic();
  }

  /** Returns the name of the node that holds the socket. */
  public String nodeName() {
    return pubsub.nodeName();
  }

  /** Returns what {@code connect} found out about the client, as this channel sees it. */
  public A assigns() {
    return assigns;
  }

  /** Changes the assigns for this channel only; the socket's other channels keep theirs. */
  public void assign(A changed) {
    assigns = changed;
  }

  /**
   * Sends an event to this client.
   *
   * @param payload a JSON object or bytes, see {@link io.kokko.message.Payload#of}
   * @throws IllegalStateException during join
   */
  public void push(String event, Object payload) {
    membership.requireJoined("push");
    membership.send(
        new Message.Push(
            membership.joinRef(), null, topic(), event, Broadcasts.objectOrBytes(payload)));
  }

  /**
   * Sends an event to every subscriber of the topic in the cluster, this client included.
   *
   * @throws IllegalStateException during join
   */
  public void broadcast(String event, Object payload) {
    membership.requireJoined("broadcast");
    pubsub.broadcast(topic(), Broadcasts.of(topic(), event, payload));
  }

  /**
   * Sends an event to every subscriber of the topic in the cluster but this client.
   *
   * @throws IllegalStateException during join
   */
  public void broadcastFrom(String event, Object payload) {
    membership.requireJoined("broadcastFrom");
    pubsub.broadcastFrom(membership, topic(), Broadcasts.of(topic(), event, payload));
  }

  /**
   * Remembers the push that is being handled, to answer it later with {@link #reply}.
   *
   * @throws IllegalStateException outside of {@code handleIn}
   */
  public ReplyRef ref() {
    ReplyRef ref = current;
    if (ref == null) {
      throw new IllegalStateException("ref() outside of handleIn of " + topic());
    }
    return ref;
  }

  /**
   * Answers a push whose handler answered nothing; of several answers a client takes the first.
   *
   * @throws IllegalStateException during join
   */
  public void reply(ReplyRef ref, Reply reply) {
    membership.requireJoined("reply");
    membership.send(membership.reply(ref.ref(), reply));
  }

  /**
   * Sends the channel itself a message, for its {@code handleInfo}; also during join, after which
   * it arrives.
   */
  public void info(Object message) {
    membership.enqueue(new ChannelActor.Info(message));
  }

  /** Sends the channel itself a message after a while, unless it has ended by then. */
  public void infoAfter(Duration delay, Object message) {
    system.scheduler().scheduleOnce(delay, () -> info(message), system.executionContext());
  }

  void handling(@Nullable ReplyRef ref) {
    current = ref;
  }
}
