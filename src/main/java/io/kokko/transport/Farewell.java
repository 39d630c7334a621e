package io.kokko.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Transport;
import io.kokko.message.Payload;
import io.kokko.serializer.Serializer;
import io.kokko.socket.Connection;
import io.kokko.socket.SocketActor;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Is the socket of a client that is refused: it closes at once with 1000, and says why. A browser
 * hides the answer to an upgrade from its page, but not a close.
 *
 * @param reason fits into a close frame
 */
record Farewell(String reason) implements Connection.Accepted {

  /** A close frame has room for so much beside the code. */
  private static final int MOST_BYTES = Framing.MAX_CONTROL_PAYLOAD - Short.BYTES;

  /** Takes the text at {@code reason} if the payload is an object that has one. */
  static Farewell of(Optional<Payload> payload) {
    String text =
        payload
            .map(given -> given.json().path("reason").asText(""))
            .filter(given -> !given.isEmpty())
            .orElse(CloseCode.REFUSED.reason());
    return new Farewell(shortened(text));
  }

  private static String shortened(String text) {
    String fitting = text.substring(0, Math.min(text.length(), MOST_BYTES));
    while (fitting.getBytes(UTF_8).length > MOST_BYTES) {
      fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
    }
    return fitting;
  }

  @Override
  public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
    return Behaviors.setup(
        context -> {
          transport.close(CloseCode.REFUSED, reason);
          return Behaviors.receiveMessage(
              command ->
                  command == SocketActor.TransportDown.INSTANCE
                      ? Behaviors.stopped()
                      : Behaviors.same());
        });
  }
}
