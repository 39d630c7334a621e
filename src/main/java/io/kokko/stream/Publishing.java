package io.kokko.stream;

import io.kokko.store.StoredMessage;
import io.kokko.telemetry.Tracing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands out what has been appended, in its order, on this node and to the others. */
@FunctionalInterface
interface Publishing {

  void publish(List<StoredMessage> messages);

  /** Hands out as part of a span, or with null of none. */
  default void publish(List<StoredMessage> messages, Tracing.@Nullable Span span) {
    if (span == null) {
      publish(messages);
      return;
    }
    Tracing.Scope scope = span.enter();
    try {
      publish(messages);
    } finally {
      scope.close();
    }
  }
}
