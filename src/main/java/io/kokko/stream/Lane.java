package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.StoredMessage;
import io.kokko.telemetry.Tracing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lines up messages for the store, of which it writes one batch at a time. */
final class Lane {

  /**
   * Is a message that is not appended yet.
   *
   * @param span its own in the trace that it belongs to, or null
   */
  record Pending(Draft draft, Tracing.@Nullable Span span, CompletableFuture<Position> appended) {

    int bytes() {
      return draft.payload().sizeInBytes() + draft.topic().length() + draft.event().length();
    }

    StoredMessage at(Position position) {
      return new StoredMessage(
          draft.topic(), position, draft.event(), draft.payload(), draft.origin());
    }
  }

  private final int maxMessages;
  private final int maxBytes;
  private final Queue<Pending> queue = new ArrayDeque<>();
  private boolean writing;

  Lane(int maxMessages, int maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Adds a message; returns what is to be written now, mostly nothing. */
  synchronized List<Pending> add(Pending pending) {
    queue.add(pending);
    return writing ? List.of() : next();
  }

  /** Returns what is to be written next, nothing if nothing waits. */
  synchronized List<Pending> next() {
    List<Pending> batch = new ArrayList<>();
    int bytes = 0;
    Pending first = queue.peek();
    while (first != null
        && batch.size() < maxMessages
        && (batch.isEmpty() || bytes + first.bytes() <= maxBytes)) {
      batch.add(queue.remove());
      bytes += first.bytes();
      first = queue.peek();
    }
    writing = !batch.isEmpty();
    return batch;
  }

  /** Takes all that waits, and writes nothing. */
  synchronized List<Pending> abandon() {
    List<Pending> all = List.copyOf(queue);
    queue.clear();
    writing = false;
    return all;
  }
}
