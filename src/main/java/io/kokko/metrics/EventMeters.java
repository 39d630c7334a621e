package io.kokko.metrics;

import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TelemetryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts and times what telemetry tells. Any thread. */
final class EventMeters implements TelemetryListener {

  /** What most handlers need, what one notices, and what nobody waits for. */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2500)
  };

  private final Map<String, Timer> connects;
  private final Timer joinsAccepted;
  private final Timer joinsRefused;
  private final Timer handled;
  private final Counter pushed;
  private final Counter broadcasts;
  private final Counter disconnects;
  private final Counter ended;
  private final Counter crashed;
  private final Map<String, Counter> overflows;
  private final Map<String, Counter> limited;
  private final Counter presenceJoins;
  private final Counter presenceLeaves;
  private final Counter replicasShown;
  private final Counter replicasHidden;
  private final Timer appends;
  private final Counter appended;
  private final Counter mended;
  private final Counter recovered;
  private final Counter begunAnew;
  private final Counter broken;
  private final AtomicInteger unavailable = new AtomicInteger();

  /** Registers all there is, so that a meter is there before anything has happened. */
  EventMeters(MeterRegistry registry) {
    Meters meters = new Meters(registry);
    connects =
        Map.of(
            "websocket true", meters.connect("websocket", true),
            "websocket false", meters.connect("websocket", false),
            "longpoll true", meters.connect("longpoll", true),
            "longpoll false", meters.connect("longpoll", false));
    joinsAccepted = meters.join("accepted");
    joinsRefused = meters.join("refused");
    handled = meters.timer("kokko.handled", "Pushes of clients that a channel has handled");
    pushed = meters.counter("kokko.pushed", "Messages that channels pushed to their clients");
    broadcasts = meters.counter("kokko.broadcasts", "Broadcasts handed out on this node");
    disconnects = meters.counter("kokko.sockets.ended", "Sockets that have ended");
    ended = meters.counter("kokko.channels.ended", "Channels that ended in order");
    crashed = meters.counter("kokko.channels.crashed", "Channels and joins that failed");
    overflows =
        Map.of(
            "channel", meters.overflow("channel"),
            "outbox", meters.overflow("outbox"),
            "long-poll", meters.overflow("long-poll"),
            "stream", meters.overflow("stream"));
    limited =
        Map.of(
            "connect", meters.limited("connect"),
            "join", meters.limited("join"),
            "push", meters.limited("push"));
    presenceJoins = meters.counter("kokko.presence.joins", "Metas that came");
    presenceLeaves = meters.counter("kokko.presence.leaves", "Metas that went");
    replicasShown = meters.replica("shown");
    replicasHidden = meters.replica("hidden");
    appends = meters.timer("kokko.streams.append", "Batches appended to streams");
    appended = meters.counter("kokko.streams.appended", "Messages appended to streams");
    mended = meters.counter("kokko.streams.mended", "Messages that were fetched late");
    recovered = meters.resume("recovered");
    begunAnew = meters.resume("anew");
    broken = meters.counter("kokko.streams.broken", "Streams that could not be continued");
    Gauge.builder("kokko.streams.unavailable", unavailable, AtomicInteger::get)
        .description("1 while what keeps the streams does not answer")
        .register(registry);
  }

  @Override
  public void onEvent(TelemetryEvent event) {
    if (event instanceof TelemetryEvent.Broadcasted) {
      broadcasts.increment();
    } else if (event instanceof TelemetryEvent.ChannelHandledIn push) {
      handled.record(push.duration());
    } else if (event instanceof TelemetryEvent.ChannelPushed) {
      pushed.increment();
    } else {
      onRarer(event);
    }
  }

  private void onRarer(TelemetryEvent event) {
    if (event instanceof TelemetryEvent.SocketConnected connect) {
      onConnect(connect);
    } else if (event instanceof TelemetryEvent.ChannelJoined join) {
      (join.accepted() ? joinsAccepted : joinsRefused).record(join.duration());
    } else if (event instanceof TelemetryEvent.SocketDisconnected) {
      disconnects.increment();
    } else if (event instanceof TelemetryEvent.ChannelEnded) {
      ended.increment();
    } else if (event instanceof TelemetryEvent.ChannelCrashed) {
      crashed.increment();
    } else if (event instanceof TelemetryEvent.QueueOverflowed full) {
      increment(overflows.get(full.queue()));
    } else if (event instanceof TelemetryEvent.RateLimited tooOften) {
      increment(limited.get(tooOften.what()));
    } else if (event instanceof TelemetryEvent.PresenceChanged changed) {
      presenceJoins.increment(changed.joins());
      presenceLeaves.increment(changed.leaves());
    } else if (event instanceof TelemetryEvent.PresenceReplica replica) {
      (replica.up() ? replicasShown : replicasHidden).increment();
    } else {
      onStream(event);
    }
  }

  private void onConnect(TelemetryEvent.SocketConnected connect) {
    Timer timer = connects.get(connect.transport() + ' ' + connect.accepted());
    if (timer != null) {
      timer.record(connect.duration());
    }
  }

  private static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  private void onStream(TelemetryEvent event) {
    if (event instanceof TelemetryEvent.StreamAppended batch) {
      appends.record(batch.duration());
      appended.increment(batch.messages());
    } else if (event instanceof TelemetryEvent.StreamGapMended gap) {
      mended.increment((double) gap.messages());
    } else if (event instanceof TelemetryEvent.StreamResumed resumed) {
      (resumed.recovered() ? recovered : begunAnew).increment();
    } else if (event instanceof TelemetryEvent.StreamBroken) {
      broken.increment();
    } else if (event instanceof TelemetryEvent.StreamUnavailable) {
      unavailable.set(1);
    } else if (event instanceof TelemetryEvent.StreamRecovered) {
      unavailable.set(0);
    }
  }

  /** Makes them. */
  private record Meters(MeterRegistry registry) {

    Counter counter(String name, String description) {
      return Counter.builder(name).description(description).register(registry);
    }

    Timer timer(String name, String description) {
      return timerBuilder(name, description).register(registry);
    }

    Timer connect(String transport, boolean accepted) {
      return timerBuilder("kokko.connects", "Clients that asked for a socket")
          .tag("transport", transport)
          .tag("result", accepted ? "accepted" : "refused")
          .register(registry);
    }

    Timer join(String result) {
      return timerBuilder("kokko.joins", "Clients that asked to join a topic")
          .tag("result", result)
          .register(registry);
    }

    Counter overflow(String queue) {
      return Counter.builder("kokko.queue.overflows")
          .description("Bounded queues that were full")
          .tag("queue", queue)
          .register(registry);
    }

    Counter limited(String what) {
      return Counter.builder("kokko.rate.limited")
          .description("What clients did too often, and were told so")
          .tag("what", what)
          .register(registry);
    }

    Counter replica(String change) {
      return Counter.builder("kokko.presence.replicas")
          .description("Other nodes whose members began to show, or were hidden")
          .tag("change", change)
          .register(registry);
    }

    Counter resume(String result) {
      return Counter.builder("kokko.streams.resumed")
          .description("Clients that came back to a stream")
          .tag("result", result)
          .register(registry);
    }

    private static Timer.Builder timerBuilder(String name, String description) {
      return Timer.builder(name).description(description).serviceLevelObjectives(BUCKETS);
    }
  }
}
