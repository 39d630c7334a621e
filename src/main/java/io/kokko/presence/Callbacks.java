package io.kokko.presence;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the application's {@code fetch} and {@code handleMetas} where they may block, and goes on
 * in the tracker. What they throw is logged, and the diff goes out without what was not fetched.
 */
final class Callbacks implements Announcer.Slowly {

  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

  private final Presence.@Nullable Fetch fetch;
  private final Presence.@Nullable MetasHandler handleMetas;
  private final Duration timeout;
  private final Executor blocking;
  private final ActorRef<TrackerActor.Command> tracker;

  Callbacks(
      Presence.@Nullable Fetch fetch,
      Presence.@Nullable MetasHandler handleMetas,
      Duration timeout,
      Executor blocking,
      ActorRef<TrackerActor.Command> tracker) {
    this.fetch = fetch;
    this.handleMetas = handleMetas;
    this.timeout = timeout;
    this.blocking = blocking;
    this.tracker = tracker;
  }

  @Override
  public void fetch(String topic, Presences joins, Consumer<Map<String, ?>> then) {
    Presence.Fetch fetching = fetch;
    if (fetching == null) {
      then.accept(Map.of());
      return;
    }
    CompletableFuture.completedFuture(joins)
        .<Map<String, ?>>thenComposeAsync(who -> call(fetching, topic, who), blocking)
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .minimalCompletionStage()
        .whenComplete(
            (fetched, failure) -> {
              if (failure != null) {
                LOG.error("fetch for {} of {}", joins.keys(), topic, failure);
              }
              goOn(() -> then.accept(fetched == null ? Map.of() : fetched));
            });
  }

  private static CompletionStage<Map<String, ?>> call(
      Presence.Fetch fetch, String topic, Presences joins) {
    try {
      return fetch.fetch(topic, joins).thenApply(Function.identity());
    } catch (Exception failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  @Override
  public void handle(String topic, PresenceDiff diff, Presences now, Runnable then) {
    Presence.MetasHandler handler = handleMetas;
    if (handler == null) {
      then.run();
      return;
    }
    blocking.execute(
        () -> {
          call(handler, topic, diff, now);
          goOn(then);
        });
  }

  private static void call(
      Presence.MetasHandler handler, String topic, PresenceDiff diff, Presences now) {
    try {
      handler.handle(topic, diff, now);
    } catch (Exception failure) {
      LOG.error("handleMetas of {}", topic, failure);
    }
  }

  private void goOn(Runnable action) {
    tracker.tell(new TrackerActor.Continue(action));
  }
}
