package io.kokko.pubsub;

/**
 * Publishes messages to the subscribers of a topic, on this node at once and on all others through
 * an {@link Adapter}.
 *
 * <p>Any thread may call it. Messages of one thread to one topic arrive in their order; between two
 * publishers there is none.
 *
 * @param <S> a subscriber; each one added counts by its {@code equals}
 * @param <M> a message
 * @see <a href="https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html">Phoenix.PubSub</a>
 */
public final class PubSub<S, M> {

  private final Registry<S> registry = new Registry<>();
  private final Dispatcher<S, M> dispatcher;
  private final Adapter<M> adapter;

  /** Joins a way to hand messages over on this node with a way to reach the others. */
  public PubSub(Dispatcher<S, M> dispatcher, Adapter<M> adapter) {
    this.dispatcher = dispatcher;
    this.adapter = adapter;
    adapter.start(this::localBroadcast);
  }

  /** Returns the name of this node. */
  public String nodeName() {
    return adapter.nodeName();
  }

  /** Lets a subscriber have every message of a topic from now on. */
  public void subscribe(String topic, S subscriber) {
    registry.add(topic, subscriber);
  }

  /** Ends a subscription; nothing happens if there is none. */
  public void unsubscribe(String topic, S subscriber) {
    registry.remove(topic, subscriber);
  }

  /**
   * Sends a message to all subscribers in the cluster: to those of this node at once, to the others
   * through the adapter, which may slow the caller down, or refuse the message before anybody has
   * it.
   */
  public void broadcast(String topic, M message) {
    adapter.check(topic, message);
    localBroadcast(topic, message);
    adapter.broadcast(topic, message);
  }

  /** Sends a message to all subscribers in the cluster but one of this node. */
  public void broadcastFrom(S from, String topic, M message) {
    adapter.check(topic, message);
    localBroadcastFrom(from, topic, message);
    adapter.broadcast(topic, message);
  }

  /** Refuses what {@link #broadcast} would refuse, by the same exception. */
  public void check(String topic, M message) {
    adapter.check(topic, message);
  }

  /** Sends a message to the subscribers on this node. */
  public void localBroadcast(String topic, M message) {
    dispatcher.dispatch(registry.subscribers(topic), null, message);
  }

  /** Sends a message to the subscribers on this node but one. */
  public void localBroadcastFrom(S from, String topic, M message) {
    dispatcher.dispatch(registry.subscribers(topic), from, message);
  }

  /** Sends a message to the subscribers on one other node; on this one nobody gets it. */
  public void directBroadcast(String nodeName, String topic, M message) {
    adapter.directBroadcast(nodeName, topic, message);
  }

  /** Tells whether a topic has a subscriber on this node, which only matters to who saves work. */
  public boolean hasSubscribers(String topic) {
    return registry.subscribers(topic).iterator().hasNext();
  }

  /** Tells how many topics have a subscriber on this node. */
  public int topicCount() {
    return registry.topicCount();
  }
}
