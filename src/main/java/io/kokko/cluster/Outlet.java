package io.kokko.cluster;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.pubsub.DistributedPubSub;
import org.apache.pekko.cluster.pubsub.DistributedPubSubMediator;

/**
 * Hands what leaves a node to the mediator, message by message.
 *
 * <p>Batches, numbers, acknowledgements and credit belong here, between the bus and the mediator.
 * Owned by one {@link BusActor}.
 */
final class Outlet {

  private static final String TOPIC = "kokko-bus";

  private final ActorRef mediator;
  private final ActorRef self;
  private final Peers peers;

  Outlet(ActorContext<BusActor.Command> context, Peers peers) {
    this.mediator = DistributedPubSub.get(Adapter.toClassic(context.getSystem())).mediator();
    this.self = Adapter.toClassic(context.getSelf());
    this.peers = peers;
  }

  /** Done at the node's start, since a mediator that nobody touched knows no other node. */
  void subscribe() {
    // Without a sender: a probe tells more than the acknowledgement would.
    mediator.tell(new DistributedPubSubMediator.Subscribe(TOPIC, self), ActorRef.noSender());
  }

  void publish(BusMessage message) {
    mediator.tell(new DistributedPubSubMediator.Publish(TOPIC, message), self);
  }

  void send(Address address, BusMessage message) {
    peers.bus(address.toString()).tell(message);
  }
}
