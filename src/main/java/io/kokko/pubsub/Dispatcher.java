package io.kokko.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * Hands one message to the local subscribers of its topic.
 *
 * <p>Called on the publisher's thread, so it must not block.
 *
 * @see <a
 *     href="https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html#module-custom-dispatching">Custom
 *     dispatching</a>
 */
@FunctionalInterface
public interface Dispatcher<S, M> {

  /** Delivers to each subscriber but {@code from}. */
  void dispatch(Iterable<S> subscribers, @Nullable S from, M message);
}
