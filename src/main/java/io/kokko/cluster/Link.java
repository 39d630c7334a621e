package io.kokko.cluster;

import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Joins this node with one incarnation of another: what goes there, what comes from there, and the
 * other end, once the two have met.
 *
 * <p>Any thread may call it, but only its {@link LinkActor} receives.
 */
final class Link {

  private final String incarnation;
  private final String nodeName;
  private final Inbound inbound;
  private final Outbound outbound;
  private final BusMeter meter;
  private volatile @Nullable ActorRef<LinkMessage> other;
  private volatile boolean left;

  Link(
      String incarnation,
      String nodeName,
      BusSettings settings,
      BusMeter meter,
      Runnable flushLater,
      BiConsumer<String, Envelope> deliver) {
    this.incarnation = incarnation;
    this.nodeName = nodeName;
    this.meter = meter;
    this.inbound =
        new Inbound(
            settings.maxMessageBytes(), meter, envelope -> deliver.accept(nodeName, envelope));
    this.outbound = new Outbound(settings, meter, inbound::acknowledge, flushLater);
  }

  String incarnation() {
    return incarnation;
  }

  String nodeName() {
    return nodeName;
  }

  Inbound inbound() {
    return inbound;
  }

  Outbound outbound() {
    return outbound;
  }

  void meet(ActorRef<LinkMessage> otherEnd) {
    other = otherEnd;
    outbound.meet(otherEnd::tell);
    acknowledge(false);
  }

  /** Tells the other end what has arrived; before the two have met that waits for {@link #meet}. */
  void acknowledge(boolean gap) {
    ActorRef<LinkMessage> otherEnd = other;
    if (otherEnd != null) {
      meter.sentAcknowledgement();
      otherEnd.tell(new LinkMessage.Ack(inbound.acknowledge(), gap));
    }
  }

  /** Takes what the other end tells by itself, not along with a parcel. */
  void onAcknowledgement(long received, boolean gap) {
    meter.receivedAcknowledgement();
    outbound.onAck(received, gap);
  }

  /** Notes that the node leaves in order, and so wants no more. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }
}
