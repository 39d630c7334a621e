package io.kokko.dashboard;

import io.kokko.message.Payload;
import io.kokko.telemetry.FilteredParams;
import io.kokko.telemetry.Tap;
import io.kokko.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the taps on this node. Where there is none, nothing looks at messages.
 *
 * <p>Any thread may call it.
 */
final class Taps implements Tap {

  private static final int MOST_TAPS = 8;
  private static final int MOST_TEXT = 500;
  private static final int MOST_BYTES = 4_096;

  private final Telemetry telemetry;
  private final FilteredParams filter;
  private final Map<String, OneTap> taps = new ConcurrentHashMap<>();
  private volatile boolean forSockets;

  Taps(Telemetry telemetry, FilteredParams filter) {
    this.telemetry = telemetry;
    this.filter = filter;
  }

  /** Opens a tap at its first question, and hands out what it has heard since the last. */
  Heard listen(TapRequest request) {
    OneTap tap = taps.get(request.id());
    if (tap == null) {
      tap = open(request);
    }
    return tap == null
        ? new Heard(List.of(), 0, "there are " + MOST_TAPS + " taps on this node already")
        : tap.take();
  }

  private synchronized @Nullable OneTap open(TapRequest request) {
    if (taps.size() >= MOST_TAPS) {
      return null;
    }
    OneTap tap = taps.computeIfAbsent(request.id(), absent -> new OneTap(request));
    changed();
    return tap;
  }

  /** Ends those that nobody has asked for a while. */
  synchronized void closeIdle() {
    long now = System.nanoTime();
    if (taps.values().removeIf(tap -> tap.isOver(now))) {
      changed();
    }
  }

  private void changed() {
    forSockets = taps.values().stream().anyMatch(OneTap::isForSocket);
    telemetry.tap(taps.isEmpty() ? null : this);
  }

  @Override
  public boolean isForSockets() {
    return forSockets;
  }

  @Override
  public void message(Way way, String socketId, String topic, String event, Payload payload) {
    for (OneTap tap : taps.values()) {
      if ((tap.hearsTopic(topic) || tap.hearsSocket(socketId)) && tap.hasRoom()) {
        tap.add(heard(way == Way.IN ? "in" : "out", socketId, topic, event, payload, 1));
      }
    }
  }

  @Override
  public void broadcast(String topic, String event, Payload payload, int subscribers) {
    for (OneTap tap : taps.values()) {
      if (tap.hearsTopic(topic) && tap.hasRoom()) {
        tap.add(heard("broadcast", "", topic, event, payload, subscribers));
      }
    }
  }

  @Override
  public void delivery(String socketId, String topic, String event, Payload payload) {
    for (OneTap tap : taps.values()) {
      if (tap.hearsSocket(socketId) && tap.hasRoom()) {
        tap.add(heard("broadcast", socketId, topic, event, payload, 1));
      }
    }
  }

  private Heard.Message heard(
      String way, String socketId, String topic, String event, Payload payload, int subscribers) {
    return new Heard.Message(
        System.currentTimeMillis(),
        way,
        Texts.name(socketId),
        Texts.name(topic),
        Texts.name(event),
        text(payload),
        subscribers);
  }

  /** A large one is not written out only to be cut. */
  private String text(Payload payload) {
    if (payload.sizeInBytes() > MOST_BYTES) {
      return payload.sizeInBytes() + " bytes";
    }
    return Texts.cut(filter.text(payload), MOST_TEXT);
  }
}
