package io.kokko.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.presence.NodeMessage.Want;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicasTest {

  private static final long SECOND = 1_000_000_000L;
  private static final byte[] BODY = {'{', '}'};

  private final Set<String> shown = new HashSet<>();
  private final Set<String> connected = new HashSet<>(Set.of("b"));
  private final Refs refs = new Refs(new Replica("b", 1), () -> 0);

  private final Replicas replicas =
      new Replicas(
          new Replica("a", 1),
          Duration.ofSeconds(8),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          connected::contains,
          new Replicas.Listener() {
            @Override
            public void joined(Entry entry) {
              assertThat(shown.add(entry.ref())).isTrue();
            }

            @Override
            public void left(Entry entry) {
              assertThat(shown.remove(entry.ref())).isTrue();
            }

            @Override
            public void shown(Replica replica) {}

            @Override
            public void hidden(Replica replica) {}
          });

  @Test
  void nodeThatIsCutOffHasItsMembersLeaveAndComeBackWithTheSameRefs() {
    tellAll(member("b", 1), 0);
    Set<String> before = Set.copyOf(shown);

    connected.clear();
    replicas.watch(SECOND);
    assertThat(shown).isEmpty();

    connected.add("b");
    replicas.watch(2 * SECOND);
    assertThat(shown).hasSize(1).isEqualTo(before);
  }

  @Test
  void silentNodeIsHiddenAndForgotten() {
    tellAll(member("b", 1), 0);

    replicas.watch(7 * SECOND);
    assertThat(shown).hasSize(1);
    replicas.watch(9 * SECOND);
    assertThat(shown).isEmpty();
    assertThat(replicas.memberCount()).isEqualTo(1);
    replicas.watch(61 * SECOND);
    assertThat(replicas.count()).isZero();
  }

  @Test
  void goodbyeIsTakenAtItsWord() {
    LocalState b = member("b", 1);
    tellAll(b, 0);

    replicas.onBye(b.replica());

    assertThat(shown).isEmpty();
    assertThat(replicas.count()).isZero();
  }

  @Test
  void goodbyeOfAnEarlierLifeSaysNothingOfThisOne() {
    tellAll(member("b", 2), 0);

    replicas.onBye(new Replica("b", 1));

    assertThat(shown).hasSize(1);
  }

  @Test
  void nameThatComesBackIsANewReplica() {
    LocalState first = member("b", 1);
    tellAll(first, 0);
    LocalState second = member("b", 2);

    tellAll(second, SECOND);
    assertThat(shown).containsExactly(only(second).ref());

    tellAll(first, 2 * SECOND);
    assertThat(shown).containsExactly(only(second).ref());
  }

  @Test
  void clockThatWasSetBackKeepsNobodyOutForEver() {
    tellAll(member("b", 2), 0);
    LocalState restarted = member("b", 1);

    tellAll(restarted, 9 * SECOND);

    assertThat(shown).containsExactly(only(restarted).ref());
  }

  @Test
  void thousandRestartsLeaveNoTrace() {
    for (int life = 1; life <= 1000; life++) {
      tellAll(member("b", life), life);
    }

    assertThat(replicas.count()).isEqualTo(1);
    assertThat(replicas.memberCount()).isEqualTo(1);
    assertThat(shown).hasSize(1);
  }

  @Test
  void whatIsMissingIsAskedForOnceUntilPatienceEnds() {
    Replica b = new Replica("b", 1);
    assertThat(replicas.onHeartbeat(b, 5, 0)).isTrue();

    assertThat(replicas.missing(0)).containsExactly(new Want("a", b, 0));
    assertThat(replicas.missing(SECOND / 2)).isEmpty();
    assertThat(replicas.missing(2 * SECOND)).hasSize(1);
    assertThat(replicas.onHeartbeat(b, 5, 2 * SECOND)).isFalse();
  }

  @Test
  void whoMissedALittleGetsOnlyThat() {
    LocalState b = member("b", 1);
    tellAll(b, 0);
    b.remove(only(b));
    b.add("topic", "bob", Meta.of(refs.next(), BODY));

    List<Delta> missed = List.of(piece(b, 1));
    missed.forEach(delta -> replicas.onDelta(delta, SECOND));

    assertThat(missed.get(0).removed()).containsExactly(1L);
    assertThat(shown).containsExactly(only(b).ref());
    assertThat(replicas.missing(SECOND)).isEmpty();
  }

  private LocalState member(String node, long incarnation) {
    LocalState local = new LocalState(new Replica(node, incarnation), 1000);
    local.add("topic", "ann", Meta.of(refs.next(), BODY));
    return local;
  }

  private void tellAll(LocalState local, long now) {
    replicas.onHeartbeat(local.replica(), local.clock(), now);
    replicas.onDelta(piece(local, 0), now);
  }

  private static Entry only(LocalState local) {
    Entry[] all = local.entries().after(0);
    assertThat(all).hasSize(1);
    return all[0];
  }

  private static Delta piece(LocalState local, long seen) {
    return Objects.requireNonNull(local.since(seen, 1 << 20).next());
  }
}
