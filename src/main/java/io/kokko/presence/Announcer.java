package io.kokko.presence;

import io.kokko.message.PayloadException;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what has changed, topic by topic and window by window: reads see it, then clients hear it,
 * then the application.
 *
 * <p>While something is fetched for a topic, or the application handles a diff of it, the next diff
 * of that topic waits and grows; other topics do not wait. Owned by one tracker.
 */
final class Announcer implements Changes {

  /** Does what may take long, and calls back in the tracker. */
  interface Slowly {

    void fetch(String topic, Presences joins, Consumer<Map<String, ?>> then);

    void handle(String topic, PresenceDiff diff, Presences now, Runnable then);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final View view;
  private final Channels channels;
  private final Crowds crowds;
  private final Slowly slowly;
  private final Telemetry telemetry;
  private final int graceTicks;
  private final Map<String, PendingChanges> topics = new HashMap<>();
  private final Set<PendingChanges> dirty = new LinkedHashSet<>();
  private final Set<PendingChanges> holding = new LinkedHashSet<>();
  private long tick;

  Announcer(
      View view,
      Channels channels,
      Crowds crowds,
      Slowly slowly,
      Telemetry telemetry,
      int graceTicks) {
    this.view = view;
    this.channels = channels;
    this.crowds = crowds;
    this.slowly = slowly;
    this.telemetry = telemetry;
    this.graceTicks = graceTicks;
  }

  @Override
  public void joined(Entry entry) {
    PendingChanges changes = changes(entry.topic());
    changes.join(entry);
    dirty.add(changes);
  }

  @Override
  public void left(Entry entry) {
    PendingChanges changes = changes(entry.topic());
    changes.leave(entry, tick);
    dirty.add(changes);
    if (changes.isHolding()) {
      holding.add(changes);
    }
  }

  /** Acts when all that has happened in a topic so far is told. */
  void whenTold(String topic, Runnable action) {
    PendingChanges changes = changes(topic);
    changes.whenTold(action);
    dirty.add(changes);
  }

  private PendingChanges changes(String topic) {
    return topics.computeIfAbsent(topic, absent -> new PendingChanges(topic, graceTicks));
  }

  /** Tells whether there will be something to tell at a later tick. */
  boolean needsTick() {
    return !dirty.isEmpty() || !holding.isEmpty();
  }

  /** Ends a window. */
  void tick() {
    tick++;
    Set<PendingChanges> due = new LinkedHashSet<>(dirty);
    due.addAll(holding);
    dirty.clear();
    due.forEach(this::begin);
  }

  private void begin(PendingChanges changes) {
    if (changes.isBusy()) {
      return;
    }
    String topic = changes.topic();
    List<Change> taken = changes.take(tick);
    List<Runnable> waiting = changes.takeWaiting();
    if (!changes.isHolding()) {
      holding.remove(changes);
    }
    Announcement announcement = new Announcement(taken);
    Presences joins = announcement.joins();
    if (joins.isEmpty()) {
      announce(changes, announcement, Map.of(), waiting);
    } else {
      changes.busy(true);
      slowly.fetch(
          topic, joins, fetched -> announce(changes, announcement, json(fetched), waiting));
    }
  }

  private void announce(
      PendingChanges changes,
      Announcement announcement,
      Map<String, byte[]> fetched,
      List<Runnable> waiting) {
    String topic = changes.topic();
    Presences before = view.presences(topic);
    PresenceDiff diff = announcement.diff(before, fetched);
    if (diff.isEmpty()) {
      end(changes, waiting);
      return;
    }
    Presences after = announcement.after(before, fetched);
    view.publish(topic, after, diff);
    channels.tell(topic, diff);
    crowds.changed(topic);
    if (telemetry.isListening()) {
      telemetry.emit(
          new TelemetryEvent.PresenceChanged(
              topic, diff.joins().metaCount(), diff.leaves().metaCount()));
    }
    changes.busy(true);
    slowly.handle(topic, diff, after, () -> end(changes, List.of()));
    waiting.forEach(Runnable::run);
  }

  private void end(PendingChanges changes, List<Runnable> waiting) {
    changes.busy(false);
    waiting.forEach(Runnable::run);
    if (changes.hasNews()) {
      dirty.add(changes);
    } else if (changes.isIdle() && !dirty.contains(changes)) {
      topics.remove(changes.topic());
    }
  }

  private static Map<String, byte[]> json(Map<String, ?> fetched) {
    Map<String, byte[]> json = new HashMap<>();
    fetched.forEach(
        (key, value) -> {
          try {
            json.put(key, Meta.fetched(value));
          } catch (PayloadException e) {
            LOG.error("fetched for \"{}\": {}", key, e.getMessage());
          }
        });
    return json;
  }
}
