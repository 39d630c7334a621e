package io.kokko.stream;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.message.Position;
import io.kokko.store.Claim;
import io.kokko.store.Committed;
import io.kokko.store.Draft;
import io.kokko.store.PushKey;
import io.kokko.store.StoreUnavailableException;
import io.kokko.store.StoredMessage;
import io.kokko.store.StreamStore;
import io.kokko.store.TransactionWork;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.Done;

/** Asks the store of this node, on threads that may wait for it. */
final class LocalLog implements StreamLog {

  private final StreamStore store;
  private final Executor blocking;
  private final Outage outage;
  private volatile boolean used;

  LocalLog(StreamStore store, Executor blocking, Outage outage) {
    this.store = store;
    this.blocking = blocking;
    this.outage = outage;
  }

  @Override
  public CompletionStage<List<Position>> append(List<Draft> drafts) {
    return ask(Outage.Act.APPEND, () -> store.append(drafts));
  }

  @Override
  public CompletionStage<Map<String, Position>> positions(Collection<String> topics) {
    return ask(Outage.Act.POSITIONS, () -> store.positions(topics));
  }

  @Override
  public CompletionStage<Optional<List<StoredMessage>>> read(
      String topic, Position after, int limit) {
    return ask(Outage.Act.READ, () -> store.read(topic, after, limit));
  }

  @Override
  public CompletionStage<Claim> claim(PushKey key, Duration window) {
    return ask(Outage.Act.CLAIM, () -> store.claim(key, window));
  }

  @Override
  public CompletionStage<Done> answer(PushKey key, String reply) {
    return ask(
        Outage.Act.CLAIM,
        () -> {
          store.answer(key, reply);
          return Done.getInstance();
        });
  }

  @Override
  public CompletionStage<Done> release(PushKey key) {
    return ask(
        Outage.Act.CLAIM,
        () -> {
          store.release(key);
          return Done.getInstance();
        });
  }

  @Override
  public <T> CompletionStage<Committed<T>> transaction(TransactionWork<T> work) {
    return ask(Outage.Act.TRANSACTION, () -> store.transaction(work));
  }

  /** See {@link StreamStore#keep}. */
  CompletionStage<Done> keep(boolean withOthers) {
    return ask(
        Outage.Act.KEEP,
        () -> {
          store.keep(withOthers);
          return Done.getInstance();
        });
  }

  /** See {@link StreamStore#mayBeKeptElsewhere}; a store that nobody uses stays so. */
  CompletionStage<Done> mayBeKeptElsewhere() {
    return execute(
        Outage.Act.KEEP,
        () -> {
          store.mayBeKeptElsewhere();
          return Done.getInstance();
        });
  }

  /** Tells whether anything was asked yet; until then there is nothing to do for the store. */
  boolean isUsed() {
    return used;
  }

  private <T> CompletionStage<T> ask(Outage.Act act, Callable<T> question) {
    used = true;
    return execute(act, question);
  }

  private <T> CompletionStage<T> execute(Outage.Act act, Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      blocking.execute(() -> run(act, question, answer));
    } catch (RejectedExecutionException ended) {
      answer.completeExceptionally(new StreamUnavailableException("the node ends", ended));
    }
    return answer;
  }

  private <T> void run(Outage.Act act, Callable<T> question, CompletableFuture<T> answer) {
    T result;
    try {
      result = question.call();
    } catch (StoreUnavailableException e) {
      outage.note(act, e);
      answer.completeExceptionally(new StreamUnavailableException("" + e.getMessage(), e));
      return;
    } catch (Exception | Error e) {
      answer.completeExceptionally(e);
      return;
    }
    outage.worked(act);
    answer.complete(result);
  }
}
