package io.kokko.store;

import io.kokko.message.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps streams in a database, through JDBC. */
final class JdbcStreamStore implements StreamStore {

  private final Dialect dialect;
  private final StoreDatabase database;
  private final Appends appends;
  private final Positions positions;
  private final Pushes pushes;
  private final Trimmer trimmer;

  JdbcStreamStore(StoreSettings settings, Dialect dialect) {
    this.dialect = dialect;
    this.database = new StoreDatabase(settings, dialect);
    Duration unused = settings.forgetTopicsAfter();
    this.appends = new Appends(dialect);
    this.positions = new Positions(dialect, database, Trimmer.markedFor(unused));
    this.pushes = new Pushes(dialect);
    this.trimmer = new Trimmer(dialect, database, unused);
  }

  @Override
  public boolean isShared() {
    return dialect.isShared();
  }

  @Override
  public List<Position> append(List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return List.of();
    }
    Appends.Appended appended =
        database.inTransaction(connection -> appends.write(connection, drafts));
    trimmer.appended(appended.floors());
    return appended.messages().stream().map(StoredMessage::position).toList();
  }

  @Override
  public Map<String, Position> positions(Collection<String> topics) {
    return positions.of(topics);
  }

  @Override
  public Optional<List<StoredMessage>> read(String topic, Position after, int limit) {
    StoreLimits.name("topic", topic);
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
    }
    return database.repeatably(connection -> Reads.after(connection, topic, after, limit));
  }

  @Override
  public int trim() {
    return trimmer.trim();
  }

  @Override
  public Claim claim(PushKey key, Duration window) {
    if (window.toMillis() < 1) {
      throw new IllegalArgumentException("window: " + window + " (expected: >= 1 ms)");
    }
    return database.once(connection -> pushes.claim(connection, key, window));
  }

  @Override
  public void answer(PushKey key, String reply) {
    database.<Boolean>repeatably(
        connection -> {
          pushes.answer(connection, key, reply);
          return true;
        });
  }

  @Override
  public void release(PushKey key) {
    // Not again when nobody knows whether it has happened: somebody else may run it by then.
    database.<Boolean>once(
        connection -> {
          pushes.release(connection, key);
          return true;
        });
  }

  @Override
  public void keep(boolean withOthers) {
    database.<Boolean>inTransaction(
        connection -> {
          Tenure.begin(connection, withOthers);
          return true;
        });
  }

  @Override
  public void mayBeKeptElsewhere() {
    if (!dialect.outlivesProcess() && !database.isUsed()) {
      return;
    }
    database.<Boolean>inTransaction(
        connection -> {
          Tenure.mayEnd(connection);
          return true;
        });
  }

  @Override
  public <T extends @Nullable Object> Committed<T> transaction(TransactionWork<T> work)
      throws SQLException {
    Done<T> done = database.inUsersTransaction(connection -> run(work, connection));
    trimmer.appended(done.appended().floors());
    return new Committed<>(done.result(), done.appended().messages());
  }

  private <T extends @Nullable Object> Done<T> run(TransactionWork<T> work, Connection connection)
      throws SQLException {
    GuardedConnection guarded = new GuardedConnection(connection);
    OpenTransaction transaction = new OpenTransaction(guarded.proxy());
    T result;
    try {
      result = work.run(transaction);
    } finally {
      guarded.end();
      transaction.isOver = true;
    }
    for (OpenTransaction.Answer answer : transaction.answers) {
      pushes.answer(connection, answer.key(), answer.reply());
    }
    return new Done<>(result, appends.write(connection, transaction.drafts));
  }

  @Override
  public void close() {
    database.close();
  }

  private record Done<T extends @Nullable Object>(T result, Appends.Appended appended) {}

  /** Gathers what is to be done before the commit. */
  private static final class OpenTransaction implements StoreTransaction {

    private record Answer(PushKey key, String reply) {}

    private final Connection connection;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private boolean isOver;

    OpenTransaction(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Connection connection() {
      return connection;
    }

    @Override
    public void append(Draft draft) {
      checkOpen();
      drafts.add(draft);
    }

    @Override
    public void answer(PushKey key, String reply) {
      checkOpen();
      answers.add(new Answer(key, reply));
    }

    private void checkOpen() {
      if (isOver) {
        throw new IllegalStateException("the transaction of the store is over");
      }
    }
  }
}
