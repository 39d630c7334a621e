package io.kokko.metrics;

import io.kokko.cluster.BusState;
import io.kokko.cluster.BusTotals;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.Figures;
import io.kokko.presence.Presence;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Registers what a node does, and what there is on it, as meters named {@code kokko.…}.
 *
 * <p>All meters are there from the start. No label tells a topic, a user, an address or another
 * node, so their number is bounded by the application: one set for each presence, and otherwise a
 * fixed one. What happens for each client that hears a broadcast is counted once a broadcast; the
 * rest costs an addition for each push, join or broadcast, or nothing until somebody looks.
 *
 * <p>Any thread may call it. It need not be kept: the registry refers to what is measured. It needs
 * Micrometer, which is an optional dependency.
 */
public final class KokkoMetrics implements MeterBinder {

  private final Endpoint endpoint;
  private final QueueSampler queues;

  private KokkoMetrics(Endpoint endpoint) {
    this.endpoint = endpoint;
    queues = new QueueSampler(endpoint);
  }

  /** Measures what runs with an endpoint; {@link #bindTo} is to be called once. */
  public static KokkoMetrics of(Endpoint endpoint) {
    return new KokkoMetrics(endpoint);
  }

  QueueSampler queues() {
    return queues;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    endpoint.telemetry().attach(new EventMeters(registry));
    bindClients(registry);
    bindQueues(registry);
    bindStreams(registry);
    endpoint.presences().forEach(presence -> bind(registry, presence));
    endpoint.node().ifPresent(node -> bind(registry, node));
  }

  private void bindClients(MeterRegistry registry) {
    figure(registry, "kokko.connections", "TCP connections", Figures::connections);
    figure(
        registry,
        "kokko.handshakes.waiting",
        "Clients that wait for their turn to open a socket",
        Figures::handshakesWaiting);
    figure(registry, "kokko.sockets", "Open sockets", Figures::sockets);
    figure(registry, "kokko.channels", "Joined channels", Figures::channels);
    figure(registry, "kokko.topics", "Topics with a subscriber on this node", Figures::topics);
    counter(registry, "kokko.deliveries", "Broadcasts handed to a subscriber", Figures::deliveries);
    counter(
        registry,
        "kokko.slow.consumers",
        "WebSockets closed because their clients read too slowly",
        Figures::slowClients);
    Gauge.builder("kokko.ready", endpoint, it -> it.hindrance().isEmpty() ? 1 : 0)
        .description("1 if this node may get new clients, as /ready says")
        .strongReference(true)
        .register(registry);
  }

  private void bindQueues(MeterRegistry registry) {
    Gauge.builder("kokko.queue", queues, QueueSampler::bytes)
        .baseUnit("bytes")
        .description("What waits to be sent to WebSockets")
        .strongReference(true)
        .register(registry);
    Gauge.builder("kokko.queue.longest", queues, QueueSampler::longestBytes)
        .baseUnit("bytes")
        .description("What waits to be sent to the WebSocket that has the most")
        .strongReference(true)
        .register(registry);
  }

  private void bindStreams(MeterRegistry registry) {
    figure(registry, "kokko.streams.followed", "Streams followed here", Figures::streamsFollowed);
    figure(
        registry,
        "kokko.streams.waiting",
        "Messages that wait to be appended",
        Figures::appendsWaiting);
  }

  private static void bind(MeterRegistry registry, Presence presence) {
    Gauge.builder("kokko.presence.metas", presence, Presence::metaCount)
        .tag("presence", presence.name())
        .description("Who is present in the whole cluster, each meta counted")
        .strongReference(true)
        .register(registry);
    Gauge.builder("kokko.presence.topics", presence, Presence::topicCount)
        .tag("presence", presence.name())
        .description("Topics in which anybody is present")
        .strongReference(true)
        .register(registry);
  }

  private static void bind(MeterRegistry registry, Node node) {
    Gauge.builder("kokko.nodes", node, it -> it.list().size() + 1.0)
        .tag("state", "up")
        .description("Nodes of the cluster, this one included")
        .strongReference(true)
        .register(registry);
    Gauge.builder("kokko.nodes", node, it -> it.unreachable().size())
        .tag("state", "unreachable")
        .description("Nodes of the cluster, this one included")
        .strongReference(true)
        .register(registry);
    Gauge.builder("kokko.bus.held", node, it -> heldBytes(it.busStates()))
        .baseUnit("bytes")
        .description("Broadcasts that other nodes have not acknowledged")
        .strongReference(true)
        .register(registry);
    bus(registry, node, "kokko.bus.sent", "Broadcasts sent", BusTotals::sentMessages);
    bus(registry, node, "kokko.bus.sent.bytes", "Their size", BusTotals::sentBytes);
    bus(registry, node, "kokko.bus.sent.parcels", "Parcels sent", BusTotals::sentParcels);
    bus(registry, node, "kokko.bus.repeated.parcels", "Sent again", BusTotals::repeatedParcels);
    bus(
        registry,
        node,
        "kokko.bus.acknowledged",
        "Broadcasts that another node has acknowledged",
        BusTotals::acknowledgedMessages);
    bus(registry, node, "kokko.bus.dropped", "Not delivered", BusTotals::droppedMessages);
    bus(registry, node, "kokko.bus.received", "Broadcasts received", BusTotals::receivedMessages);
    bus(registry, node, "kokko.bus.received.bytes", "Their size", BusTotals::receivedBytes);
    bus(registry, node, "kokko.bus.received.parcels", "Parcels", BusTotals::receivedParcels);
    bus(
        registry,
        node,
        "kokko.bus.sent.acknowledgements",
        "Acknowledgements that left without a parcel",
        BusTotals::sentAcknowledgements);
    bus(
        registry,
        node,
        "kokko.bus.received.acknowledgements",
        "Acknowledgements that came without a parcel",
        BusTotals::receivedAcknowledgements);
  }

  private static long heldBytes(List<BusState> links) {
    return links.stream().mapToLong(BusState::heldBytes).sum();
  }

  private static void bus(
      MeterRegistry registry,
      Node node,
      String name,
      String description,
      ToDoubleFunction<BusTotals> total) {
    FunctionCounter.builder(name, node, it -> total.applyAsDouble(it.busTotals()))
        .description(description)
        .register(registry);
  }

  private void figure(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> figure) {
    Gauge.builder(name, endpoint, it -> figure.applyAsDouble(it.figures()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> figure) {
    FunctionCounter.builder(name, endpoint, it -> figure.applyAsDouble(it.figures()))
        .description(description)
        .register(registry);
  }
}
