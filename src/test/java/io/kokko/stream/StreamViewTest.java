package io.kokko.stream;

import static io.kokko.stream.ViewFixture.TOPIC;
import static io.kokko.stream.ViewFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.channel.Streams;
import io.kokko.message.Position;
import io.kokko.store.StoredMessage;
import io.kokko.stream.ViewFixture.Client;
import io.kokko.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each message once and in order, whatever comes in between. */
class StreamViewTest {

  private static final long SECOND = 1_000_000_000L;

  private final ViewFixture node = new ViewFixture();

  private static Position at(long offset) {
    return new Position("e1", offset);
  }

  private static Streams.Begin begin(long offset, boolean recovered) {
    return new Streams.Begin(at(offset), recovered);
  }

  @Test
  void firstJoinBeginsWhereTheStreamIs() {
    node.append();
    node.append();

    Client client = new Client();
    Streams.Begin begin = result(node.attach(client, null));
    node.say();

    assertThat(begin).isEqualTo(begin(2, true));
    assertThat(client.heard).containsExactly(3L);
  }

  @Test
  void whatComesTwiceOrLateIsDropped() {
    Client client = node.join(null);
    StoredMessage one = node.say();
    node.views.offer(one);
    StoredMessage two = node.say();
    node.views.offer(one);
    node.views.offer(two);

    assertThat(client.heard).containsExactly(1L, 2L);
  }

  @Test
  void whatOvertakesWaitsForWhatIsUnderWay() {
    Client client = node.join(null);
    StoredMessage one = node.append();
    StoredMessage two = node.append();
    StoredMessage three = node.append();

    node.views.offer(three);
    node.views.offer(two);
    assertThat(client.heard).isEmpty();
    node.views.offer(one);

    assertThat(client.heard).containsExactly(1L, 2L, 3L);
    node.pass();
    assertThat(node.store.reads()).isZero();
  }

  @Test
  void gapIsFetchedAfterAWhileAndTold() {
    Client client = node.join(null);
    node.append();
    node.append();
    node.say();
    assertThat(client.heard).isEmpty();

    node.pass();

    assertThat(client.heard).containsExactly(1L, 2L, 3L);
    assertThat(node.store.reads()).isOne();
    assertThat(node.events).contains(new TelemetryEvent.StreamGapMended(TOPIC, 3));
  }

  @Test
  void anyOrderWithAnyLossComesOutInOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      ViewFixture fresh = new ViewFixture("kokko.streams.read-messages = 3");
      Client client = fresh.join(null);
      List<StoredMessage> sent = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        sent.add(fresh.append());
      }
      List<StoredMessage> announced = new ArrayList<>(sent);
      announced.removeIf(message -> random.nextInt(3) == 0);
      announced.addAll(List.copyOf(announced.subList(0, announced.size() / 2)));
      Collections.shuffle(announced, random);
      for (StoredMessage message : announced) {
        fresh.views.offer(message);
        if (random.nextInt(8) == 0) {
          fresh.pass();
        }
      }
      fresh.look();

      assertThat(client.heard)
          .as("round %s", round)
          .containsExactlyElementsOf(sent.stream().map(m -> m.position().offset()).toList());
    }
  }

  @Test
  void messageThatNobodyAnnouncedIsFoundAtTheEnd() {
    Client client = node.join(null);
    node.append();

    node.look();

    assertThat(client.heard).containsExactly(1L);
  }

  @Test
  void whatIsAnnouncedWhileAViewOpensCounts() {
    node.hold();
    Client client = new Client();
    CompletableFuture<Streams.Begin> begin = node.attach(client, null);
    node.say();

    node.answer();

    assertThat(result(begin)).isEqualTo(begin(1, true));
    node.say();
    assertThat(client.heard).containsExactly(2L);
  }

  @Test
  void clientThatComesBackGetsWhatItMissedFirst() {
    node.join(null);
    for (int i = 0; i < 5; i++) {
      node.say();
    }

    Client back = new Client();
    Streams.Begin begin = result(node.attach(back, at(2)));
    node.say();

    assertThat(begin).isEqualTo(begin(2, true));
    assertThat(back.heard).containsExactly(3L, 4L, 5L, 6L);
    assertThat(node.store.reads()).isZero();
  }

  @Test
  void whatTheMemoryDoesNotReachIsReadOnceForAll() {
    ViewFixture other = new ViewFixture("kokko.streams.read-messages = 4");
    for (int i = 0; i < 10; i++) {
      other.append();
    }
    other.join(null);
    other.hold();
    List<Client> clients = new ArrayList<>();
    List<CompletableFuture<Streams.Begin>> begins = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Client client = new Client();
      clients.add(client);
      begins.add(other.attach(client, at(i % 10)));
    }

    other.answer();
    other.say();

    for (int i = 0; i < 50; i++) {
      assertThat(result(begins.get(i))).isEqualTo(begin(i % 10, true));
      assertThat(clients.get(i).heard).hasSize(11 - i % 10).endsWith(11L);
    }
    assertThat(other.store.reads()).isEqualTo(3);
    assertThat(other.join(at(1)).heard).hasSize(10);
    assertThat(other.store.reads()).isEqualTo(3);
  }

  @Test
  void whatIsNotKeptAnyMoreIsNotRecoveredInPart() {
    for (int i = 0; i < 10; i++) {
      node.append();
    }
    node.store.forget(TOPIC, 5);
    node.join(null);
    node.hold();
    List<Client> clients = new ArrayList<>();
    List<CompletableFuture<Streams.Begin>> begins = new ArrayList<>();
    for (long offset = 0; offset <= 10; offset++) {
      Client client = new Client();
      clients.add(client);
      begins.add(node.attach(client, at(offset)));
    }

    node.answer();
    node.say();

    for (int offset = 0; offset <= 10; offset++) {
      boolean recovered = offset >= 5;
      assertThat(result(begins.get(offset))).isEqualTo(begin(recovered ? offset : 10, recovered));
      assertThat(clients.get(offset).heard).hasSize(recovered ? 11 - offset : 1).endsWith(11L);
    }
    assertThat(node.store.reads()).isLessThan(8);
  }

  @Test
  void clientThatMissedTooMuchBeginsAnew() {
    ViewFixture small = new ViewFixture("kokko.streams.resume-bytes = 20 b");
    small.join(null);
    for (int i = 0; i < 5; i++) {
      small.say();
    }

    assertThat(result(small.attach(new Client(), at(3))).recovered()).isTrue();
    assertThat(result(small.attach(new Client(), at(2)))).isEqualTo(begin(5, false));
  }

  @Test
  void clientThatIsAheadOfThisNodeIsCaughtUpWith() {
    Client here = node.join(null);
    node.append();
    node.append();

    Client ahead = new Client();
    Streams.Begin begin = result(node.attach(ahead, at(2)));
    node.say();

    assertThat(begin).isEqualTo(begin(2, true));
    assertThat(ahead.heard).containsExactly(3L);
    assertThat(here.heard).containsExactly(1L, 2L, 3L);
  }

  @Test
  void positionThatNeverWasIsNotContinued() {
    node.join(null);
    node.say();

    for (Position wanted : List.of(at(2), at(-1), at(Long.MAX_VALUE), new Position("x", 0))) {
      assertThat(result(node.attach(new Client(), wanted))).isEqualTo(begin(1, false));
    }
  }

  @Test
  void otherEpochEndsWhoKnowsAPositionAndGoesOn() {
    Client client = node.join(null);
    node.say();
    node.store.forgetAll();
    node.say();

    assertThat(client.broken).isOne();
    assertThat(client.heard).containsExactly(1L, 1L);
    assertThat(result(node.attach(new Client(), at(1))))
        .isEqualTo(new Streams.Begin(new Position("e2", 1), false));
  }

  @Test
  void otherEpochIsFoundWithoutAMessageToo() {
    Client client = node.join(null);
    node.say();
    node.store.forgetAll();

    node.look();

    assertThat(client.broken).isOne();
    assertThat(node.events).contains(new TelemetryEvent.StreamBroken(TOPIC));
  }

  @Test
  void lateMessageOfAnEarlierEpochChangesNothing() {
    Client client = node.join(null);
    StoredMessage old = node.say();
    node.store.forgetAll();
    node.say();

    node.views.offer(old);
    node.say();

    assertThat(client.broken).isOne();
    assertThat(client.heard).containsExactly(1L, 1L, 2L);
  }

  @Test
  void gapThatIsKeptNowhereBeginsAnew() {
    Client client = node.join(null);
    node.append();
    node.append();
    node.store.forget(TOPIC, 1);
    node.say();
    node.pass();

    assertThat(client.broken).isOne();
    node.say();
    assertThat(client.heard).endsWith(4L);
  }

  @Test
  void outageIsToldOnceAndPasses() {
    Client client = node.join(null);
    node.append();
    node.store.setDown(true);
    node.look();
    node.look();

    assertThat(result(node.attach(new Client(), null))).isEqualTo(begin(0, true));
    CompletableFuture<Streams.Begin> ahead = node.attach(new Client(), at(1));
    assertThatThrownBy(ahead::join).hasCauseInstanceOf(StreamUnavailableException.class);

    node.store.setDown(false);
    node.look();
    assertThat(client.heard).containsExactly(1L);
    assertThat(node.events)
        .extracting(TelemetryEvent::name)
        .containsOnlyOnce("kokko.stream_unavailable", "kokko.stream_recovered");
  }

  @Test
  void streamThatCannotBeOpenedIsTriedAgain() {
    node.store.setDown(true);
    assertThat(node.attach(new Client(), null)).isCompletedExceptionally();

    node.store.setDown(false);
    assertThat(result(node.attach(new Client(), null))).isEqualTo(begin(0, true));
  }

  @Test
  void streamThatNobodyIsInterestedInIsClosedAfterAWhile() {
    StreamReader reader = node.views.open(TOPIC);
    reader.close();
    reader.close();

    node.views.look(SECOND);
    assertThat(node.views.has(TOPIC)).isTrue();
    node.views.look(32 * SECOND);
    assertThat(node.views.has(TOPIC)).isFalse();
  }
}
