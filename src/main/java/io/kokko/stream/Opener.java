package io.kokko.stream;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.message.Position;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks where streams are, for many views at a time when many are opened. */
final class Opener {

  private static final int MAX_TOPICS = 500;

  private final StreamLog log;
  private final Set<StreamView> asked = new LinkedHashSet<>();
  private boolean asking;

  Opener(StreamLog log) {
    this.log = log;
  }

  /** Opens a view, now or soon. */
  void request(StreamView view) {
    synchronized (this) {
      asked.add(view);
      if (asking) {
        return;
      }
      asking = true;
    }
    next();
  }

  private void next() {
    List<StreamView> views = take();
    if (views.isEmpty()) {
      return;
    }
    log.positions(views.stream().map(StreamView::topic).toList())
        .whenComplete(
            (found, failure) -> {
              views.forEach(view -> answer(view, found, failure));
              next();
            });
  }

  private synchronized List<StreamView> take() {
    List<StreamView> views = new ArrayList<>();
    Iterator<StreamView> waiting = asked.iterator();
    while (waiting.hasNext() && views.size() < MAX_TOPICS) {
      views.add(waiting.next());
      waiting.remove();
    }
    asking = !views.isEmpty();
    return views;
  }

  private static void answer(
      StreamView view, @Nullable Map<String, Position> found, @Nullable Throwable failure) {
    Position position = found == null ? null : found.get(view.topic());
    if (position != null) {
      view.open(position);
    } else {
      view.openFailed(new StreamUnavailableException(view.topic() + " cannot be opened", failure));
    }
  }
}
