package io.kokko.dashboard;

import com.sun.management.OperatingSystemMXBean;
import io.kokko.cluster.BusState;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.Figures;
import io.kokko.telemetry.FilteredParams;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TelemetryListener;
import io.kokko.transport.OutboundQueues;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Observes one node: takes a sample every second, and keeps those of the last minutes, the last
 * crashes and the last full queues; counts topics while somebody looks on.
 *
 * <p>Any thread may call it.
 */
final class Station implements TelemetryListener {

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int MOST_SAMPLES = 300;
  private static final int MOST_TOPICS = 20;
  private static final int MOST_SLOW = 10;
  private static final int MOST_RECENT = 20;
  private static final int TOPICS_EVERY = 5;

  /** Whoever looks on asks every second. */
  private static final long WATCHED_NANOS = Duration.ofSeconds(5).toNanos();

  private final Endpoint endpoint;
  private final Taps taps;
  private final TopTopics topics = new TopTopics();
  private final Recent<Sample> samples = new Recent<>(MOST_SAMPLES);
  private final Recent<Crashes.Happened> crashes = new Recent<>(MOST_RECENT);
  private final Recent<NodeReport.Overflow> overflows = new Recent<>(MOST_RECENT);
  private final LongAdder connects = new LongAdder();
  private final LongAdder joins = new LongAdder();
  private final LongAdder pushes = new LongAdder();
  private final LongAdder broadcasts = new LongAdder();
  private volatile OutboundQueues queues = OutboundQueues.EMPTY;
  private volatile long askedNanos = System.nanoTime() - WATCHED_NANOS;

  /** Only the timer uses it. */
  private Rates last;

  /** Only the timer writes it. */
  private volatile long number;

  private Station(Endpoint endpoint, Taps taps) {
    this.endpoint = endpoint;
    this.taps = taps;
    last = rates();
  }

  /** Observes until the actor system ends. */
  static Station start(ActorSystem<?> system, Endpoint endpoint) {
    FilteredParams filter =
        new FilteredParams(system.settings().config().getStringList("kokko.log.filter-parameters"));
    Station station = new Station(endpoint, new Taps(endpoint.telemetry(), filter));
    endpoint.telemetry().attach(station);
    Cancellable timer =
        system
            .classicSystem()
            .scheduler()
            .scheduleWithFixedDelay(INTERVAL, INTERVAL, station::tick, system.executionContext());
    system.getWhenTerminated().thenRun(timer::cancel);
    return station;
  }

  @Override
  public void onEvent(TelemetryEvent event) {
    if (event instanceof TelemetryEvent.Broadcasted broadcast) {
      broadcasts.increment();
      if (isWatched()) {
        topics.count(Texts.name(broadcast.topic()));
      }
    } else if (event instanceof TelemetryEvent.ChannelHandledIn) {
      pushes.increment();
    } else if (event instanceof TelemetryEvent.ChannelJoined) {
      joins.increment();
    } else if (event instanceof TelemetryEvent.SocketConnected) {
      connects.increment();
    } else if (event instanceof TelemetryEvent.ChannelCrashed crash) {
      crashes.add(new Crashes.Happened(now(), Texts.name(crash.topic()), crash.cause()));
    } else if (event instanceof TelemetryEvent.QueueOverflowed full) {
      overflows.add(new NodeReport.Overflow(now(), full.queue(), Texts.name(full.owner())));
    }
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private boolean isWatched() {
    return System.nanoTime() - askedNanos < WATCHED_NANOS;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void tick() {
    number++;
    taps.closeIdle();
    Rates current = rates();
    samples.add(sample(current, last));
    last = current;
    if (isWatched()) {
      if (number % TOPICS_EVERY == 0) {
        topics.turn(MOST_TOPICS);
      }
      var unused = endpoint.outboundQueues(MOST_SLOW).thenAccept(found -> queues = found);
    } else {
      queues = OutboundQueues.EMPTY;
    }
  }

  private Rates rates() {
    return new Rates(
        System.nanoTime(),
        connects.sum(),
        joins.sum(),
        pushes.sum(),
        broadcasts.sum(),
        endpoint.figures().deliveries());
  }

  private Sample sample(Rates current, Rates before) {
    Figures figures = endpoint.figures();
    return new Sample(
        number,
        now(),
        figures.connections(),
        figures.sockets(),
        figures.channels(),
        figures.topics(),
        current.perSecond(current.connects(), before.connects(), before),
        current.perSecond(current.joins(), before.joins(), before),
        current.perSecond(current.pushes(), before.pushes(), before),
        current.perSecond(current.broadcasts(), before.broadcasts(), before),
        current.perSecond(current.deliveries(), before.deliveries(), before),
        queues.bytes(),
        Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
        cpu());
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? Math.round(machine.getProcessCpuLoad() * 1000) / 1000.0
        : -1;
  }

  Heard listen(TapRequest request) {
    return taps.listen(request);
  }

  NodeReport report(long since) {
    askedNanos = System.nanoTime();
    // Whoever has a later one has it of an earlier life of this node.
    long from = since > number ? 0 : since;
    List<Sample> newer = samples.list().stream().filter(it -> it.number() > from).toList();
    return new NodeReport(
        endpoint.nodeName(),
        endpoint.hindrance().orElse(""),
        endpoint.node().map(Node::unreachable).orElseGet(List::of),
        endpoint.node().map(Node::busStates).orElseGet(List::of).stream()
            .map(Station::link)
            .toList(),
        newer,
        topics.last(),
        queues.longest().stream()
            .map(
                client ->
                    new NodeReport.SlowClient(
                        client.peer().getHostString() + ":" + client.peer().getPort(),
                        client.bytes()))
            .toList(),
        overflows.list(),
        crashes.list().stream().map(Crashes::report).toList());
  }

  private static NodeReport.LinkState link(BusState state) {
    return new NodeReport.LinkState(
        state.nodeName(),
        state.heldBytes(),
        state.delivered(),
        state.dropped(),
        state.repeatedParcels());
  }
}
