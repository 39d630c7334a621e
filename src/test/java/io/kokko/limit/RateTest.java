package io.kokko.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  private static final long SECOND = 1_000_000_000L;

  private static Optional<Rate> read(String value) {
    return Rate.of(
        new SettingReader(ConfigFactory.parseString("limits.pushes = " + value), "limits"),
        "limits",
        "pushes");
  }

  @ParameterizedTest
  @CsvSource({
    "100/s, 100, 1000",
    "600/min, 600, 60000",
    "50/10s, 50, 10000",
    "'\"1 MiB/s\"', 1048576, 1000",
    "64 KiB/2s, 65536, 2000",
    "2kB/100ms, 2000, 100",
    "3 / h, 3, 3600000",
  })
  void rateIsSoManyInSuchATime(String text, long count, long millis) {
    assertThat(read(text)).contains(new Rate(count, Duration.ofMillis(millis)));
  }

  @Test
  void offIsNoRate() {
    assertThat(read("off")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "fast", "0/s", "5/fortnight", "1/25h", "-1/s", "\"1 parsec/s\""})
  void whatIsNoRateIsSaid(String text) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> read(text))
        .withMessageStartingWith("limits.pushes: ")
        .withMessageContaining("expected: a rate like 100/s");
  }

  @Test
  void bucketGivesAllAtOnceAndThenAtItsRate() {
    TokenBucket bucket = new TokenBucket(new Rate(4, Duration.ofSeconds(2)));
    for (int i = 0; i < 4; i++) {
      assertThat(bucket.waitNanos(1, 0)).isZero();
      bucket.take(1, 0);
    }

    assertThat(bucket.waitNanos(1, 0)).isEqualTo(SECOND / 2);
    assertThat(bucket.waitNanos(2, 0)).isEqualTo(SECOND);
    assertThat(bucket.waitNanos(1, SECOND / 2)).isZero();
    assertThat(bucket.waitNanos(4, 2 * SECOND)).isZero();
    assertThat(bucket.waitNanos(4, 100 * SECOND)).isZero();
    bucket.take(4, 100 * SECOND);
    assertThat(bucket.waitNanos(1, 100 * SECOND)).isEqualTo(SECOND / 2);
  }

  @Test
  void whatIsLargerThanTheBucketIsOwed() {
    TokenBucket bucket = new TokenBucket(new Rate(1000, Duration.ofSeconds(1)));

    assertThat(bucket.waitNanos(5000, 0)).isZero();
    bucket.take(5000, 0);

    assertThat(bucket.waitNanos(1, 4 * SECOND)).isPositive();
    assertThat(bucket.waitNanos(1, 4 * SECOND + SECOND / 1000)).isZero();
  }

  @Test
  void debtHasAnEnd() {
    TokenBucket bucket = new TokenBucket(new Rate(1, Duration.ofDays(1)));

    bucket.take(Long.MAX_VALUE, 0);
    bucket.take(Long.MAX_VALUE, 0);

    assertThat(bucket.waitNanos(1, 0)).isPositive();
  }

  @Test
  void whatIsOwedHasABound() {
    Rate rate = new Rate(1, Duration.ofDays(1));
    long fullAt = Long.MIN_VALUE;

    for (int i = 0; i < 100; i++) {
      fullAt = rate.fullAfter(fullAt, 10_000_000, i);
    }

    assertThat(fullAt).isPositive();
    assertThat(rate.waitNanos(fullAt, 1, 100)).isPositive();
  }
}
