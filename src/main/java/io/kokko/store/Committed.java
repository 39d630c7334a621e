package io.kokko.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is what a transaction has left behind.
 *
 * @param result what the code returned
 * @param messages what it appended, in its order, each at its position
 */
public record Committed<T extends @Nullable Object>(T result, List<StoredMessage> messages) {

  /** Copies the list. */
  public Committed {
    messages = List.copyOf(messages);
  }
}
