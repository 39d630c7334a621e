package io.kokko.chaos;

import io.kokko.message.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the logs of one topic's clients: each holds every message exactly once and in order from
 * where it began, unless it was told at that place that it has to begin anew; all agree what is
 * where; and what was acknowledged is there.
 */
public final class Checker {

  private static final int MAX_FAULTS = 50;

  private final List<String> faults = new ArrayList<>();
  private final Map<Position, String> ids = new HashMap<>();
  private final Map<String, Position> positions = new HashMap<>();
  private @Nullable Position end;
  private long heard;
  private long resumed;
  private long begunAnew;

  private Checker() {}

  /**
   * Judges.
   *
   * @param logs of each client by its name, ended after the last message had reached all
   * @param acknowledged the ids of the messages that were acknowledged to their senders
   */
  public static Verdict judge(Map<String, List<Entry>> logs, Collection<String> acknowledged) {
    Checker checker = new Checker();
    logs.forEach(checker::read);
    logs.forEach(checker::requireEnd);
    Set<String> lost = new HashSet<>(acknowledged);
    lost.removeAll(checker.positions.keySet());
    lost.forEach(id -> checker.fault(id + " was acknowledged, and nobody heard it"));
    return new Verdict(checker.faults, checker.heard, checker.resumed, checker.begunAnew);
  }

  private void read(String client, List<Entry> log) {
    Position last = null;
    for (Entry entry : log) {
      if (entry instanceof Entry.Began began) {
        begunAnew += began.first() ? 0 : 1;
        last = began.position();
      } else if (entry instanceof Entry.Heard message) {
        heard++;
        requireNext(client, last, message);
        agree(client, message);
        last = message.position();
      } else {
        resumed++;
      }
    }
  }

  private void requireNext(String client, @Nullable Position last, Entry.Heard message) {
    if (last == null) {
      fault(client + " heard " + message.position() + " before its join was answered");
    } else if (!message.position().equals(last.next())) {
      fault(client + " heard " + message.position() + " after " + last);
    }
  }

  private void agree(String client, Entry.Heard message) {
    String id = ids.putIfAbsent(message.position(), message.id());
    if (id != null && !id.equals(message.id())) {
      fault(client + " heard " + message.id() + " where others heard " + id);
    }
    Position position = positions.putIfAbsent(message.id(), message.position());
    if (position != null && !position.equals(message.position())) {
      fault(client + " heard " + message.id() + " at " + message.position() + " and " + position);
    }
  }

  /** All clients have heard the same message last. */
  private void requireEnd(String client, List<Entry> log) {
    Position last = null;
    for (Entry entry : log) {
      if (entry instanceof Entry.Heard message) {
        last = message.position();
      }
    }
    if (last == null) {
      fault(client + " heard nothing");
      return;
    }
    if (end == null) {
      end = last;
    }
    if (!last.equals(end)) {
      fault(client + " ended at " + last + ", others at " + end);
    }
  }

  private void fault(String fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(fault);
    }
  }
}
