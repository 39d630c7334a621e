package io.kokko.pubsub;

import java.util.function.BiConsumer;

/**
 * Carries messages to the other nodes; what arrives there is published locally.
 *
 * <p>Any thread may call it. It never delivers to the node it is on: {@link PubSub} has done that
 * already.
 *
 * @param <M> the message, which the adapter must be able to serialize
 * @see <a href="https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.Adapter.html">PubSub.Adapter</a>
 */
public interface Adapter<M> {

  /**
   * Names where messages from other nodes go: topic and message. {@link PubSub} calls this once,
   * before anything else.
   */
  void start(BiConsumer<String, M> deliver);

  /** Returns the name of this node. */
  String nodeName();

  /**
   * Refuses a message that could not be sent, by an exception, before anybody gets it. The default
   * refuses none.
   */
  default void check(String topic, M message) {}

  /**
   * Sends a message to the subscribers of a topic on all other nodes. It may slow the caller down
   * while they cannot take more.
   */
  void broadcast(String topic, M message);

  /**
   * Sends a message to the subscribers of a topic on one other node; one that is not connected gets
   * nothing, as in Phoenix.
   */
  void directBroadcast(String nodeName, String topic, M message);

  /** Returns an adapter that knows no other node. */
  static <M> Adapter<M> local(String nodeName) {
    return new LocalAdapter<>(nodeName);
  }
}
