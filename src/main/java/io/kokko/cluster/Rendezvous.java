package io.kokko.cluster;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.pubsub.DistributedPubSub;
import org.apache.pekko.cluster.pubsub.DistributedPubSubMediator;

/**
 * Lets the buses of all nodes find each other: one topic of the mediator that each of them
 * subscribes to at its start.
 *
 * <p>Owned by one {@link BusActor}.
 *
 * @see <a href="https://pekko.apache.org/docs/pekko/current/distributed-pub-sub.html">Distributed
 *     Publish Subscribe</a>
 */
final class Rendezvous {

  private static final String TOPIC = "kokko-bus";

  private final ActorRef mediator;
  private final ActorRef self;

  Rendezvous(ActorContext<BusActor.Command> context) {
    this.mediator = DistributedPubSub.get(Adapter.toClassic(context.getSystem())).mediator();
    this.self = Adapter.toClassic(context.getSelf());
  }

  /** Done at the node's start, since a mediator that nobody touched knows no other node. */
  void subscribe() {
    // Without a sender: who answers a hello tells more than the acknowledgement would.
    mediator.tell(new DistributedPubSubMediator.Subscribe(TOPIC, self), ActorRef.noSender());
  }

  void publish(BusMessage message) {
    mediator.tell(new DistributedPubSubMediator.Publish(TOPIC, message), self);
  }
}
