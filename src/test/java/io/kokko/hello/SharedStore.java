package io.kokko.hello;

import com.typesafe.config.ConfigFactory;
import io.kokko.message.Position;
import io.kokko.store.Claim;
import io.kokko.store.Committed;
import io.kokko.store.Draft;
import io.kokko.store.PushKey;
import io.kokko.store.StoreUnavailableException;
import io.kokko.store.StoredMessage;
import io.kokko.store.StreamStore;
import io.kokko.store.StreamStores;
import io.kokko.store.TransactionWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Is one database for several nodes of this JVM, which the test can take away from all of them. */
final class SharedStore implements StreamStore {

  private final StreamStore store = StreamStores.open(ConfigFactory.load());
  private volatile boolean down;

  void setDown(boolean down) {
    this.down = down;
  }

  private StreamStore store() {
    if (down) {
      throw new StoreUnavailableException("the test has taken it away", new SQLException("away"));
    }
    return store;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public List<Position> append(List<Draft> drafts) {
    return store().append(drafts);
  }

  @Override
  public Map<String, Position> positions(Collection<String> topics) {
    return store().positions(topics);
  }

  @Override
  public Optional<List<StoredMessage>> read(String topic, Position after, int limit) {
    return store().read(topic, after, limit);
  }

  @Override
  public int trim() {
    return store().trim();
  }

  @Override
  public Claim claim(PushKey key, Duration window) {
    return store().claim(key, window);
  }

  @Override
  public void answer(PushKey key, String reply) {
    store().answer(key, reply);
  }

  @Override
  public void release(PushKey key) {
    store().release(key);
  }

  @Override
  public void keep(boolean withOthers) {
    store().keep(withOthers);
  }

  @Override
  public void mayBeKeptElsewhere() {
    store().mayBeKeptElsewhere();
  }

  @Override
  public <T extends @Nullable Object> Committed<T> transaction(TransactionWork<T> work)
      throws SQLException {
    return store().transaction(work);
  }

  /** One node ends, and others go on. */
  @Override
  public void close() {}

  void closeForAll() {
    store.close();
  }
}
