package io.kokko.cluster;

import io.kokko.message.Message.Broadcast;
import io.kokko.pubsub.Adapter;
import io.kokko.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Carries broadcasts to the other nodes of the cluster.
 *
 * <p>Any thread may call it; what one thread broadcasts arrives in its order. A caller that
 * broadcasts more than the other nodes take is slowed down, see {@link Slowdown}.
 */
final class NodeBus implements Adapter<Broadcast> {

  private final Membership membership;
  private final Links links;
  private final Delivery delivery;
  private final Telemetry telemetry;
  private final Slowdown slowdown;
  private final int maxMessageBytes;

  NodeBus(
      Membership membership,
      Links links,
      Delivery delivery,
      Telemetry telemetry,
      BusSettings settings) {
    this.membership = membership;
    this.telemetry = telemetry;
    this.links = links;
    this.delivery = delivery;
    this.slowdown = new Slowdown(settings.maxWaitingThreads());
    this.maxMessageBytes = settings.maxMessageBytes();
  }

  @Override
  public void start(BiConsumer<String, Broadcast> deliver) {
    delivery.start(deliver);
  }

  @Override
  public String nodeName() {
    return membership.self().toString();
  }

  /**
   * Refuses what no other node would take, also while there is none.
   *
   * @throws MessageTooLargeException if it is larger than {@code kokko.bus.max-message-bytes}
   */
  @Override
  public void check(String topic, Broadcast message) {
    // Close to the size and quick; what is near the bound is encoded.
    long characters = (long) topic.length() + message.topic().length() + message.event().length();
    long most = message.payload().sizeInBytes() + 4 * characters + 32;
    if (most > maxMessageBytes) {
      encode(topic, message);
    }
  }

  @Override
  public void broadcast(String topic, Broadcast message) {
    if (links.isEmpty()) {
      return;
    }
    byte[] encoded = encode(topic, message);
    List<Link> full = List.of();
    for (Link link : links.all()) {
      if (membership.isAdmitted(link.nodeName()) && !link.outbound().offer(encoded)) {
        full = full.isEmpty() ? new ArrayList<>() : full;
        full.add(link);
      }
    }
    // Last, so that the other nodes need not wait for these.
    full.forEach(link -> sendSlowly(link, encoded));
  }

  @Override
  public void directBroadcast(String nodeName, String topic, Broadcast message) {
    if (membership.isAdmitted(nodeName)) {
      links.named(nodeName).ifPresent(link -> sendSlowly(link, encode(topic, message)));
    }
  }

  private void sendSlowly(Link link, byte[] encoded) {
    while (!link.outbound().offer(encoded)) {
      if (!slowdown.slow(link.outbound(), encoded.length)) {
        link.outbound().push(encoded);
        return;
      }
    }
  }

  private byte[] encode(String topic, Broadcast message) {
    byte[] encoded = new Envelope(topic, message, telemetry.tracing().current()).encode();
    int size = encoded.length - Envelope.SIZE_BYTES;
    if (size > maxMessageBytes) {
      throw new MessageTooLargeException(topic, size, maxMessageBytes);
    }
    return encoded;
  }
}
