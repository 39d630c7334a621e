package io.kokko.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmsTest {

  /** Later than this nobody is rung. */
  private static final long TICK = 32;

  /** The wheel turns once in this time. */
  private static final long TURN = 2048 * TICK;

  private final Alarms alarms = new Alarms();
  private final List<String> rung = new ArrayList<>();

  private final class Sleeper extends Alarmed {
    private final String name;
    private final Runnable then;

    private Sleeper(String name, Runnable then) {
      this.name = name;
      this.then = then;
    }

    private Sleeper(String name) {
      this(name, () -> {});
    }

    @Override
    void ring() {
      rung.add(name);
      then.run();
    }
  }

  private List<String> rungAt(long now) {
    rung.clear();
    alarms.ring(now);
    return List.copyOf(rung);
  }

  @Test
  void anAlarmRingsOnceAndNotTooEarly() {
    alarms.set(new Sleeper("a"), 1000);

    assertThat(alarms.next()).isBetween(1000L, 1000 + TICK);
    assertThat(rungAt(999)).isEmpty();
    assertThat(rungAt(1000 + TICK)).containsExactly("a");
    assertThat(rungAt(1000 + 2 * TURN)).isEmpty();
    assertThat(alarms.next()).isEqualTo(Alarms.NEVER);
  }

  @Test
  void whatWasSetBeforeIsForgotten() {
    Sleeper one = new Sleeper("one");
    Sleeper other = new Sleeper("other");
    alarms.set(one, 1000);
    alarms.set(other, 1000);
    alarms.set(one, 5000);

    assertThat(rungAt(2000)).containsExactly("other");
    alarms.set(one, 3000);
    assertThat(rungAt(3000 + TICK)).containsExactly("one");
    assertThat(rungAt(6000)).isEmpty();
  }

  @Test
  void aCancelledAlarmDoesNotRing() {
    Sleeper sleeper = new Sleeper("a");
    alarms.set(sleeper, 1000);
    alarms.cancel(sleeper);
    alarms.cancel(sleeper);

    assertThat(rungAt(2000)).isEmpty();
    assertThat(alarms.next()).isEqualTo(Alarms.NEVER);
  }

  @Test
  void anAlarmFurtherAwayThanATurnWaitsForItsTurn() {
    alarms.set(new Sleeper("far"), 3 * TURN + 100);
    alarms.set(new Sleeper("near"), 100);

    assertThat(rungAt(100 + TICK)).containsExactly("near");
    for (long now = 200; now < 3 * TURN + 100; now += 1000) {
      assertThat(rungAt(now)).isEmpty();
    }
    assertThat(rungAt(3 * TURN + 100 + TICK)).containsExactly("far");
  }

  @Test
  void whoSleptForManyTurnsRingsAllAtOnce() {
    alarms.set(new Sleeper("a"), 100);
    alarms.set(new Sleeper("b"), TURN + 50);
    alarms.set(new Sleeper("c"), 20 * TURN);

    assertThat(rungAt(10 * TURN)).containsExactlyInAnyOrder("a", "b");
    alarms.set(new Sleeper("d"), 10 * TURN + 10);
    assertThat(rungAt(10 * TURN + 10 + TICK)).containsExactly("d");
  }

  @Test
  void whoRingsMaySetItsOwnAlarmAndCancelThatOfAnother() {
    Sleeper quiet = new Sleeper("quiet");
    Sleeper[] again = new Sleeper[1];
    again[0] =
        new Sleeper(
            "again",
            () -> {
              alarms.cancel(quiet);
              alarms.set(again[0], 500);
            });
    alarms.set(again[0], 320);
    alarms.set(quiet, 320);

    assertThat(rungAt(330)).containsExactly("again");
    assertThat(rungAt(400)).isEmpty();
    assertThat(rungAt(500 + TICK)).containsExactly("again");
  }

  @Test
  void whateverIsDoneEverybodyRingsInTime() {
    Random random = new Random(7);
    Map<String, Long> due = new HashMap<>();
    List<Sleeper> sleepers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sleepers.add(new Sleeper("s" + i));
    }
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      Sleeper sleeper = sleepers.get(random.nextInt(sleepers.size()));
      if (random.nextInt(5) == 0) {
        alarms.cancel(sleeper);
        due.remove(sleeper.name);
      } else {
        long time = now + 1 + random.nextInt((int) (2 * TURN));
        alarms.set(sleeper, time);
        due.put(sleeper.name, time);
      }
      now += random.nextInt(200);
      for (String who : rungAt(now)) {
        assertThat(due.remove(who)).as("%s at %s", who, now).isNotNull().isLessThanOrEqualTo(now);
      }
      long late = now - TICK;
      assertThat(due.values()).allMatch(time -> time > late);
      long next = alarms.next();
      assertThat(due.values()).allMatch(time -> time + TICK >= next);
    }
  }
}
