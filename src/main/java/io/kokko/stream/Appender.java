package io.kokko.stream;

import io.kokko.channel.StreamOverflowException;
import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.StoredMessage;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Appends messages, those that come while others are being written together.
 *
 * <p>Any thread may call it. A topic always takes the same of a few lanes, and a lane has one batch
 * under way, so the messages of one thread to one topic keep their order.
 */
final class Appender {

  private final StreamLog log;
  private final Publishing out;
  private final Telemetry telemetry;
  private final StreamSettings settings;
  private final List<Lane> lanes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();

  /**
   * Starts without anything to append.
   *
   * @param out delivers what has been appended, in its order
   */
  Appender(StreamLog log, Publishing out, Telemetry telemetry, StreamSettings settings) {
    this.log = log;
    this.out = out;
    this.telemetry = telemetry;
    this.settings = settings;
    this.lanes = new ArrayList<>();
    for (int i = 0; i < settings.lanes(); i++) {
      lanes.add(new Lane(settings.batchMessages(), settings.batchBytes()));
    }
  }

  /** Tells how many messages wait or are being written. */
  int waiting() {
    return waiting.get();
  }

  CompletionStage<Position> append(Draft draft) {
    Lane.Pending pending = new Lane.Pending(draft, span(draft), new CompletableFuture<>());
    if (waiting.incrementAndGet() > settings.maxQueue()
        || waitingBytes.addAndGet(pending.bytes()) > settings.maxQueueBytes()) {
      done(List.of(pending));
      CompletionStage<Position> refused = refuse(draft.topic());
      end(pending.span(), null);
      return refused;
    }
    Lane lane = lanes.get(Math.floorMod(draft.topic().hashCode(), lanes.size()));
    List<Lane.Pending> batch = lane.add(pending);
    write(lane, batch);
    return pending.appended();
  }

  /** One that nobody will see costs the batch nothing. */
  private Tracing.@Nullable Span span(Draft draft) {
    Tracing tracing = telemetry.tracing();
    if (!tracing.isOn()) {
      return null;
    }
    Tracing.Span span = tracing.append(draft.topic(), draft.event());
    if (span.isRecorded()) {
      return span;
    }
    span.end();
    return null;
  }

  private static void end(Tracing.@Nullable Span span, @Nullable Throwable failure) {
    if (span != null) {
      if (failure != null) {
        span.fail(failure);
      }
      span.end();
    }
  }

  private CompletionStage<Position> refuse(String topic) {
    if (telemetry.isListening()) {
      telemetry.emit(new TelemetryEvent.QueueOverflowed("stream", topic));
    }
    return CompletableFuture.failedFuture(
        new StreamOverflowException(
            topic
                + ": more than "
                + settings.maxQueue()
                + " messages or "
                + settings.maxQueueBytes()
                + " bytes wait to be appended"));
  }

  private void done(List<Lane.Pending> batch) {
    waiting.addAndGet(-batch.size());
    for (Lane.Pending pending : batch) {
      waitingBytes.addAndGet(-pending.bytes());
    }
  }

  private void write(Lane lane, List<Lane.Pending> batch) {
    if (batch.isEmpty()) {
      return;
    }
    long started = System.nanoTime();
    log.append(batch.stream().map(Lane.Pending::draft).toList())
        .whenComplete(
            (positions, failure) -> {
              if (positions == null) {
                fail(lane, batch, failure);
              } else {
                publish(batch, positions, started);
                write(lane, lane.next());
              }
            });
  }

  private void publish(List<Lane.Pending> batch, List<Position> positions, long started) {
    done(batch);
    List<StoredMessage> messages = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      messages.add(batch.get(i).at(positions.get(i)));
    }
    publish(batch, messages);
    if (telemetry.isListening()) {
      telemetry.emit(
          new TelemetryEvent.StreamAppended(
              messages.size(), Duration.ofNanos(System.nanoTime() - started)));
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).appended().complete(positions.get(i));
    }
  }

  /** Those that nobody traces go out together, as they came. */
  private void publish(List<Lane.Pending> batch, List<StoredMessage> messages) {
    int from = 0;
    for (int i = 0; i < batch.size(); i++) {
      Tracing.Span span = batch.get(i).span();
      if (span != null) {
        publish(messages.subList(from, i), null);
        publish(messages.subList(i, i + 1), span);
        end(span, null);
        from = i + 1;
      }
    }
    publish(messages.subList(from, messages.size()), null);
  }

  private void publish(List<StoredMessage> messages, Tracing.@Nullable Span span) {
    if (!messages.isEmpty()) {
      out.publish(messages, span);
    }
  }

  /** All that wait behind are told at once, since they would fail one time-out after the other. */
  private void fail(Lane lane, List<Lane.Pending> batch, Throwable failure) {
    List<Lane.Pending> all = new ArrayList<>(batch);
    all.addAll(lane.abandon());
    done(all);
    all.forEach(pending -> end(pending.span(), failure));
    all.forEach(pending -> pending.appended().completeExceptionally(failure));
  }
}
