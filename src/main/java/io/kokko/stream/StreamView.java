package io.kokko.stream;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.channel.Streams;
import io.kokko.message.Position;
import io.kokko.store.StoredMessage;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.Tracing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Follows the stream of one topic on this node: delivers each message once and in order, fetches
 * what is missing, and lets members in at any place.
 *
 * <p>Any thread may call it. Messages are delivered under its lock, which is what keeps their
 * order; nothing waits there for anything else.
 */
final class StreamView {

  private final String topic;
  private final ViewContext context;
  private final AtomicInteger interest = new AtomicInteger();

  /** What comes after this is to be delivered; null until it is known. */
  private volatile @Nullable Position position;

  /** Guarded by this, as all below; null while nobody has asked, or the answer is there. */
  private @Nullable CompletableFuture<Position> opening;

  /** Messages of an epoch that is not, or not yet, the one of this view. */
  private final List<StoredMessage> strange = new ArrayList<>();

  /** Messages behind a hole, by offset. */
  private final TreeMap<Long, StoredMessage> ahead = new TreeMap<>();

  private final Cache cache;
  private final Set<StreamReader> members = new HashSet<>();

  /** Whoever waits until an offset has been delivered. */
  private final TreeMap<Long, CompletableFuture<Done>> waiting = new TreeMap<>();

  private final Recovery recovery;

  /** The highest offset that is known to exist. */
  private long target;

  private boolean mendScheduled;
  private boolean mending;
  private boolean asking;

  StreamView(String topic, ViewContext context) {
    this.topic = topic;
    this.context = context;
    this.cache = new Cache(context.settings().cacheMessages(), context.settings().cacheBytes());
    this.recovery = new Recovery(this, topic, context);
  }

  String topic() {
    return topic;
  }

  AtomicInteger interest() {
    return interest;
  }

  /** Returns what has been delivered, or null if that is not known yet. */
  @Nullable Position position() {
    return position;
  }

  /** Returns where the stream is, from this node's memory once it is open. */
  CompletionStage<Position> opened() {
    Position now = position;
    return now == null ? open() : CompletableFuture.completedFuture(now);
  }

  private CompletionStage<Position> open() {
    CompletableFuture<Position> future;
    synchronized (this) {
      Position now = position;
      if (now != null) {
        return CompletableFuture.completedFuture(now);
      }
      if (opening != null) {
        return opening;
      }
      future = new CompletableFuture<>();
      opening = future;
    }
    context.opener().request(this);
    return future;
  }

  /** Begins where the store says; what has been announced meanwhile counts. */
  void open(Position stored) {
    CompletableFuture<Position> future;
    synchronized (this) {
      future = opening;
      opening = null;
      if (position == null) {
        begin(stored);
      }
    }
    complete(future);
  }

  private void complete(@Nullable CompletableFuture<Position> future) {
    Position now = position;
    if (future != null && now != null) {
      future.complete(now);
    }
  }

  /** The store did not say; whoever asks next asks it again. */
  void openFailed(Throwable failure) {
    CompletableFuture<Position> future;
    synchronized (this) {
      future = opening;
      opening = null;
    }
    if (future != null) {
      future.completeExceptionally(failure);
    }
  }

  private void begin(Position stored) {
    List<StoredMessage> announced =
        strange.stream().filter(m -> m.position().epoch().equals(stored.epoch())).toList();
    strange.clear();
    ahead.clear();
    long start = stored.offset();
    for (StoredMessage message : announced) {
      start = Math.min(start, message.position().offset() - 1);
    }
    position = new Position(stored.epoch(), start);
    target = stored.offset();
    cache.clear(start);
    announced.forEach(this::take);
    mendLater();
  }

  /** Takes a message that has been appended; in any order, and as often as it comes. */
  synchronized void offer(StoredMessage message) {
    Position now = position;
    if (now != null && now.epoch().equals(message.position().epoch())) {
      take(message);
      mendLater();
      return;
    }
    if (strange.size() < context.settings().cacheMessages()) {
      strange.add(message);
    }
    if (now != null) {
      askWhereItIs(false);
    }
  }

  private void take(StoredMessage message) {
    long offset = message.position().offset();
    long delivered = delivered();
    target = Math.max(target, offset);
    if (offset == delivered + 1) {
      deliver(message);
      if (!ahead.isEmpty()) {
        deliverAhead();
      }
    } else if (offset > delivered) {
      ahead.put(offset, message);
      if (ahead.size() > context.settings().cacheMessages()) {
        ahead.pollLastEntry();
      }
    }
  }

  /** Those that waited belong to no trace any more, and not to that of the one they waited for. */
  private void deliverAhead() {
    Tracing.Scope scope = context.telemetry().tracing().aside();
    try {
      deliverNext();
    } finally {
      scope.close();
    }
  }

  private void deliverNext() {
    Map.Entry<Long, StoredMessage> next = ahead.firstEntry();
    while (next != null && next.getKey() <= delivered() + 1) {
      ahead.pollFirstEntry();
      if (next.getKey() == delivered() + 1) {
        deliver(next.getValue());
      }
      next = ahead.firstEntry();
    }
  }

  private void deliver(StoredMessage message) {
    Kept kept = Kept.of(message);
    position = message.position();
    cache.add(kept);
    context.out().accept(kept.broadcast());
    while (!waiting.isEmpty() && waiting.firstKey() <= message.position().offset()) {
      waiting.pollFirstEntry().getValue().complete(Done.getInstance());
    }
  }

  private long delivered() {
    Position now = position;
    return now == null ? 0 : now.offset();
  }

  /** A message that is missing may still be under way, so it is fetched only after a while. */
  private void mendLater() {
    if (!mendScheduled && !mending && delivered() < target && position != null) {
      mendScheduled = true;
      context.later().run(context.settings().gapPatience(), this::mend);
    }
  }

  private void mend() {
    Position from;
    synchronized (this) {
      mendScheduled = false;
      from = position;
      if (mending || from == null || from.offset() >= target) {
        return;
      }
      mending = true;
    }
    context
        .log()
        .read(topic, from, context.settings().readMessages())
        .whenComplete(
            (found, failure) -> {
              if (found == null) {
                onFetchFailed(failure);
              } else {
                onFetched(from, found);
              }
            });
  }

  /** The next look at the store's end begins anew. */
  private synchronized void onFetchFailed(@Nullable Throwable failure) {
    mending = false;
    failWaiting(new StreamUnavailableException(topic + " cannot be read", failure));
  }

  private void onFetched(Position from, Optional<List<StoredMessage>> found) {
    boolean again;
    synchronized (this) {
      mending = false;
      Position now = position;
      if (now == null || !now.epoch().equals(from.epoch())) {
        return;
      }
      if (found.isEmpty()) {
        // What is missing here is kept nowhere any more, or the epoch is another.
        askWhereItIs(now.equals(from));
        return;
      }
      long before = now.offset();
      found.get().forEach(this::take);
      long mended = delivered() - before;
      again = mended > 0 && delivered() < target;
      if (mended > 0) {
        context.tell(() -> new TelemetryEvent.StreamGapMended(topic, mended));
      }
    }
    if (again) {
      mend();
    }
  }

  private void askWhereItIs(boolean beginAnew) {
    Position asked = position;
    if (asking || asked == null) {
      return;
    }
    asking = true;
    context
        .log()
        .positions(List.of(topic))
        .whenComplete((found, failure) -> onWhere(asked, found, beginAnew));
  }

  private synchronized void onWhere(
      Position asked, @Nullable Map<String, Position> found, boolean beginAnew) {
    asking = false;
    Position stored = found == null ? null : found.get(topic);
    if (stored != null) {
      onEnd(asked, stored, beginAnew);
    }
  }

  /**
   * Learns where the stream ends.
   *
   * @param asked where this view was when the store was asked
   */
  synchronized void onEnd(Position asked, Position stored) {
    onEnd(asked, stored, false);
  }

  private void onEnd(Position asked, Position stored, boolean beginAnew) {
    Position now = position;
    if (now == null || !now.epoch().equals(asked.epoch())) {
      return;
    }
    if (!stored.epoch().equals(now.epoch()) || (beginAnew && now.equals(asked))) {
      breakOff(stored);
    } else {
      strange.clear();
      target = Math.max(target, stored.offset());
      mendLater();
    }
  }

  /** Whoever knows a position has to be told that it cannot be continued. */
  private void breakOff(Position stored) {
    context.tell(() -> new TelemetryEvent.StreamBroken(topic));
    members.forEach(reader -> reader.member().broken());
    begin(stored);
    failWaiting(otherEpoch());
  }

  private void failWaiting(StreamUnavailableException failure) {
    List<CompletableFuture<Done>> disappointed = List.copyOf(waiting.values());
    waiting.clear();
    disappointed.forEach(future -> future.completeExceptionally(failure));
  }

  /** Lets a member in; see {@link Streams.Reader#attach}. */
  CompletionStage<Streams.Begin> attach(StreamReader reader) {
    CompletableFuture<Streams.Begin> begun = new CompletableFuture<>();
    attach(reader, begun);
    return begun;
  }

  private void attach(StreamReader reader, CompletableFuture<Streams.Begin> begun) {
    synchronized (this) {
      Position now = position;
      Position start = reader.start();
      Position wanted = reader.wanted();
      if (now == null || !now.epoch().equals(start.epoch())) {
        begun.completeExceptionally(otherEpoch());
      } else if (wanted == null) {
        recovery.begin(reader, start, true, begun);
      } else if (!wanted.epoch().equals(now.epoch()) || wanted.offset() < 0) {
        recovery.begin(reader, start, false, begun);
      } else if (wanted.offset() <= now.offset()) {
        recovery.begin(reader, wanted, true, begun);
      } else {
        catchUp(reader, wanted, begun);
      }
    }
  }

  StreamUnavailableException otherEpoch() {
    return new StreamUnavailableException(topic + " has begun another epoch", null);
  }

  /** The client has been at a node that was ahead of this one, or says so. */
  private void catchUp(
      StreamReader reader, Position wanted, CompletableFuture<Streams.Begin> begun) {
    context
        .log()
        .positions(List.of(topic))
        .whenComplete(
            (found, failure) -> {
              Position stored = found == null ? null : found.get(topic);
              if (stored == null) {
                begun.completeExceptionally(
                    new StreamUnavailableException(topic + " cannot be read", failure));
              } else {
                catchUp(reader, wanted, stored, begun);
              }
            });
  }

  private void catchUp(
      StreamReader reader,
      Position wanted,
      Position stored,
      CompletableFuture<Streams.Begin> begun) {
    synchronized (this) {
      boolean real = stored.epoch().equals(wanted.epoch()) && stored.offset() >= wanted.offset();
      if (!real || delivered() >= wanted.offset()) {
        recovery.begin(reader, real ? wanted : reader.start(), real, begun);
        return;
      }
      target = Math.max(target, stored.offset());
      CompletionStage<Done> caughtUp =
          waiting.computeIfAbsent(wanted.offset(), absent -> new CompletableFuture<>());
      caughtUp.whenComplete(
          (there, failure) -> {
            if (failure == null) {
              attach(reader, begun);
            } else {
              begun.completeExceptionally(failure);
            }
          });
    }
    mend();
  }

  /** Tells whether the cache reaches back to what follows an offset. */
  boolean holds(long offset) {
    return cache.first() <= offset + 1;
  }

  Cache cache() {
    return cache;
  }

  /** Lets a member in and gives it what it missed; called with this view's lock. */
  Streams.Begin admit(StreamReader reader, long from, boolean recovered, List<Kept> older) {
    Position begin = new Position(reader.start().epoch(), from);
    Streams.Member member = reader.member();
    member.begin(begin);
    for (Kept kept : older) {
      if (kept.offset() > from) {
        member.deliver(kept.broadcast(), kept.encoded());
      }
    }
    cache.forEachAfter(from, kept -> member.deliver(kept.broadcast(), kept.encoded()));
    if (!reader.isClosed()) {
      members.add(reader);
    }
    return new Streams.Begin(begin, recovered);
  }

  synchronized void remove(StreamReader reader) {
    members.remove(reader);
  }
}
