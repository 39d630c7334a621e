package io.kokko.cluster;

import org.apache.pekko.actor.typed.ActorRef;

/** What crosses between the buses of two nodes to find each other. */
sealed interface BusMessage extends ClusterMessage, BusActor.Command {

  /**
   * Says to all nodes, through the mediators, that this incarnation wants to send to them; those
   * that have not said the same to it do so to {@code bus}.
   */
  record Hello(String from, ActorRef<BusMessage> bus) implements BusMessage {}

  /** Answers a {@link Hello}: one incarnation may send to another's link. */
  record Welcome(String from, String to, ActorRef<LinkMessage> link) implements BusMessage {}

  /** Asks one incarnation for a {@link ProbeAck}. */
  record Probe(String from, String to, ActorRef<ConnectActor.Heard> replyTo)
      implements BusMessage {}

  /** Answers a probe. */
  record ProbeAck(String to, ActorRef<ConnectActor.Heard> replyTo) implements BusMessage {}
}
