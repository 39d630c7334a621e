package io.kokko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Damages logs, since a checker that finds nothing proves nothing. */
class CheckerTest {

  private static final List<String> IDS =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "m" + i).toList();

  @Test
  void wholeLogsAreWell() {
    List<Entry> late = new ArrayList<>(List.of(new Entry.Began(at(2), true)));
    late.addAll(heard(3, 5));
    Verdict verdict = Checker.judge(Map.of("whole", whole(), "late", late), IDS);

    assertThat(verdict).isEqualTo(new Verdict(List.of(), 8, 0, 0));
  }

  @Test
  void clientsThatGoOnAndBeginAnewAreCounted() {
    List<Entry> log = new ArrayList<>(List.of(new Entry.Began(at(0), true)));
    log.addAll(heard(1, 2));
    log.add(new Entry.WentOn());
    log.addAll(heard(3, 3));
    log.add(new Entry.Began(at(4), false));
    log.addAll(heard(5, 5));

    assertThat(Checker.judge(Map.of("whole", whole(), "apart", log), IDS))
        .isEqualTo(new Verdict(List.of(), 9, 1, 1));
  }

  @Test
  void missingMessageIsAFault() {
    List<Entry> log = whole();
    log.remove(3);

    assertThat(faults(log)).containsExactly("damaged heard e:4 after e:2");
  }

  @Test
  void messageThatComesTwiceIsAFault() {
    List<Entry> log = whole();
    log.add(3, log.get(2));

    assertThat(faults(log)).containsExactly("damaged heard e:2 after e:2");
  }

  @Test
  void messageThatComesAgainAfterAJoinIsAFault() {
    List<Entry> log = whole();
    log.add(3, new Entry.WentOn());
    log.add(4, log.get(2));

    assertThat(faults(log)).containsExactly("damaged heard e:2 after e:2");
  }

  @Test
  void wrongOrderIsAFault() {
    List<Entry> log = whole();
    Collections.swap(log, 2, 3);

    assertThat(faults(log)).contains("damaged heard e:3 after e:1");
  }

  @Test
  void otherEpochWithoutWordIsAFault() {
    List<Entry> log = whole();
    log.add(new Entry.Heard(new Position("other", 6), "m6"));

    assertThat(faults(log)).contains("damaged heard other:6 after e:5");
  }

  @Test
  void otherMessageAtAPositionIsAFault() {
    List<Entry> log = whole();
    log.set(2, new Entry.Heard(at(2), "x"));

    assertThat(faults(log)).containsExactly("damaged heard x where others heard m2");
  }

  @Test
  void messageAtTwoPositionsIsAFault() {
    List<Entry> log = whole();
    log.add(new Entry.Heard(at(6), "m1"));

    assertThat(faults(log)).contains("damaged heard m1 at e:6 and e:1");
  }

  @Test
  void endThatIsMissingIsAFault() {
    List<Entry> log = whole();
    log.remove(5);

    assertThat(faults(log)).containsExactly("damaged ended at e:4, others at e:5");
  }

  @Test
  void silenceIsAFault() {
    assertThat(faults(List.of(new Entry.Began(at(5), true))))
        .containsExactly("damaged heard nothing");
  }

  @Test
  void messageBeforeTheJoinIsAFault() {
    List<Entry> log = whole();
    log.remove(0);

    assertThat(faults(log)).containsExactly("damaged heard e:1 before its join was answered");
  }

  @Test
  void acknowledgedMessageThatNobodyHeardIsAFault() {
    assertThat(Checker.judge(Map.of("whole", whole()), List.of("m1", "lost")).faults())
        .containsExactly("lost was acknowledged, and nobody heard it");
  }

  /** The faults that come of one log beside a whole one, which is read first. */
  private static List<String> faults(List<Entry> log) {
    Map<String, List<Entry>> logs = new LinkedHashMap<>();
    logs.put("whole", whole());
    logs.put("damaged", log);
    return Checker.judge(logs, IDS).faults();
  }

  private static List<Entry> whole() {
    List<Entry> log = new ArrayList<>(List.of(new Entry.Began(at(0), true)));
    log.addAll(heard(1, 5));
    return log;
  }

  private static List<Entry> heard(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .<Entry>mapToObj(i -> new Entry.Heard(at(i), "m" + i))
        .toList();
  }

  private static Position at(long offset) {
    return new Position("e", offset);
  }
}
