package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Rule 43: when each socket is closed. */
class DrainPlanTest {

  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
  private static final DrainSettings PHOENIX =
      new DrainSettings(10_000, Duration.ofSeconds(2), OptionalInt.empty(), HALF_A_MINUTE);

  private static DrainPlan plan(int total) {
    return DrainPlan.of(PHOENIX, total, HALF_A_MINUTE);
  }

  @Test
  void rule43RoundsHaveTheSizeOfABatchButTheLast() {
    DrainPlan plan = plan(25_000);

    assertThat(plan.rounds()).isEqualTo(3);
    assertThat(plan.sizeOf(1)).isEqualTo(10_000);
    assertThat(plan.sizeOf(3)).isEqualTo(5_000);
    assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(plan(10_000).rounds()).isOne();
    assertThat(plan(0).rounds()).isZero();
  }

  @Test
  void socketsOfABatchAreSpreadOverItsInterval() {
    DrainPlan plan = plan(25_000);

    assertThat(plan.dueNanos(0, 0.9)).isZero();
    assertThat(plan.dueNanos(5_000, 0.5)).isEqualTo(999_900_000L);
    assertThat(plan.dueNanos(10_000, 1)).isEqualTo(Duration.ofSeconds(2).toNanos());
    assertThat(plan.dueNanos(24_999, 1)).isLessThan(Duration.ofSeconds(5).toNanos());
  }

  @Test
  void fewSocketsTakeNoTimeWorthMentioning() {
    assertThat(plan(10).dueNanos(9, 1)).isLessThan(Duration.ofMillis(2).toNanos());
  }

  @Test
  void rateBoundsWhatBatchesWouldAllow() {
    DrainSettings settings =
        new DrainSettings(10_000, Duration.ofSeconds(2), OptionalInt.of(1_000), HALF_A_MINUTE);

    DrainPlan plan = DrainPlan.of(settings, 12_000, HALF_A_MINUTE);

    assertThat(plan.dueNanos(11_000, 1)).isEqualTo(Duration.ofSeconds(11).toNanos());
    assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plan.isHurried(settings)).isFalse();
  }

  @Test
  void rateAboveThatOfBatchesChangesNothing() {
    DrainSettings settings =
        new DrainSettings(10_000, Duration.ofSeconds(2), OptionalInt.of(50_000), HALF_A_MINUTE);

    assertThat(DrainPlan.of(settings, 12_000, HALF_A_MINUTE)).isEqualTo(plan(12_000));
  }

  @Test
  void tooManyForTheTimeAreClosedFasterAndNotLater() {
    DrainPlan plan = plan(1_000_000);

    assertThat(plan.isHurried(PHOENIX)).isTrue();
    assertThat(plan.dueNanos(999_999, 1)).isLessThanOrEqualTo(HALF_A_MINUTE.toNanos());
    assertThat(DrainPlan.of(PHOENIX, 7, Duration.ZERO.minusSeconds(1)).dueNanos(6, 1)).isZero();
  }
}
