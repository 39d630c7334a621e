package io.kokko.socket;

import io.kokko.channel.Transport;
import io.kokko.message.Payload;
import io.kokko.serializer.Serializer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;

/** Tells a transport what came of a client's wish to connect. */
public sealed interface Connection {

  /** Is known now. */
  sealed interface Decided extends Connection {}

  /** The client may open a socket. */
  non-sealed interface Accepted extends Decided {

    /** Makes the socket's actor, which a transport spawns as its child. */
    Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport);
  }

  /**
   * The client is refused.
   *
   * @param reason what {@code connect} gave to tell the client, if anything
   */
  record Refused(Optional<Payload> reason) implements Decided {

    /** Refuses for no reason. */
    public Refused() {
      this(Optional.empty());
    }
  }

  /**
   * The client, or its address, connects too often.
   *
   * @param retryAfter when the next try is worth it
   */
  record Limited(Duration retryAfter) implements Decided {}

  /**
   * Is decided when a stage completes, on whatever thread; a crash of {@code connect} fails it, and
   * nothing bounds how long it takes.
   */
  record Later(CompletionStage<Decided> decision) implements Connection {}
}
