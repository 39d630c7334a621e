package io.kokko.cluster;

import io.kokko.cluster.BusMessage.Parcel;
import io.kokko.cluster.BusMessage.Probe;
import io.kokko.cluster.BusMessage.ProbeAck;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.util.ByteString;

/**
 * Is the one subscriber of a node at the mediator, and the one publisher.
 *
 * <p>All nodes share one topic of the mediator, whatever the topics of channels: a topic of its own
 * would be unknown to the others for up to a round of gossip, and what is broadcast then is lost.
 */
final class BusActor extends AbstractBehavior<BusActor.Command> {

  /** What a bus is told. */
  sealed interface Command permits BusMessage, Publish, Send, SendProbe {}

  /** Sends an encoded envelope to all other nodes. */
  record Publish(ByteString envelope) implements Command {}

  /** Sends an encoded envelope to the node of a name. */
  record Send(String nodeName, ByteString envelope) implements Command {}

  /** Sends a probe to an incarnation of a node. */
  record SendProbe(String to, ActorRef<ConnectActor.Heard> replyTo) implements Command {}

  static Behavior<Command> create(
      Membership membership, Peers peers, BusQueue queue, Delivery delivery) {
    return Behaviors.setup(
        context -> new BusActor(context, membership, new Outlet(context, peers), queue, delivery));
  }

  private final Membership membership;
  private final Outlet outlet;
  private final BusQueue queue;
  private final Delivery delivery;

  private BusActor(
      ActorContext<Command> context,
      Membership membership,
      Outlet outlet,
      BusQueue queue,
      Delivery delivery) {
    super(context);
    this.membership = membership;
    this.outlet = outlet;
    this.queue = queue;
    this.delivery = delivery;
    outlet.subscribe();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Publish.class, this::onPublish)
        .onMessage(Send.class, this::onSend)
        .onMessage(Parcel.class, this::onParcel)
        .onMessage(SendProbe.class, this::onSendProbe)
        .onMessage(Probe.class, this::onProbe)
        .onMessage(ProbeAck.class, this::onProbeAck)
        .build();
  }

  private Behavior<Command> onPublish(Publish publish) {
    queue.left(publish.envelope().size());
    outlet.publish(new Parcel(publish.envelope()));
    return this;
  }

  private Behavior<Command> onSend(Send send) {
    queue.left(send.envelope().size());
    if (membership.isAdmitted(send.nodeName())) {
      membership
          .address(send.nodeName())
          .ifPresent(address -> outlet.send(address, new Parcel(send.envelope())));
    }
    return this;
  }

  private Behavior<Command> onParcel(Parcel parcel) {
    Envelope envelope = Envelope.decode(parcel.envelope());
    boolean own = envelope.origin().equals(membership.self().toString());
    if (!own && membership.isAdmitted(envelope.origin())) {
      delivery.deliver(envelope);
    }
    return this;
  }

  private Behavior<Command> onSendProbe(SendProbe probe) {
    outlet.publish(new Probe(membership.incarnation(), probe.to(), probe.replyTo()));
    return this;
  }

  /** Answers once this node lists the other: until then one of the two could miss something. */
  private Behavior<Command> onProbe(Probe probe) {
    if (probe.to().equals(membership.incarnation()) && membership.lists(probe.from())) {
      outlet.publish(new ProbeAck(probe.from(), probe.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onProbeAck(ProbeAck ack) {
    if (ack.to().equals(membership.incarnation())) {
      ack.replyTo().tell(new ConnectActor.Heard());
    }
    return this;
  }
}
