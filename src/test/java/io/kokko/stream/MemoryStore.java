package io.kokko.stream;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps streams in memory, for tests that break what a database would not let them break. */
final class MemoryStore implements StreamStore {

  private static final class Topic {
    final String epoch;
    final List<StoredMessage> messages = new ArrayList<>();
    long last;

    Topic(String epoch) {
      this.epoch = epoch;
    }

    Position end() {
      return new Position(epoch, last);
    }
  }

  private final AtomicInteger reads = new AtomicInteger();
  private final Map<String, Topic> topics = new HashMap<>();
  private int epochs;
  private boolean down;

  /** Lets every call fail from now on, or work again. */
  synchronized void setDown(boolean down) {
    this.down = down;
  }

  /** Begins a new history of everything. */
  synchronized void forgetAll() {
    topics.clear();
  }

  /** Forgets messages up to an offset. */
  synchronized void forget(String topic, long upTo) {
    topic(topic).messages.removeIf(message -> message.position().offset() <= upTo);
  }

  /** Tells how often something was read. */
  int reads() {
    return reads.get();
  }

  private Topic topic(String topic) {
    return topics.computeIfAbsent(topic, absent -> new Topic("e" + ++epochs));
  }

  private void requireUp() {
    if (down) {
      throw new StoreUnavailableException("the test has stopped the store", new Exception());
    }
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public synchronized List<Position> append(List<Draft> drafts) {
    requireUp();
    List<Position> positions = new ArrayList<>();
    for (Draft draft : drafts) {
      Topic topic = topic(draft.topic());
      topic.last++;
      topic.messages.add(
          new StoredMessage(
              draft.topic(), topic.end(), draft.event(), draft.payload(), draft.origin()));
      positions.add(topic.end());
    }
    return positions;
  }

  @Override
  public synchronized Map<String, Position> positions(Collection<String> wanted) {
    requireUp();
    Map<String, Position> positions = new HashMap<>();
    wanted.forEach(topic -> positions.put(topic, topic(topic).end()));
    return positions;
  }

  @Override
  public synchronized Optional<List<StoredMessage>> read(String name, Position after, int limit) {
    requireUp();
    reads.incrementAndGet();
    Topic topic = topic(name);
    if (!topic.epoch.equals(after.epoch()) || after.offset() > topic.last) {
      return Optional.empty();
    }
    List<StoredMessage> rest =
        topic.messages.stream().filter(m -> m.position().offset() > after.offset()).toList();
    return rest.size() < topic.last - after.offset()
        ? Optional.empty()
        : Optional.of(List.copyOf(rest.subList(0, Math.min(limit, rest.size()))));
  }

  @Override
  public int trim() {
    return 0;
  }

  @Override
  public Claim claim(PushKey key, Duration window) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void answer(PushKey key, String reply) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(PushKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void keep(boolean withOthers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void mayBeKeptElsewhere() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends @Nullable Object> Committed<T> transaction(TransactionWork<T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
