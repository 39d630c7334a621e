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

/**
 * Keeps streams as {@link io.kokko.store.StreamStore} does, wherever that is, and lets nobody wait.
 *
 * <p>Any thread may call it. Every stage fails with {@link
 * io.kokko.channel.StreamUnavailableException} if what keeps the streams does not answer.
 */
interface StreamLog {

  CompletionStage<List<Position>> append(List<Draft> drafts);

  CompletionStage<Map<String, Position>> positions(Collection<String> topics);

  CompletionStage<Optional<List<StoredMessage>>> read(String topic, Position after, int limit);

  CompletionStage<Claim> claim(PushKey key, Duration window);

  CompletionStage<Done> answer(PushKey key, String reply);

  CompletionStage<Done> release(PushKey key);

  /** Runs code in a transaction, if the store is at hand; fails also with what the code throws. */
  <T> CompletionStage<Committed<T>> transaction(TransactionWork<T> work);
}
