package io.kokko.stream;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.StoreUnavailableException;
import io.kokko.store.StoredMessage;
import io.kokko.store.StreamStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

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

  /** Tells whether anything was asked yet; until then there is nothing to do for the store. */
  boolean isUsed() {
    return used;
  }

  private <T> CompletionStage<T> ask(Outage.Act act, Supplier<T> question) {
    used = true;
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      blocking.execute(() -> run(act, question, answer));
    } catch (RejectedExecutionException ended) {
      answer.completeExceptionally(new StreamUnavailableException("the node ends", ended));
    }
    return answer;
  }

  private <T> void run(Outage.Act act, Supplier<T> question, CompletableFuture<T> answer) {
    T result;
    try {
      result = question.get();
    } catch (StoreUnavailableException e) {
      outage.note(act, e);
      answer.completeExceptionally(new StreamUnavailableException("" + e.getMessage(), e));
      return;
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
      return;
    }
    outage.worked(act);
    answer.complete(result);
  }
}
