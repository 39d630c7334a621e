package io.kokko.socket;

import io.kokko.channel.Transport;
import io.kokko.serializer.Serializer;
import org.apache.pekko.actor.typed.Behavior;

/** Tells a transport what came of a client's wish to connect. */
public sealed interface Connection {

  /** The client may open a socket. */
  non-sealed interface Accepted extends Connection {

    /** Makes the socket's actor, which a transport spawns as its child. */
    Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport);
  }

  /** The client is refused: HTTP 403. */
  record Refused() implements Connection {}
}
