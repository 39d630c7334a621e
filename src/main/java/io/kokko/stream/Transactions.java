package io.kokko.stream;

import io.kokko.channel.Broadcasts;
import io.kokko.channel.KeyedPush;
import io.kokko.channel.Reply;
import io.kokko.channel.StreamOverflowException;
import io.kokko.channel.Transaction;
import io.kokko.channel.TransactionCode;
import io.kokko.store.Committed;
import io.kokko.store.Draft;
import io.kokko.store.StoreTransaction;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.Tracing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs the user's code in transactions of the store, and delivers what they append. */
final class Transactions {

  /** Makes a message of what the user hands in. */
  @FunctionalInterface
  interface Drafts {
    Draft draft(String topic, String event, Object payload);
  }

  /** Is what the user's code sees of a transaction. */
  private record Open(StoreTransaction transaction, Drafts drafts) implements Transaction {

    @Override
    public Connection connection() {
      return transaction.connection();
    }

    @Override
    public void append(String topic, String event, Object payload) {
      transaction.append(drafts.draft(topic, event, Broadcasts.object(payload)));
    }
  }

  private final StreamLog log;
  private final Drafts drafts;
  private final Publishing out;
  private final Telemetry telemetry;
  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Starts without any.
   *
   * @param out delivers what has been committed
   * @param max how many may run and wait to run
   */
  Transactions(StreamLog log, Drafts drafts, Publishing out, Telemetry telemetry, int max) {
    this.log = log;
    this.drafts = drafts;
    this.out = out;
    this.telemetry = telemetry;
    this.max = max;
  }

  <T> CompletionStage<T> run(TransactionCode<T> code, @Nullable KeyedPush push) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return CompletableFuture.failedFuture(
          new StreamOverflowException("more than " + max + " transactions run or wait"));
    }
    Tracing.Span span = telemetry.tracing().transaction();
    return log.transaction(transaction -> run(code, push, transaction, span))
        .whenComplete((committed, failure) -> open.decrementAndGet())
        .thenApply(committed -> deliver(committed, span))
        .whenComplete((result, failure) -> end(span, failure));
  }

  private static void end(Tracing.Span span, @Nullable Throwable failure) {
    if (failure != null) {
      span.fail(failure);
    }
    span.end();
  }

  private <T> T run(
      TransactionCode<T> code,
      @Nullable KeyedPush push,
      StoreTransaction transaction,
      Tracing.Span span)
      throws SQLException {
    T result;
    Tracing.Scope scope = span.enter();
    try {
      result =
          Objects.requireNonNull(code.run(new Open(transaction, drafts)), "the code returned null");
    } finally {
      scope.close();
    }
    if (push != null && result instanceof Reply reply) {
      transaction.answer(PushClaims.key(push), ReplyCodec.encode(reply));
    }
    return result;
  }

  private <T> T deliver(Committed<T> committed, Tracing.Span span) {
    if (!committed.messages().isEmpty()) {
      out.publish(committed.messages(), span);
    }
    return committed.result();
  }
}
