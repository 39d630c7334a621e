package io.kokko.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Payload;
import io.kokko.message.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Is what every store does, whatever it keeps its messages in. */
@Timeout(60)
abstract class StreamStoreContract {

  private static final Retention PLENTY = new Retention(100_000, Duration.ofHours(1));
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final PushKey KEY = new PushKey("room:1", "user:1", "push-1");

  private final List<StreamStore> opened = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Returns the URL of the database of this test, the same each time. */
  abstract String url() throws Exception;

  @AfterEach
  final void closeStores() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    opened.forEach(StreamStore::close);
  }

  /** Opens one more store on the same data, as another node would. */
  final StreamStore open() throws Exception {
    return open("");
  }

  final StreamStore open(String settings) throws Exception {
    StreamStore store = StreamStores.open(StoreConfig.with(url(), settings));
    opened.add(store);
    return store;
  }

  static Draft draft(String topic, int number) {
    return draft(topic, number, PLENTY);
  }

  static Draft draft(String topic, int number, Retention retention) {
    return new Draft(topic, "said", Payload.of(Map.of("number", number)), null, retention);
  }

  static List<Draft> drafts(String topic, int count, Retention retention) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> draft(topic, n, retention)).toList();
  }

  static Position start(StreamStore store, String topic) {
    return Objects.requireNonNull(store.positions(List.of(topic)).get(topic));
  }

  static List<Long> offsets(Collection<Position> positions) {
    return positions.stream().map(Position::offset).toList();
  }

  /** Reads a topic to its end, piece by piece. */
  static List<StoredMessage> all(StreamStore store, Position from, String topic) {
    List<StoredMessage> all = new ArrayList<>();
    Position after = from;
    while (true) {
      List<StoredMessage> piece = store.read(topic, after, 1_000).orElseThrow();
      if (piece.isEmpty()) {
        return all;
      }
      all.addAll(piece);
      after = piece.get(piece.size() - 1).position();
    }
  }

  /** Runs some work in so many threads that begin together. */
  final <T> List<T> together(int count, Work<T> work) throws Exception {
    CyclicBarrier begin = new CyclicBarrier(count);
    List<Future<T>> running = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int mine = number;
      Callable<T> run =
          () -> {
            begin.await();
            return work.run(mine);
          };
      running.add(threads.submit(run));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> one : running) {
      results.add(one.get());
    }
    return results;
  }

  interface Work<T> {
    T run(int number) throws Exception;
  }

  @Test
  void freshTopicIsBeforeItsFirstMessage() throws Exception {
    StreamStore store = open();

    Position fresh = start(store, "room:1");

    assertThat(fresh.offset()).isZero();
    assertThat(fresh.epoch()).isNotEmpty();
    assertThat(start(store, "room:1")).isEqualTo(fresh);
    assertThat(store.append(List.of(draft("room:1", 1)))).containsExactly(fresh.next());
  }

  @Test
  void offsetsCountTheMessagesOfEachTopic() throws Exception {
    StreamStore store = open();

    List<Position> first =
        store.append(List.of(draft("b", 1), draft("a", 1), draft("b", 2), draft("a", 2)));
    List<Position> second = store.append(List.of(draft("a", 3), draft("b", 3)));

    assertThat(offsets(first)).containsExactly(1L, 1L, 2L, 2L);
    assertThat(offsets(second)).containsExactly(3L, 3L);
    assertThat(store.positions(List.of("a", "b", "c")))
        .containsEntry("a", second.get(0))
        .containsEntry("b", second.get(1))
        .hasSize(3);
  }

  @Test
  void nothingToAppendIsNothingDone() throws Exception {
    assertThat(open().append(List.of())).isEmpty();
    assertThat(open().positions(List.of())).isEmpty();
  }

  @Test
  void messageIsReadAsItWasAppended() throws Exception {
    StreamStore store = open();
    Payload payload = Payload.ofJson("{\"text\":\"déjà 😀\",\"nul\":\"\\u0000\",\"n\":1e3}");

    Position at = store.append(List.of(new Draft("t", "é", payload, "client", PLENTY))).get(0);

    StoredMessage read = store.read("t", new Position(at.epoch(), 0), 10).orElseThrow().get(0);
    assertThat(read).isEqualTo(new StoredMessage("t", at, "é", payload, "client"));
    assertThat(read.payload().toByteArray()).isEqualTo(payload.toByteArray());
  }

  @Test
  void readGoesOnAfterAPosition() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    List<Position> positions = store.append(drafts("t", 10, PLENTY));

    assertThat(store.read("t", start, 3).orElseThrow())
        .extracting(StoredMessage::position)
        .isEqualTo(positions.subList(0, 3));
    assertThat(store.read("t", positions.get(6), 100).orElseThrow())
        .extracting(StoredMessage::position)
        .isEqualTo(positions.subList(7, 10));
    assertThat(store.read("t", positions.get(9), 100)).contains(List.of());
  }

  @Test
  void strangePositionCannotBeContinued() throws Exception {
    StreamStore store = open();
    Position last = store.append(List.of(draft("t", 1))).get(0);

    assertThat(store.read("t", last.next(), 10)).isEmpty();
    assertThat(store.read("t", new Position("other", 0), 10)).isEmpty();
    assertThat(store.read("t", new Position(last.epoch(), -1), 10)).isEmpty();
    assertThat(store.read("never used", new Position(last.epoch(), 0), 10)).isEmpty();
  }

  @Test
  void largeMessagesAreReadFewAtATime() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    Payload large = Payload.of(Map.of("text", "x".repeat(1_000_000)));
    for (int count = 0; count < 8; count++) {
      store.append(List.of(new Draft("t", "large", large, null, PLENTY)));
    }

    assertThat(store.read("t", start, 100).orElseThrow()).hasSizeBetween(1, 5);
    assertThat(all(store, start, "t")).hasSize(8);
  }

  @Test
  void namesAreKeptApart() throws Exception {
    StreamStore store = open();
    List<String> topics =
        List.of("t", "T", "t ", " t", "ť", "😀", "t%", "", "t'\"\\", "x".repeat(500));

    topics.forEach(topic -> store.append(List.of(draft(topic, 1))));

    assertThat(store.positions(topics).values()).hasSize(topics.size());
    assertThat(store.positions(topics).values()).allMatch(position -> position.offset() == 1);
  }

  @Test
  void whatCannotBeKeptIsRefusedBeforeItMeetsOthers() throws Exception {
    StreamStore store = open();
    Payload fine = Payload.empty();

    assertThatThrownBy(() -> draft("a\0b", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> draft("\ud800", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> draft("x".repeat(501), 1))
        .hasMessage("topic of 501 characters (expected: <= 500)");
    assertThatThrownBy(() -> new Draft("t", "\0", fine, null, PLENTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Draft("t", "e", Payload.binary(new byte[1]), null, PLENTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Draft("t", "e", Payload.ofJson("[]"), null, PLENTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.positions(List.of("a\0b")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheLastMessagesAreKept() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    List<Position> positions = store.append(drafts("t", 100, new Retention(10, WINDOW)));
    store.append(drafts("other", 20, PLENTY));

    int trimmed = store.trim();

    assertThat(trimmed).isEqualTo(90);
    assertThat(store.trim()).isZero();
    assertThat(store.read("t", start, 1_000)).isEmpty();
    assertThat(store.read("t", positions.get(88), 1_000)).isEmpty();
    assertThat(store.read("t", positions.get(89), 1_000).orElseThrow()).hasSize(10);
    assertThat(all(store, start(store, "other"), "other")).isEmpty();
    assertThat(store.append(drafts("t", 1, PLENTY))).containsExactly(positions.get(99).next());
  }

  @Test
  void muchIsTrimmedInPieces() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    store.append(drafts("t", 12_000, new Retention(1_500, WINDOW)));

    int pieces = 0;
    int trimmed = 0;
    for (int piece = store.trim(); piece > 0; piece = store.trim()) {
      trimmed += piece;
      pieces++;
      assertThat(store.read("t", start, 1_000)).isEmpty();
    }

    assertThat(trimmed).isEqualTo(10_500);
    assertThat(pieces).isGreaterThan(1);
    assertThat(all(store, new Position(start.epoch(), 10_500), "t")).hasSize(1_500);
  }

  @Test
  void oldMessagesGoWithAllBeforeThem() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    store.append(drafts("t", 5, PLENTY));
    List<Position> old = store.append(drafts("t", 5, new Retention(1_000, Duration.ofMillis(1))));
    List<Position> young = store.append(drafts("t", 5, PLENTY));

    int trimmed = 0;
    while (trimmed < 10) {
      trimmed += store.trim();
    }

    assertThat(trimmed).isEqualTo(10);
    assertThat(store.read("t", start, 100)).isEmpty();
    assertThat(store.read("t", old.get(4), 100).orElseThrow())
        .extracting(StoredMessage::position)
        .isEqualTo(young);
  }

  @Test
  void anotherStoreTrimsWhatIsTooOld() throws Exception {
    open().append(drafts("t", 5, new Retention(1_000, Duration.ofMillis(1))));
    StreamStore other = open();

    int trimmed = 0;
    while (trimmed < 5) {
      trimmed += other.trim();
    }

    assertThat(start(other, "t").offset()).isEqualTo(5);
  }

  @Test
  void epochsEndWhereAnotherMayHaveGoneOn() throws Exception {
    StreamStore store = open();
    store.append(drafts("t", 3, PLENTY));
    Position first = start(store, "t");

    store.keep(false);
    store.keep(false);
    assertThat(start(store, "t")).as("alone all the time").isEqualTo(first);

    store.mayBeKeptElsewhere();
    store.mayBeKeptElsewhere();
    assertThat(start(store, "t")).as("until it keeps again").isEqualTo(first);

    store.keep(true);
    Position second = start(store, "t");
    assertThat(second.epoch()).isNotEqualTo(first.epoch());
    assertThat(store.read("t", first, 10)).isEmpty();

    store.keep(false);
    Position third = start(store, "t");
    assertThat(third.epoch()).as("others were there").isNotEqualTo(second.epoch());
    store.keep(false);
    assertThat(start(store, "t")).isEqualTo(third);
    assertThat(store.append(drafts("t", 1, PLENTY)))
        .containsExactly(new Position(third.epoch(), 4));
  }

  @Test
  void topicThatNobodyUsesIsForgotten() throws Exception {
    StreamStore store = open("forget-topics-after = 2 s");
    Position empty = start(store, "t");
    Position used = store.append(drafts("used", 1, new Retention(1, WINDOW))).get(0);

    int trimmed = 0;
    while (trimmed < 1) {
      trimmed += store.trim();
    }

    assertThat(trimmed).isEqualTo(1);
    assertThat(start(store, "used")).isEqualTo(used);
    assertThat(start(store, "t").offset()).isZero();
    assertThat(start(store, "t")).isNotEqualTo(empty);
    assertThat(store.read("t", empty, 10)).isEmpty();
  }

  @Test
  void topicThatIsAskedForIsNotForgotten() throws Exception {
    StreamStore store = open("forget-topics-after = 1 s");
    Position watched = start(store, "watched");
    Position unwatched = start(store, "unwatched");

    while (store.trim() == 0) {
      assertThat(start(store, "watched")).isEqualTo(watched);
    }

    assertThat(start(store, "watched")).isEqualTo(watched);
    assertThat(start(store, "unwatched")).isNotEqualTo(unwatched);
  }

  @Test
  void concurrentAppendersMakeOneOrder() throws Exception {
    List<StreamStore> stores = List.of(open(), open(), open());
    List<String> topics = List.of("a", "b", "c", "d", "e");

    together(
        9,
        thread -> {
          StreamStore store = stores.get(thread % 3);
          for (int batch = 0; batch < 40; batch++) {
            List<Draft> drafts = new ArrayList<>();
            for (int turn = 0; turn < 5; turn++) {
              // Each in another order, which would be deadlocks if the store did not sort.
              String topic = topics.get((thread + batch + turn * (1 + thread % 4)) % 5);
              drafts.add(
                  new Draft(
                      topic,
                      "thread-" + thread,
                      Payload.of(Map.of("number", batch * 5 + turn)),
                      null,
                      PLENTY));
            }
            store.append(drafts);
          }
          return thread;
        });

    int count = 0;
    for (String topic : topics) {
      Position start = new Position(start(stores.get(0), topic).epoch(), 0);
      List<StoredMessage> messages = all(stores.get(1), start, topic);
      assertThat(messages)
          .extracting(message -> message.position().offset())
          .isEqualTo(LongStream.rangeClosed(1, messages.size()).boxed().toList());
      messages.stream()
          .collect(Collectors.groupingBy(StoredMessage::event))
          .values()
          .forEach(StreamStoreContract::assertInOrder);
      count += messages.size();
    }
    assertThat(count).isEqualTo(9 * 40 * 5);
  }

  private static void assertInOrder(List<StoredMessage> ofOneSender) {
    assertThat(ofOneSender)
        .extracting(message -> message.payload().json().get("number").intValue())
        .isSorted();
  }

  @Test
  void topicThatManyMakeAtOnceHasOneEpoch() throws Exception {
    List<StreamStore> stores = List.of(open(), open(), open());

    for (int round = 0; round < 10; round++) {
      String topic = "new:" + round;
      List<Position> positions =
          together(
              6,
              thread -> {
                StreamStore store = stores.get(thread % 3);
                return thread < 3
                    ? store.append(List.of(draft(topic, thread))).get(0)
                    : start(store, topic);
              });

      assertThat(positions).extracting(Position::epoch).containsOnly(positions.get(0).epoch());
      assertThat(offsets(positions.subList(0, 3))).containsExactlyInAnyOrder(1L, 2L, 3L);
      assertThat(start(stores.get(0), topic).offset()).isEqualTo(3);
    }
  }

  @Test
  void trimmingStandsInNobodysWay() throws Exception {
    List<StreamStore> stores = List.of(open(), open());
    AtomicBoolean over = new AtomicBoolean();
    Retention few = new Retention(50, Duration.ofMillis(20));

    List<Integer> counts =
        together(
            4,
            thread -> {
              StreamStore store = stores.get(thread % 2);
              int count = 0;
              if (thread < 2) {
                while (!over.get()) {
                  count += store.trim();
                }
                return count;
              }
              for (int batch = 0; batch < 100; batch++) {
                store.append(drafts("t:" + batch % 3, 20, few));
                String topic = "t:" + (batch + 1) % 3;
                Position start = new Position(start(store, topic).epoch(), 0);
                store.read(topic, start, 100).ifPresent(StreamStoreContract::assertNoHole);
              }
              over.set(thread == 3 || over.get());
              return 0;
            });

    assertThat(counts.get(0) + counts.get(1)).isPositive();
  }

  private static void assertNoHole(List<StoredMessage> messages) {
    assertThat(messages)
        .extracting(message -> message.position().offset())
        .isEqualTo(LongStream.rangeClosed(1, messages.size()).boxed().toList());
  }

  @Test
  void pushIsGrantedOnceAndItsAnswerRepeated() throws Exception {
    StreamStore store = open();
    StreamStore other = open();

    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Granted());
    assertThat(other.claim(KEY, WINDOW)).isEqualTo(new Claim.Running());

    store.answer(KEY, "{\"sum\":\"😀\"}");
    store.answer(KEY, "another");

    assertThat(other.claim(KEY, WINDOW)).isEqualTo(new Claim.Answered("{\"sum\":\"😀\"}"));
  }

  @Test
  void pushThatIsReleasedIsGrantedAgainUnlessItWasAnswered() throws Exception {
    StreamStore store = open();
    store.claim(KEY, WINDOW);

    store.release(KEY);

    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Granted());
    store.answer(KEY, "1");
    store.release(KEY);
    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Answered("1"));
  }

  @Test
  void keysOfPushesAreKeptApartWhateverTheyAreMadeOf() throws Exception {
    StreamStore store = open();
    List<PushKey> keys =
        List.of(
            KEY,
            new PushKey("room:1", "user:1", "push-2"),
            new PushKey("room:1", "user:1push", "-1"),
            new PushKey("room:1", "", "user:1push-1"),
            new PushKey("room:1", "user:1", "\0"),
            new PushKey("room:1", "user:1", "\ud800"),
            new PushKey("room:1", "user:1", "\ud801"),
            new PushKey("x".repeat(5_000), "y".repeat(5_000), "z".repeat(5_000)));

    assertThat(keys.stream().map(key -> store.claim(key, WINDOW)).collect(Collectors.toSet()))
        .isEqualTo(Set.of(new Claim.Granted()));
  }

  @Test
  void ofManyWhoAskOneIsGranted() throws Exception {
    List<StreamStore> stores = List.of(open(), open(), open());

    for (int round = 0; round < 10; round++) {
      PushKey key = new PushKey("room:1", "user:1", "round-" + round);
      List<Claim> claims = together(9, thread -> stores.get(thread % 3).claim(key, WINDOW));

      assertThat(claims).containsOnlyOnce(new Claim.Granted());
      assertThat(claims.stream().filter(new Claim.Running()::equals)).hasSize(8);
    }
  }

  @Test
  void keyIsForgottenAfterItsWindow() throws Exception {
    StreamStore store = open();
    store.claim(KEY, Duration.ofMillis(1));
    store.answer(KEY, "first");

    Claim again = store.claim(KEY, WINDOW);
    while (!again.equals(new Claim.Granted())) {
      again = store.claim(KEY, WINDOW);
    }

    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Running());
    PushKey unused = new PushKey("room:1", "user:1", "push-2");
    store.claim(unused, Duration.ofMillis(1));
    while (store.trim() == 0) {
      Thread.onSpinWait();
    }
    assertThat(store.claim(unused, WINDOW)).isEqualTo(new Claim.Granted());
    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Running());
  }

  @Test
  void transactionChangesTablesAndAppendsTogether() throws Exception {
    StreamStore store = open();
    createTally(store);
    store.claim(KEY, WINDOW);
    Position start = start(store, "tally:1");

    Committed<Integer> committed =
        store.transaction(
            transaction -> {
              int sum = add(transaction.connection(), 7);
              transaction.append(draft("tally:1", sum));
              transaction.append(draft("other", sum));
              transaction.append(draft("tally:1", sum + 1));
              transaction.answer(KEY, "7");
              return sum;
            });

    assertThat(committed.result()).isEqualTo(7);
    assertThat(committed.messages())
        .extracting(StoredMessage::topic)
        .containsExactly("tally:1", "other", "tally:1");
    assertThat(store.read("tally:1", start, 10).orElseThrow())
        .containsExactly(committed.messages().get(0), committed.messages().get(2));
    assertThat(sum(store)).isEqualTo(7);
    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Answered("7"));
  }

  @Test
  void transactionThatThrowsLeavesNothingBehind() throws Exception {
    StreamStore store = open();
    createTally(store);
    store.claim(KEY, WINDOW);
    Position start = start(store, "tally:1");

    assertThatThrownBy(
            () ->
                store.transaction(
                    transaction -> {
                      add(transaction.connection(), 7);
                      transaction.append(draft("tally:1", 1));
                      transaction.answer(KEY, "7");
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    assertThatThrownBy(
            () ->
                store.transaction(transaction -> run(transaction.connection(), "select nonsense")))
        .isInstanceOf(SQLException.class);

    assertThat(sum(store)).isZero();
    assertThat(start(store, "tally:1")).isEqualTo(start);
    assertThat(store.claim(KEY, WINDOW)).isEqualTo(new Claim.Running());
  }

  @Test
  void transactionCannotBeEndedByItsCodeNorUsedLater() throws Exception {
    StreamStore store = open();
    List<StoreTransaction> kept = new ArrayList<>();

    store.transaction(
        transaction -> {
          kept.add(transaction);
          Connection connection = transaction.connection();
          assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
          assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
          assertThatThrownBy(connection::close).isInstanceOf(SQLException.class);
          assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
          connection.rollback(connection.setSavepoint());
          return 0;
        });

    assertThatThrownBy(() -> kept.get(0).append(draft("t", 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept.get(0).connection().createStatement())
        .isInstanceOf(SQLException.class);
  }

  @Test
  void transactionThatCollidesRunsAgain() throws Exception {
    StreamStore store = open();
    Position start = start(store, "t");
    AtomicInteger runs = new AtomicInteger();

    store.transaction(
        transaction -> {
          transaction.append(draft("t", 1));
          if (runs.incrementAndGet() == 1) {
            throw new SQLTransactionRollbackException("deadlock", "40001");
          }
          if (runs.get() == 2) {
            throw new IllegalStateException(new SQLException("deadlock", "40001"));
          }
          return 0;
        });

    assertThat(runs).hasValue(3);
    assertThat(start(store, "t")).isEqualTo(start.next());
  }

  @Test
  void transactionThatAlwaysCollidesEnds() throws Exception {
    StreamStore store = open();
    AtomicInteger runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                store.transaction(
                    transaction -> {
                      runs.incrementAndGet();
                      throw new SQLTransactionRollbackException("deadlock", "40001");
                    }))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(runs).hasValueBetween(2, 20);
  }

  @Test
  void concurrentTransactionsAndAppendsCountRight() throws Exception {
    List<StreamStore> stores = List.of(open(), open());
    createTally(stores.get(0));
    Position start = start(stores.get(0), "tally:1");

    together(
        4,
        thread -> {
          StreamStore store = stores.get(thread % 2);
          for (int turn = 0; turn < 25; turn++) {
            if (thread < 3) {
              store.transaction(
                  transaction -> {
                    int sum = add(transaction.connection(), 1);
                    transaction.append(
                        new Draft("tally:1", "sum", Payload.of(Map.of("n", sum)), null, PLENTY));
                    transaction.append(draft("another", sum));
                    return sum;
                  });
            } else {
              store.append(List.of(draft("tally:1", turn), draft("another", turn)));
            }
          }
          return thread;
        });

    assertThat(sum(stores.get(0))).isEqualTo(75);
    List<StoredMessage> messages = all(stores.get(0), start, "tally:1");
    assertThat(messages).hasSize(100);
    assertThat(messages.stream().filter(message -> message.event().equals("sum")))
        .extracting(message -> message.payload().json().get("n").intValue())
        .isEqualTo(IntStream.rangeClosed(1, 75).boxed().toList());
  }

  private static void createTally(StreamStore store) throws SQLException {
    store.transaction(
        transaction -> {
          run(transaction.connection(), "create table tally (id int primary key, amount int)");
          return run(transaction.connection(), "insert into tally values (1, 0)");
        });
  }

  private static boolean run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private static int add(Connection connection, int amount) throws SQLException {
    run(connection, "update tally set amount = amount + " + amount + " where id = 1");
    return amount(connection);
  }

  private static int amount(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select amount from tally where id = 1")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int sum(StreamStore store) throws SQLException {
    return store.transaction(transaction -> amount(transaction.connection())).result();
  }

  @Test
  void positionsOfManyTopicsAreFoundAtOnce() throws Exception {
    StreamStore store = open();
    List<String> topics = IntStream.range(0, 2_000).mapToObj(n -> "t:" + n).toList();

    Map<String, Position> positions = store.positions(topics);

    assertThat(positions.keySet()).containsExactlyInAnyOrderElementsOf(topics);
    assertThat(open().positions(topics)).isEqualTo(positions);
  }
}
