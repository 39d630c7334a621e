package io.kokko.cluster;

import io.kokko.message.Message.Broadcast;
import io.kokko.pubsub.Adapter;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.util.ByteString;

/**
 * Carries broadcasts to the other nodes of the cluster.
 *
 * <p>Any thread may call it; what one thread broadcasts arrives in its order.
 */
final class NodeBus implements Adapter<Broadcast> {

  private final Membership membership;
  private final BusQueue queue;
  private final Delivery delivery;
  private final ActorRef<BusActor.Command> actor;

  NodeBus(
      Membership membership, BusQueue queue, Delivery delivery, ActorRef<BusActor.Command> actor) {
    this.membership = membership;
    this.queue = queue;
    this.delivery = delivery;
    this.actor = actor;
  }

  @Override
  public void start(BiConsumer<String, Broadcast> deliver) {
    delivery.start(deliver);
  }

  @Override
  public String nodeName() {
    return membership.self().toString();
  }

  @Override
  public void broadcast(String topic, Broadcast message) {
    if (membership.hasOthers()) {
      actor.tell(new BusActor.Publish(encode(topic, message)));
    }
  }

  @Override
  public void directBroadcast(String nodeName, String topic, Broadcast message) {
    if (membership.hasOthers()) {
      actor.tell(new BusActor.Send(nodeName, encode(topic, message)));
    }
  }

  private ByteString encode(String topic, Broadcast message) {
    ByteString envelope = new Envelope(nodeName(), topic, message).encode();
    queue.enter(topic, envelope.size());
    return envelope;
  }
}
