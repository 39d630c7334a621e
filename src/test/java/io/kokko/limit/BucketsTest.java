package io.kokko.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private static final long SECOND = 1_000_000_000L;

  private final Buckets buckets = new Buckets("test", new Rate(2, Duration.ofSeconds(2)), 100);

  @Test
  void eachKeyHasABucketOfItsOwn() {
    buckets.take("a", 2, 0);

    assertThat(buckets.waitNanos("a", 1, 0)).isEqualTo(SECOND);
    assertThat(buckets.waitNanos("b", 1, 0)).isZero();
  }

  @Test
  void bucketThatIsFullAgainIsForgotten() {
    for (int i = 0; i < 50; i++) {
      buckets.take("key" + i, 1, SECOND);
    }
    assertThat(buckets.size()).isEqualTo(50);

    buckets.take("other", 1, 3 * SECOND);

    assertThat(buckets.size()).isEqualTo(1);
    assertThat(buckets.waitNanos("other", 2, 3 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void whoeverComesWhenNoMoreCanBeKeptIsNotLimited() {
    for (int i = 0; i < 1000; i++) {
      buckets.take("key" + i, 2, 0);
    }

    assertThat(buckets.size()).isEqualTo(100);
    assertThat(buckets.waitNanos("key0", 1, 0)).isPositive();
    assertThat(buckets.waitNanos("key999", 1, 0)).isZero();
    assertThat(buckets.reserve("key999", 0, 0)).isZero();
  }

  @Test
  void turnsAreGivenInOrderUntilTheyAreTooFarAway() {
    assertThat(buckets.reserve("a", 3 * SECOND, 0)).isZero();
    assertThat(buckets.reserve("a", 3 * SECOND, 0)).isZero();
    assertThat(buckets.reserve("a", 3 * SECOND, 0)).isEqualTo(SECOND);
    assertThat(buckets.reserve("a", 3 * SECOND, 0)).isEqualTo(2 * SECOND);
    assertThat(buckets.reserve("a", 3 * SECOND, 0)).isEqualTo(3 * SECOND);
    assertThat(buckets.reserve("a", 3 * SECOND, 0)).isNegative();
    assertThat(buckets.reserve("a", 3 * SECOND, SECOND)).isEqualTo(3 * SECOND);
  }

  @Test
  void longKeyIsNotKept() {
    String topic = "room:" + "x".repeat(1_000_000);
    buckets.take(topic + "a", 2, 0);
    buckets.take(topic + "b", 1, 0);

    assertThat(buckets.waitNanos(topic + "a", 1, 0)).isEqualTo(SECOND);
    assertThat(buckets.waitNanos(topic + "b", 1, 0)).isZero();
    assertThat(buckets.reserve(topic + "a", 0, 0)).isNegative();
    assertThat(buckets.keyChars()).isLessThan(1000);
  }
}
