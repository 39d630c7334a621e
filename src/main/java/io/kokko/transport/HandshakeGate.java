package io.kokko.transport;

import io.kokko.limit.Ticks;
import io.kokko.limit.TokenBucket;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Lets handshakes in at a rate, in the order in which they came: who comes too early waits.
 *
 * <p>A refusal would not help: phoenix.js comes back after 10 ms, then 50, and each try costs a
 * connection. Who waits costs one, and comes no more often. Any thread may call it; when the gate
 * is off, a handshake costs one look at a field.
 */
final class HandshakeGate {

  /** Is a handshake that waits. */
  static final class Turn {

    private final Runnable onTurn;

    private Turn(Runnable onTurn) {
      this.onTurn = onTurn;
    }
  }

  /** Several come in together when the clock rings less often. */
  private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final @Nullable TokenBucket bucket;
  private final int maxWaiting;

  /** Hears true when no more may wait, then false when some have come in. */
  private volatile Consumer<Boolean> onFull = full -> {};

  /** No handshake comes in any more. */
  private volatile boolean closed;

  // Guarded by this.
  private final Set<Turn> waiting = new LinkedHashSet<>();
  private boolean full;
  private boolean ringing;

  HandshakeGate(GateSettings settings) {
    bucket = settings.connects().map(TokenBucket::new).orElse(null);
    maxWaiting = settings.maxWaiting();
  }

  /** Has somebody told that no more may wait, and that they may again. */
  void whenFull(Consumer<Boolean> action) {
    onFull = action;
  }

  /** Refuses all handshakes from now on; those that wait are told when their turn comes. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Asks to come in.
   *
   * @param onTurn called when the turn has come, on any thread, with a lock held; must be short
   * @return null if it may go on at once, and is not called
   */
  @Nullable Turn enter(Runnable onTurn) {
    return bucket == null ? null : enter(bucket, onTurn);
  }

  /**
   * Asks to come in.
   *
   * @param client told what to run when the client goes; then it waits no more
   * @return completes when the turn has come, on the executor unless it is now
   */
  CompletionStage<Done> enter(Executor executor, Consumer<Runnable> client) {
    CompletableFuture<Done> admitted = new CompletableFuture<>();
    Turn turn = enter(() -> admitted.completeAsync(Done::getInstance, executor));
    if (turn == null) {
      admitted.complete(Done.getInstance());
    } else {
      client.accept(() -> leave(turn));
    }
    return admitted;
  }

  private synchronized @Nullable Turn enter(TokenBucket tokens, Runnable onTurn) {
    long now = Ticks.now();
    if (waiting.isEmpty() && tokens.waitNanos(1, now) == 0) {
      tokens.take(1, now);
      return null;
    }
    Turn turn = new Turn(onTurn);
    waiting.add(turn);
    tellIfFull();
    ringFor(tokens, now);
    return turn;
  }

  /** Forgets one that waits, since its client has gone. */
  synchronized void leave(Turn turn) {
    if (waiting.remove(turn)) {
      tellIfFull();
    }
  }

  /** Returns how many wait. */
  synchronized int waitingCount() {
    return waiting.size();
  }

  private synchronized void letIn(TokenBucket tokens) {
    ringing = false;
    long now = Ticks.now();
    Iterator<Turn> first = waiting.iterator();
    while (first.hasNext() && tokens.waitNanos(1, now) == 0) {
      tokens.take(1, now);
      Turn turn = first.next();
      first.remove();
      turn.onTurn.run();
    }
    tellIfFull();
    if (!waiting.isEmpty()) {
      ringFor(tokens, now);
    }
  }

  private void ringFor(TokenBucket tokens, long now) {
    if (!ringing) {
      ringing = true;
      long wait = Math.max(SHORTEST_WAIT_NANOS, tokens.waitNanos(1, now));
      CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, Runnable::run)
          .execute(() -> letIn(tokens));
    }
  }

  private void tellIfFull() {
    // Half, so that the port is not opened and closed for each one.
    boolean now = full ? waiting.size() > maxWaiting / 2 : waiting.size() >= maxWaiting;
    if (now != full) {
      full = now;
      onFull.accept(now);
    }
  }
}
