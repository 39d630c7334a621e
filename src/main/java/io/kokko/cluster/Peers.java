package io.kokko.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/** Finds the actors that every node has at the same path, by the address of the node. */
final class Peers {

  static final String NODE = "kokko-node";
  static final String BUS = "kokko-bus";
  static final String CALLS = "kokko-calls";

  private final ActorRefResolver resolver;

  Peers(ActorSystem<?> system) {
    this.resolver = ActorRefResolver.get(system);
  }

  /** Finds the {@link NodeActor} of a node that need not be a member, or not even exist. */
  ActorRef<NodeRequest> node(String address) {
    return resolver.resolveActorRef(address + "/system/" + NODE);
  }

  ActorRef<BusMessage> bus(String address) {
    return resolver.resolveActorRef(address + "/system/" + BUS);
  }

  ActorRef<CallMessage> calls(String address) {
    return resolver.resolveActorRef(address + "/system/" + CALLS);
  }
}
