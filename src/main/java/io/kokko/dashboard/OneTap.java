package io.kokko.dashboard;

import java.time.Duration;
import java.util.List;

/** Collects what one tap hears, until somebody asks for it. Any thread. */
final class OneTap {

  /** Whoever does not ask for so long has gone. */
  private static final long LEASE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final int MOST_MESSAGES = 50;

  private final TapRequest request;
  private final Recent<Heard.Message> messages = new Recent<>(MOST_MESSAGES);

  /** Guarded by this. */
  private int collected;

  private long left;
  private volatile long askedNanos = System.nanoTime();

  OneTap(TapRequest request) {
    this.request = request;
  }

  boolean hearsTopic(String topic) {
    return request.kind() == TapRequest.Kind.TOPIC && request.what().equals(topic);
  }

  boolean hearsSocket(String socketId) {
    return request.kind() == TapRequest.Kind.SOCKET && request.what().equals(socketId);
  }

  boolean isForSocket() {
    return request.kind() == TapRequest.Kind.SOCKET;
  }

  boolean isOver(long now) {
    return now - askedNanos > LEASE_NANOS;
  }

  /** Tells whether there is room for a message, and counts it as left out if not. */
  synchronized boolean hasRoom() {
    if (collected < MOST_MESSAGES) {
      collected++;
      return true;
    }
    left++;
    return false;
  }

  void add(Heard.Message message) {
    messages.add(message);
  }

  synchronized Heard take() {
    askedNanos = System.nanoTime();
    List<Heard.Message> taken = messages.drain();
    Heard heard = new Heard(taken, left, "");
    collected = 0;
    left = 0;
    return heard;
  }
}
