package io.kokko.testkit;

import io.kokko.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits for messages, and keeps those that nobody has asked for yet.
 *
 * @param <F> what arrives
 */
final class Inbox<F> {

  /** How long to wait for what must come; much longer than it takes. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long to wait for what must not come; Phoenix's default. */
  static final Duration SILENCE = Duration.ofMillis(100);

  private final BlockingQueue<F> arriving;
  private final Function<F, Message> decode;
  private final List<Message> unread = new ArrayList<>();

  Inbox(BlockingQueue<F> arriving, Function<F, Message> decode) {
    this.arriving = arriving;
    this.decode = decode;
  }

  /** Waits for the first message that matches, passing over the others. */
  Message expect(String wanted, Predicate<Message> matches) {
    Message found = find(matches, PATIENCE);
    if (found == null) {
      throw new AssertionError(
          "expected " + wanted + " within " + PATIENCE + ", but only these came: " + unread);
    }
    return found;
  }

  /** Waits a little, and fails if a message that matches is there or comes. */
  void refute(String unwanted, Predicate<Message> matches) {
    Message found = find(matches, SILENCE);
    if (found != null) {
      throw new AssertionError("expected no " + unwanted + ", but this came: " + found);
    }
  }

  /** Waits for whatever comes next and was not decoded yet. */
  F next() {
    F next = poll(PATIENCE);
    if (next == null) {
      throw new AssertionError("expected anything at all within " + PATIENCE);
    }
    return next;
  }

  private @Nullable Message find(Predicate<Message> matches, Duration patience) {
    for (int i = 0; i < unread.size(); i++) {
      if (matches.test(unread.get(i))) {
        return unread.remove(i);
      }
    }
    long deadline = System.nanoTime() + patience.toNanos();
    for (F came = poll(patience); came != null; came = poll(until(deadline))) {
      Message message = decode.apply(came);
      if (matches.test(message)) {
        return message;
      }
      unread.add(message);
    }
    return null;
  }

  private static Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private @Nullable F poll(Duration patience) {
    try {
      return arriving.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
