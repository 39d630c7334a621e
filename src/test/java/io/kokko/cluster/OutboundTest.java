package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.LinkMessage.Parcel;
import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two ends of a link, with a wire between them that behaves as badly as the test wants. */
class OutboundTest {

  private static final int MESSAGE_BYTES = 100;
  private static final int MANY = 300;

  private final AtomicLong nanos = new AtomicLong();
  private final ArrayDeque<Parcel> wire = new ArrayDeque<>();
  private final List<Broadcast> delivered = new ArrayList<>();
  private final Inbound inbound =
      new Inbound(10_000, new BusMeter(), envelope -> delivered.add(envelope.message()));
  private final Outbound outbound =
      new Outbound(settings(5_000, 20_000), new BusMeter(), () -> 0, () -> {}, nanos::get);

  private static BusSettings settings(int slowFromBytes, int maxQueuedBytes) {
    return BusSettings.read(
        ConfigFactory.parseString(
                "kokko.bus { max-message-bytes = 10000, parcel-bytes = 500, window-bytes = 2000,"
                    + " slow-from-bytes = "
                    + slowFromBytes
                    + ", max-queued-bytes = "
                    + maxQueuedBytes
                    + " }")
            .withFallback(ConfigFactory.load()));
  }

  @Test
  void whatIsBroadcastBeforeTheNodesHaveMetWaits() {
    outbound.push(encoded(message(1)));

    assertThat(wire).isEmpty();
    meet();
    carry();

    assertThat(delivered).containsExactly(message(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostDoubledOrReorderedOnAWireThatLosesAndDoubles(int seed) {
    Random random = new Random(seed);
    List<Broadcast> sent = new ArrayList<>();
    meet();

    while (sent.size() < MANY || outbound.heldBytes() > 0) {
      if (sent.size() < MANY && random.nextInt(3) > 0) {
        Broadcast next = sized(sent.size(), random.nextInt(20) == 0 ? 3_000 : MESSAGE_BYTES);
        if (outbound.offer(encoded(next))) {
          sent.add(next);
        }
      }
      Parcel parcel = wire.poll();
      if (parcel != null && random.nextInt(5) > 0) {
        Inbound.Verdict verdict = inbound.accept(parcel);
        if (random.nextInt(5) == 0) {
          inbound.accept(parcel);
        }
        if (random.nextInt(3) > 0) {
          outbound.onAck(inbound.acknowledge(), verdict == Inbound.Verdict.BEHIND_A_GAP);
        }
      }
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
      outbound.flush();
      outbound.tick();
    }

    assertThat(delivered).isEqualTo(sent);
    assertThat(outbound.counts().delivered()).isEqualTo(MANY);
    assertThat(outbound.counts().dropped()).isZero();
  }

  @Test
  void firstMessageLeavesAtOnceAndThoseRightBehindItShareAParcel() {
    meet();
    IntStream.range(0, 3).forEach(n -> outbound.push(encoded(message(n))));
    assertThat(wire).hasSize(1);
    assertThat(outbound.flush()).isTrue();

    nanos.addAndGet(Outbound.GATHER_NANOS);
    assertThat(outbound.flush()).isFalse();

    assertThat(wire).hasSize(2);
    carry();
    assertThat(delivered).isEqualTo(messages(3));
  }

  @Test
  void noMoreThanTheWindowIsUnderWay() {
    meet();
    IntStream.range(0, 30).forEach(n -> outbound.push(encoded(message(n))));

    assertThat(wire.stream().mapToInt(parcel -> parcel.content().size()).sum())
        .isBetween(2_000 - MESSAGE_BYTES, 2_000 + 500);
  }

  @Test
  void callersWaitForANodeThatAcknowledgesAndNotForASilentOne() {
    meet();
    while (outbound.offer(encoded(message(0)))) {
      assertThat(outbound.heldBytes()).isLessThanOrEqualTo(5_000);
    }

    assertThat(outbound.shouldWait(MESSAGE_BYTES)).isTrue();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(outbound.shouldWait(MESSAGE_BYTES)).isFalse();
    assertThat(outbound.isSilent()).isTrue();
    carry();
    assertThat(outbound.isSilent()).isFalse();
  }

  @Test
  void roomForASilentNodeLastsForTheWholePatience() {
    long perMessage = Duration.ofSeconds(10).toNanos() / 15_000 * MESSAGE_BYTES;
    int bytes = MESSAGE_BYTES - Outbound.MESSAGE_OVERHEAD_BYTES;

    assertThat(outbound.paceNanos(bytes)).isBetween(perMessage - 200_000, perMessage + 200_000);
    assertThat(outbound.paceNanos(bytes)).isGreaterThan(perMessage);
  }

  @Test
  void whatCannotBeKeptIsCounted() {
    meet();
    IntStream.range(0, MANY).forEach(n -> outbound.push(encoded(message(n))));
    long dropped = outbound.takeUntold().dropped();

    assertThat(outbound.heldBytes()).isLessThanOrEqualTo(20_000);
    assertThat(dropped).isBetween(MANY - 200L, MANY - 100L);
    assertThat(outbound.takeUntold().dropped()).isZero();
    carry();
    assertThat(delivered).isEqualTo(messages(MANY - (int) dropped));

    IntStream.range(0, 10).forEach(n -> outbound.push(encoded(message(n))));
    outbound.close();
    assertThat(outbound.takeUntold().dropped()).isEqualTo(10);
    assertThat(outbound.heldBytes()).isZero();
  }

  private void meet() {
    outbound.meet(
        message -> {
          if (message instanceof Parcel parcel) {
            wire.add(parcel);
          }
        });
  }

  private void carry() {
    while (outbound.heldBytes() > 0) {
      nanos.addAndGet(Outbound.GATHER_NANOS);
      outbound.flush();
      wire.forEach(inbound::accept);
      wire.clear();
      outbound.onAck(inbound.acknowledge(), false);
    }
  }

  private static List<Broadcast> messages(int count) {
    return IntStream.range(0, count).mapToObj(OutboundTest::message).toList();
  }

  private static Broadcast message(int number) {
    return sized(number, MESSAGE_BYTES);
  }

  private static Broadcast sized(int number, int bytes) {
    byte[] content = new byte[bytes - 20];
    content[0] = (byte) number;
    content[1] = (byte) (number >> 8);
    return new Broadcast("t", "event", Payload.binary(content));
  }

  private static byte[] encoded(Broadcast message) {
    return new Envelope(message.topic(), message).encode();
  }
}
