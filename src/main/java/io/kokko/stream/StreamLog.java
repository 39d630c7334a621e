package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.StoredMessage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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
}
