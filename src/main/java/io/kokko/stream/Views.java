package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.StoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Holds the streams that somebody on this node is interested in, and looks after them.
 *
 * <p>Any thread may call it.
 */
final class Views {

  private static final int MAX_TOPICS = 500;

  private final ConcurrentHashMap<String, StreamView> views = new ConcurrentHashMap<>();

  /** Since when nobody is interested, nanoseconds; only {@link #look} uses it. */
  private final Map<String, Long> idleSince = new HashMap<>();

  private final ViewContext context;

  Views(ViewContext context) {
    this.context = context;
  }

  /** Follows a stream for one more. */
  StreamReader open(String topic) {
    StreamView view =
        views.compute(
            topic,
            (key, present) -> {
              StreamView opened = present == null ? new StreamView(key, context) : present;
              opened.interest().incrementAndGet();
              return opened;
            });
    StreamReader reader = new StreamReader(view);
    view.opened();
    return reader;
  }

  /** Tells how many are open. */
  int count() {
    return views.size();
  }

  /** Tells whether anybody here wants the messages of a topic. */
  boolean has(String topic) {
    return views.containsKey(topic);
  }

  /** Hands on a message that has been appended. */
  void offer(StoredMessage message) {
    StreamView view = views.get(message.topic());
    if (view != null) {
      view.offer(message);
    }
  }

  /**
   * Looks where all streams end, which finds messages that nobody announced; closes those that
   * nobody has been interested in for long. Not to be called again until the stage completes.
   */
  CompletionStage<Done> look(long now) {
    List<StreamView> open = new ArrayList<>();
    for (StreamView view : views.values()) {
      if (isIdle(view, now)) {
        views.computeIfPresent(
            view.topic(), (topic, present) -> present.interest().get() == 0 ? null : present);
        idleSince.remove(view.topic());
      } else if (view.position() == null) {
        view.opened();
      } else {
        open.add(view);
      }
    }
    return look(open, 0);
  }

  private boolean isIdle(StreamView view, long now) {
    if (view.interest().get() > 0) {
      idleSince.remove(view.topic());
      return false;
    }
    long since = idleSince.computeIfAbsent(view.topic(), absent -> now);
    return now - since >= context.settings().idleAfter().toNanos();
  }

  private CompletionStage<Done> look(List<StreamView> open, int from) {
    if (from >= open.size()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    int to = Math.min(from + MAX_TOPICS, open.size());
    Map<StreamView, Position> asked = new HashMap<>();
    for (StreamView view : open.subList(from, to)) {
      Position position = view.position();
      if (position != null) {
        asked.put(view, position);
      }
    }
    return context
        .log()
        .positions(asked.keySet().stream().map(StreamView::topic).toList())
        .thenCompose(
            found -> {
              asked.forEach((view, at) -> tell(view, at, found.get(view.topic())));
              return look(open, to);
            });
  }

  private static void tell(StreamView view, Position asked, @Nullable Position stored) {
    if (stored != null) {
      view.onEnd(asked, stored);
    }
  }
}
