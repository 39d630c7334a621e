package io.kokko.bench;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One client that shouts. Its loop's thread sends; the threads of all receivers count what has
 * arrived.
 */
final class Publisher {

  private final int id;
  private final Client client;
  private final int topic;
  private final Due due;

  /** How many receivers have each of the last ones. */
  private final AtomicIntegerArray arrivals;

  private final int mask;
  private final AtomicBoolean woken = new AtomicBoolean();

  private volatile long sent;
  private long done;
  private long lastProgress;

  Publisher(int id, Client client, int topic, Pace pace, Due due) {
    this.id = id;
    this.client = client;
    this.topic = topic;
    this.due = due;
    int places = Integer.highestOneBit(Math.max(1, pace.window())) * 8;
    this.arrivals = new AtomicIntegerArray(places);
    this.mask = places - 1;
  }

  int id() {
    return id;
  }

  Client client() {
    return client;
  }

  int topic() {
    return topic;
  }

  Due due() {
    return due;
  }

  /** Returns how many it has sent; any thread may ask. */
  long sent() {
    return sent;
  }

  long outstanding() {
    return sent - done;
  }

  /** Counts the next one as sent, and returns its number, from 1 on. */
  long next(long now) {
    if (outstanding() == 0) {
      lastProgress = now;
    }
    long number = sent + 1;
    arrivals.set((int) number & mask, 0);
    sent = number;
    return number;
  }

  /**
   * Counts an arrival, on a receiver's thread, and tells whether it was the last that is needed.
   */
  boolean arrived(long number, int needed) {
    return arrivals.incrementAndGet((int) number & mask) == needed;
  }

  /** Tells whether the loop has to be told, which others may have done already. */
  boolean wake() {
    return woken.compareAndSet(false, true);
  }

  /** Counts as done what enough receivers have, in order. */
  void advance(int needed, long now) {
    woken.set(false);
    while (done < sent && arrivals.get((int) (done + 1) & mask) >= needed) {
      done++;
      lastProgress = now;
    }
  }

  /** Gives up what has been missing for too long, and tells whether there was anything. */
  boolean giveUp(long now, long patienceNanos) {
    if (outstanding() == 0 || now - lastProgress < patienceNanos) {
      return false;
    }
    done = sent;
    return true;
  }
}
