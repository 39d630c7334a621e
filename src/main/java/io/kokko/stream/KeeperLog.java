package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.Claim;
import io.kokko.store.Committed;
import io.kokko.store.Draft;
import io.kokko.store.PushKey;
import io.kokko.store.StoredMessage;
import io.kokko.store.TransactionWork;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Asks the store of the node that keeps the streams for all, once it has begun to. */
record KeeperLog(StreamLog local, Keeping keeping) implements StreamLog {

  @Override
  public CompletionStage<List<Position>> append(List<Draft> drafts) {
    return keeping.begun().thenCompose(begun -> local.append(drafts));
  }

  @Override
  public CompletionStage<Map<String, Position>> positions(Collection<String> topics) {
    return keeping.begun().thenCompose(begun -> local.positions(topics));
  }

  @Override
  public CompletionStage<Optional<List<StoredMessage>>> read(
      String topic, Position after, int limit) {
    return keeping.begun().thenCompose(begun -> local.read(topic, after, limit));
  }

  @Override
  public CompletionStage<Claim> claim(PushKey key, Duration window) {
    return keeping.begun().thenCompose(begun -> local.claim(key, window));
  }

  @Override
  public CompletionStage<Done> answer(PushKey key, String reply) {
    return keeping.begun().thenCompose(begun -> local.answer(key, reply));
  }

  @Override
  public CompletionStage<Done> release(PushKey key) {
    return keeping.begun().thenCompose(begun -> local.release(key));
  }

  @Override
  public <T> CompletionStage<Committed<T>> transaction(TransactionWork<T> work) {
    return keeping.begun().thenCompose(begun -> local.transaction(work));
  }
}
