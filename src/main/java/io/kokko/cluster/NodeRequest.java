package io.kokko.cluster;

import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/** What one node asks of another's {@link NodeActor}. Addresses are spelled as Pekko does. */
sealed interface NodeRequest extends ClusterMessage, NodeActor.Command {

  /**
   * Asks for the node's view.
   *
   * @param suitor the address of a node that is about to connect; empty from one that only looks
   */
  record Look(String suitor, ActorRef<NodeAnswer.Seen> replyTo) implements NodeRequest {}

  /**
   * Asks whether the node reaches others, and they it, before it joins their cluster.
   *
   * @param addresses where the others are
   */
  record Survey(Set<String> addresses, ActorRef<NodeAnswer.Surveyed> replyTo)
      implements NodeRequest {

    public Survey {
      addresses = Set.copyOf(addresses);
    }
  }

  /**
   * Reserves the node for one connect for a while, or renews that.
   *
   * @param lease names the connect
   * @param partner the address of the other node of the two
   */
  record Reserve(String lease, String partner, ActorRef<NodeAnswer> replyTo)
      implements NodeRequest {}

  /** Ends a reservation; nothing happens if another connect has it. */
  record Release(String lease) implements NodeRequest {}

  /** Tells the node to join the one at an address, if the connect has it reserved. */
  record Join(String lease, String address) implements NodeRequest {}

  /** Ends a disconnect: the node lists the other one again and takes its messages. */
  record Admit(String name) implements NodeRequest {}

  /** Begins a disconnect: the node lists the other one no more and drops its messages. */
  record Sever(String name, ActorRef<Done> replyTo) implements NodeRequest {}

  /**
   * Tells the node that its cluster gives way to another one: it ends, to be started again and to
   * join that.
   *
   * @param incarnation who is meant, so that nobody who has done so already does it again
   * @param to a node of the other cluster, as {@link NodeLocation} reads it
   */
  record GiveWay(String incarnation, String to) implements NodeRequest {}
}
