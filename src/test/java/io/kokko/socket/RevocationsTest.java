package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RevocationsTest {

  private final Instant now = Instant.now();

  private final Revocations revocations = new Revocations(3);

  @Test
  void tokenIsRememberedUntilItWouldHaveExpired() {
    assertThat(revocations.add("a", now.plusSeconds(60))).isTrue();
    assertThat(revocations.add("a", now.plusSeconds(60))).isFalse();
    assertThat(revocations.add("b", now.minusSeconds(1))).isFalse();

    assertThat(revocations.contains("a")).isTrue();
    assertThat(revocations.contains("b")).isFalse();
    assertThat(revocations.all()).containsOnlyKeys("a");
  }

  @Test
  void oneThatExpiresFirstMakesRoom() {
    revocations.add("late", now.plusSeconds(300));
    revocations.add("first", now.plusSeconds(60));
    revocations.add("second", now.plusSeconds(120));

    revocations.add("new", now.plusSeconds(200));

    assertThat(revocations.all()).containsOnlyKeys("late", "second", "new");
  }

  @Test
  void tokenIsRememberedUntilTheLatestTimeThatWasSaid() {
    assertThat(revocations.add("a", now.plusSeconds(60))).isTrue();

    assertThat(revocations.add("a", now.plusSeconds(300))).isTrue();
    assertThat(revocations.add("a", now.plusSeconds(120))).isFalse();

    assertThat(revocations.all()).containsEntry("a", now.plusSeconds(300));
  }

  @Test
  void knownTokenNeedsNoRoom() {
    revocations.add("a", now.plusSeconds(60));
    revocations.add("b", now.plusSeconds(120));
    revocations.add("c", now.plusSeconds(180));

    assertThat(revocations.add("c", now.plusSeconds(300))).isTrue();

    assertThat(revocations.all()).containsOnlyKeys("a", "b", "c");
  }
}
