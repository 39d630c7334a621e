package io.kokko.stream;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.channel.Streams;
import io.kokko.message.Position;
import io.kokko.store.StoredMessage;
import io.kokko.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets members into a view where they were, and reads from the store what the view's memory does
 * not hold: one read for all who wait for it.
 *
 * <p>Uses the lock of its view.
 */
final class Recovery {

  /** Is one that is not in yet. */
  private record Waiter(
      StreamReader reader,
      Position from,
      boolean recovered,
      CompletableFuture<Streams.Begin> begun) {}

  private final StreamView view;
  private final String topic;
  private final ViewContext context;
  private final List<Waiter> waiters = new ArrayList<>();
  private boolean reading;

  /** The read that is under way: from here on ... */
  private long readFrom;

  /** ... this much is there, without holes. */
  private final List<Kept> found = new ArrayList<>();

  private long foundBytes;

  Recovery(StreamView view, String topic, ViewContext context) {
    this.view = view;
    this.topic = topic;
    this.context = context;
  }

  /**
   * Lets a member have what comes after a position, which is not ahead of the view.
   *
   * @param recovered what to answer if that can be done
   */
  void begin(
      StreamReader reader,
      Position from,
      boolean recovered,
      CompletableFuture<Streams.Begin> begun) {
    Waiter waiter = new Waiter(reader, from, recovered, begun);
    if (view.holds(from.offset())) {
      admit(waiter, List.of());
      return;
    }
    waiters.add(waiter);
    if (!reading) {
      reading = true;
      read(lowest());
    }
  }

  private void admit(Waiter waiter, List<Kept> older) {
    long from = waiter.from().offset();
    long bytes = view.cache().bytesAfter(from);
    for (Kept kept : older) {
      bytes += kept.offset() > from ? kept.bytes() : 0;
    }
    if (isResume(waiter) && bytes > context.settings().resumeBytes()) {
      gone(waiter);
      return;
    }
    Streams.Begin begin = view.admit(waiter.reader(), from, waiter.recovered(), older);
    if (waiter.reader().wanted() != null) {
      context.tell(() -> new TelemetryEvent.StreamResumed(topic, waiter.recovered()));
    }
    waiter.begun().complete(begin);
  }

  private static boolean isResume(Waiter waiter) {
    return waiter.recovered() && waiter.reader().wanted() != null;
  }

  /** What it missed is not to be had: it begins where the stream was when it asked. */
  private void gone(Waiter waiter) {
    if (isResume(waiter)) {
      begin(waiter.reader(), waiter.reader().start(), false, waiter.begun());
    } else {
      waiter
          .begun()
          .completeExceptionally(
              new StreamUnavailableException(topic + " is faster than this join", null));
    }
  }

  private Position lowest() {
    return waiters.stream().map(Waiter::from).min(OFFSETS).orElseThrow();
  }

  /** After a place that is kept no more, so that many such places cost few reads. */
  private Position median() {
    List<Position> places = waiters.stream().map(Waiter::from).sorted(OFFSETS).toList();
    return places.get(places.size() / 2);
  }

  private static final Comparator<Position> OFFSETS = Comparator.comparingLong(Position::offset);

  private void read(Position from) {
    readFrom = from.offset();
    found.clear();
    foundBytes = 0;
    readOn(from);
  }

  private void readOn(Position from) {
    context
        .log()
        .read(topic, from, context.settings().readMessages())
        .whenComplete(
            (page, failure) -> {
              if (page == null) {
                onFailed(failure);
              } else {
                onRead(from, page);
              }
            });
  }

  private void onFailed(@Nullable Throwable failure) {
    synchronized (view) {
      fail(new StreamUnavailableException(topic + " cannot be read", failure));
    }
  }

  private void onRead(Position from, Optional<List<StoredMessage>> page) {
    synchronized (view) {
      Position now = view.position();
      if (now == null || !now.epoch().equals(from.epoch())) {
        fail(view.otherEpoch());
      } else if (page.isEmpty()) {
        onGone(from.offset());
      } else {
        onPage(page.get());
      }
    }
  }

  private void onPage(List<StoredMessage> page) {
    for (StoredMessage message : page) {
      Kept kept = Kept.of(message);
      found.add(kept);
      foundBytes += kept.bytes();
    }
    while (foundBytes > context.settings().resumeBytes() && !found.isEmpty()) {
      foundBytes -= found.remove(0).bytes();
    }
    long last = page.isEmpty() ? readFrom : page.get(page.size() - 1).position().offset();
    if (view.holds(last)) {
      onComplete();
    } else if (page.isEmpty()) {
      fail(new StreamUnavailableException(topic + " ends too early in the store", null));
    } else {
      readOn(page.get(page.size() - 1).position());
    }
  }

  private void onComplete() {
    long first = view.cache().first();
    found.removeIf(kept -> kept.offset() >= first);
    List<Kept> older = List.copyOf(found);
    long reaches = older.isEmpty() ? first - 1 : older.get(0).offset() - 1;
    List<Waiter> reached = take(readFrom);
    for (Waiter waiter : reached) {
      if (waiter.from().offset() >= reaches) {
        admit(waiter, older);
      } else {
        gone(waiter);
      }
    }
    view.cache().prepend(older);
    goOn(false);
  }

  private void onGone(long from) {
    List<Waiter> late = waiters.stream().filter(w -> w.from().offset() <= from).toList();
    waiters.removeAll(late);
    late.forEach(this::gone);
    goOn(true);
  }

  private void goOn(boolean gone) {
    found.clear();
    reading = !waiters.isEmpty();
    if (reading) {
      read(gone ? median() : lowest());
    }
  }

  private List<Waiter> take(long from) {
    List<Waiter> taken = waiters.stream().filter(w -> w.from().offset() >= from).toList();
    waiters.removeAll(taken);
    return taken;
  }

  private void fail(StreamUnavailableException failure) {
    List<Waiter> all = List.copyOf(waiters);
    waiters.clear();
    reading = false;
    found.clear();
    all.forEach(waiter -> waiter.begun().completeExceptionally(failure));
  }
}
