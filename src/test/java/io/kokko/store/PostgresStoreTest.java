package io.kokko.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Position;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends StreamStoreContract {

  private static final Retention PLENTY = new Retention(1_000_000, Duration.ofHours(1));

  private static PostgresServer server;
  private String url = "";

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  String url() {
    if (url.isEmpty()) {
      url = server.createDatabase();
    }
    return url;
  }

  /** Asks until the store has found its database again, which it looks for every two seconds. */
  private static <T> T whenAvailable(Callable<T> question) throws Exception {
    while (true) {
      try {
        return question.call();
      } catch (StoreUnavailableException notYet) {
        assertThat(notYet).isNotNull();
      }
    }
  }

  @Test
  void allNodesShareIt() throws Exception {
    StreamStore one = open();
    StreamStore other = open();

    Position position = one.append(List.of(draft("t", 1))).get(0);

    assertThat(one.isShared()).isTrue();
    assertThat(start(other, "t")).isEqualTo(position);
  }

  @Test
  void manyNodesMayBeginAtOnce() throws Exception {
    List<StreamStore> stores = List.of(open(), open(), open());

    List<Position> positions = together(3, number -> start(stores.get(number), "t"));

    assertThat(positions).containsOnly(positions.get(0));
  }

  @Test
  void tablesOfOthersMayBeThere() throws Exception {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement()) {
      statement.execute("create table flyway_schema_history (mine int)");
      statement.execute(
          "alter database "
              + connection.getCatalog()
              + " set default_transaction_isolation = 'serializable'");
    }

    assertThat(offsets(open().append(List.of(draft("t", 1))))).containsExactly(1L);
  }

  @Test
  void outageIsToldSoonAndLosesNothing() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    ConcurrentLinkedQueue<Position> acknowledged = new ConcurrentLinkedQueue<>();
    CountDownLatch some = new CountDownLatch(200);

    List<Boolean> failed =
        together(
            5,
            thread -> {
              if (thread == 0) {
                some.await();
                server.stop(PostgresServer.Stop.IMMEDIATE);
                return true;
              }
              try {
                for (int number = 1; ; number++) {
                  acknowledged.addAll(store.append(List.of(draft("t", number))));
                  some.countDown();
                }
              } catch (StoreUnavailableException expected) {
                return true;
              }
            });
    long before = System.nanoTime();
    assertThatThrownBy(() -> start(store, "t")).isInstanceOf(StoreUnavailableException.class);
    Duration told = Duration.ofNanos(System.nanoTime() - before);
    server.startAgain();

    assertThat(failed).containsOnly(true);
    assertThat(told).isLessThan(Duration.ofSeconds(4));
    List<StoredMessage> kept = whenAvailable(() -> all(store, start, "t"));
    assertThat(kept.stream().map(StoredMessage::position).toList()).containsAll(acknowledged);
    assertThat(store.append(List.of(draft("t", 0))))
        .containsExactly(new Position(start.epoch(), kept.size() + 1));
  }

  @Test
  void restartIsMended() throws Exception {
    StreamStore store = open();
    Position start = store.append(List.of(draft("t", 1))).get(0);

    server.stop(PostgresServer.Stop.FAST);
    server.startAgain();

    assertThat(whenAvailable(() -> start(store, "t"))).isEqualTo(start);
    assertThat(store.append(List.of(draft("t", 2)))).containsExactly(start.next());
  }

  @Test
  void nodeStartsWhileTheDatabaseIsDown() throws Exception {
    String url = url();
    server.stop(PostgresServer.Stop.FAST);
    StreamStore store = open("connection-timeout = 500 ms");

    assertThatThrownBy(() -> start(store, "t")).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.append(drafts("t", 1, PLENTY)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(store::trim).isInstanceOf(StoreUnavailableException.class);
    server.startAgain();

    assertThat(whenAvailable(() -> start(store, "t")).offset()).isZero();
    assertThat(offsets(store.append(List.of(draft("t", 1))))).containsExactly(1L);
    assertThat(url).isEqualTo(url());
  }

  @Test
  void sessionThatIsEndedIsReplaced() throws Exception {
    StreamStore store = open();
    List<Long> offsets = new ArrayList<>();

    for (int round = 0; round < 5; round++) {
      offsets.addAll(offsets(store.append(List.of(draft("t", round)))));
      server.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name ="
              + " 'kokko'");
    }

    assertThat(offsets).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void lockOfSomebodyElseIsNotWaitedForLong() throws Exception {
    StreamStore store = open("statement-timeout = 500 ms");
    StreamStore other = open();
    store.append(List.of(draft("t", 1)));

    other.transaction(
        transaction -> {
          try (var statement = transaction.connection().createStatement()) {
            statement.execute("lock table kokko_stream");
          }
          assertThatThrownBy(() -> store.append(List.of(draft("t", 2))))
              .isInstanceOf(StoreUnavailableException.class)
              .hasMessageContaining("timeout");
          return 0;
        });

    assertThat(offsets(store.append(List.of(draft("t", 3))))).containsExactly(2L);
  }
}
