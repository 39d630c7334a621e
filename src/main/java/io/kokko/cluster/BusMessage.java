package io.kokko.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.util.ByteString;

/** What crosses between the buses of two nodes. */
sealed interface BusMessage extends ClusterMessage, BusActor.Command {

  /** Carries an encoded {@link Envelope}. */
  record Parcel(ByteString envelope) implements BusMessage {}

  /** Asks one incarnation, through the mediators, for a {@link ProbeAck}. */
  record Probe(String from, String to, ActorRef<ConnectActor.Heard> replyTo)
      implements BusMessage {}

  /** Answers a probe, through the mediators. */
  record ProbeAck(String to, ActorRef<ConnectActor.Heard> replyTo) implements BusMessage {}
}
