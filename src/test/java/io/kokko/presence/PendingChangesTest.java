package io.kokko.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PendingChangesTest {

  private static final int GRACE = 3;

  private final Refs refs = new Refs(new Replica("a", 1), () -> 0);
  private final PendingChanges plain = new PendingChanges("topic", 0);
  private final PendingChanges graceful = new PendingChanges("topic", GRACE);
  private long clock;

  @Test
  void whatComesAndGoesBeforeItIsToldIsNotTold() {
    Entry entry = entry("ann", "{}");
    plain.join(entry);
    plain.leave(entry, 0);

    assertThat(plain.take(1)).isEmpty();
  }

  @Test
  void whatGoesAndComesBackWithItsRefIsNotTold() {
    Entry entry = entry("ann", "{}");
    plain.leave(entry, 0);
    plain.join(new Entry(entry.clock(), "topic", "ann", entry.meta()));

    assertThat(plain.take(1)).isEmpty();
  }

  @Test
  void withoutGraceTheNextTabOfAKeyIsAnother() {
    Entry first = entry("ann", "{}");
    Entry second = entry("ann", "{}");
    plain.leave(first, 0);
    plain.join(second);

    assertThat(plain.take(1)).containsExactly(new Change(first, false), new Change(second, true));
  }

  @Test
  void withinTheGraceTheSameKeyAndMetaGoOnUnderTheOldRef() {
    Entry first = entry("ann", "{\"n\":1}");
    Entry second = entry("ann", "{\"n\":1}");
    graceful.leave(first, 0);
    assertThat(graceful.take(1)).isEmpty();
    graceful.join(second);
    assertThat(graceful.take(GRACE + 1)).isEmpty();

    graceful.leave(second, 10);

    assertThat(graceful.take(10 + GRACE)).containsExactly(new Change(first, false));
    assertThat(graceful.isIdle()).isTrue();
  }

  @Test
  void anotherMetaIsALeaveAndAJoin() {
    Entry first = entry("ann", "{\"n\":1}");
    Entry second = entry("ann", "{\"n\":2}");
    graceful.leave(first, 0);
    graceful.join(second);

    assertThat(graceful.take(1)).containsExactly(new Change(second, true));
    assertThat(graceful.take(GRACE)).containsExactly(new Change(first, false));
  }

  @Test
  void graceEndsWithTheLeave() {
    Entry entry = entry("ann", "{}");
    graceful.leave(entry, 5);

    assertThat(graceful.take(5 + GRACE - 1)).isEmpty();
    assertThat(graceful.isHolding()).isTrue();
    assertThat(graceful.take(5 + GRACE)).containsExactly(new Change(entry, false));
    assertThat(graceful.isHolding()).isFalse();
  }

  @Test
  void updateIsNotHeldBack() {
    Entry before = entry("ann", "{\"n\":1}");
    Entry after =
        new Entry(
            ++clock,
            "topic",
            "ann",
            Meta.of(refs.next(), before.ref(), "{\"n\":2}".getBytes(UTF_8)));
    graceful.leave(before, 0);
    graceful.join(after);

    assertThat(graceful.take(1))
        .isEqualTo(List.of(new Change(before, false), new Change(after, true)));
  }

  @Test
  void whoComesBackWithTheSameRefAfterACutIsStillToldUnderTheOldOne() {
    Entry first = entry("ann", "{}");
    Entry second = entry("ann", "{}");
    graceful.leave(first, 0);
    graceful.join(second);
    graceful.leave(second, 1);
    graceful.join(second);
    graceful.leave(second, 2);

    assertThat(graceful.take(2 + GRACE)).containsExactly(new Change(first, false));
  }

  private Entry entry(String key, String body) {
    return new Entry(++clock, "topic", key, Meta.of(refs.next(), body.getBytes(UTF_8)));
  }
}
