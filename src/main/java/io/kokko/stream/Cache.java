package io.kokko.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Consumer;

/**
 * Holds the last messages of a stream, without holes, for clients that come back.
 *
 * <p>Bounded in number and bytes. Owned by one view.
 */
final class Cache {

  private final int maxMessages;
  private final int maxBytes;
  private final Deque<Kept> messages = new ArrayDeque<>();
  private long first;
  private long bytes;

  Cache(int maxMessages, int maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Forgets all; the next message that is added has the offset after this one. */
  void clear(long offset) {
    messages.clear();
    bytes = 0;
    first = offset + 1;
  }

  /** Returns the offset of the first message, or of the next one while there is none. */
  long first() {
    return first;
  }

  /** Adds what follows the last message. */
  void add(Kept message) {
    messages.addLast(message);
    bytes += message.bytes();
    while (messages.size() > maxMessages || bytes > maxBytes) {
      bytes -= messages.removeFirst().bytes();
      first++;
    }
  }

  /** Adds as many as there is room for of the messages that end just before the first one. */
  void prepend(List<Kept> older) {
    ListIterator<Kept> backwards = older.listIterator(older.size());
    while (backwards.hasPrevious() && messages.size() < maxMessages) {
      Kept message = backwards.previous();
      if (bytes + message.bytes() > maxBytes) {
        return;
      }
      bytes += message.bytes();
      messages.addFirst(message);
      first--;
    }
  }

  /** Tells how many bytes the messages after an offset have. */
  long bytesAfter(long offset) {
    long sum = 0;
    Iterator<Kept> backwards = messages.descendingIterator();
    while (backwards.hasNext()) {
      Kept message = backwards.next();
      if (message.offset() <= offset) {
        return sum;
      }
      sum += message.bytes();
    }
    return sum;
  }

  /** Goes through the messages after an offset, in order. */
  void forEachAfter(long offset, Consumer<Kept> consumer) {
    for (Kept message : messages) {
      if (message.offset() > offset) {
        consumer.accept(message);
      }
    }
  }
}
