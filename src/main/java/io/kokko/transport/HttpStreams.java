package io.kokko.transport;

import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.CompletionStrategy;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;

/** Starts Pekko HTTP on a connection that is ours: bytes in, bytes out. */
final class HttpStreams {

  /** What a connection tells the streams. */
  enum Signal {
    /** Acknowledges a piece of the bytes out, and asks for the next. */
    ACK,

    /** Ends the bytes in, after those that are there. */
    END,

    /** Ends the bytes in at once: the connection is gone. */
    ABORT
  }

  /**
   * Starts it for one connection. Its relay is told {@link HttpMessage}s and pieces of bytes out.
   *
   * @return where the bytes in go, each piece being acknowledged with {@link
   *     HttpMessage.Event#TAKEN}
   */
  static ActorRef start(ActorContext<Object> relay, TcpLink link, PollWatch poll) {
    ActorSystem<?> system = relay.getSystem();
    ServerSettings settings = ServerSettings.create(Adapter.toClassic(system));
    HttpHandler handler = new HttpHandler(link, system, poll);
    Flow<ByteString, ByteString, ?> http =
        Flow.of(HttpRequest.class)
            .mapAsync(settings.getPipeliningLimit(), handler::handle)
            .join(
                Http.get(Adapter.toClassic(system))
                    .serverLayer(settings, Optional.of(link.peer()))
                    .atop(plain()));
    return bytesIn().via(http).to(bytesOut(Adapter.toClassic(relay.getSelf()))).run(system);
  }

  /** Stands where TLS would. What comes out of a stream may always be called by a wider type. */
  @SuppressWarnings("unchecked")
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
    BidiFlow<SslTlsOutbound, ByteString, ByteString, ? extends SslTlsInbound, NotUsed> placebo =
        TLSPlacebo.getInstance();
    return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>) placebo;
  }

  private static Source<ByteString, ActorRef> bytesIn() {
    return Source.actorRefWithBackpressure(
        HttpMessage.Event.TAKEN, HttpStreams::completion, message -> Optional.empty());
  }

  private static Optional<CompletionStrategy> completion(Object message) {
    if (message == Signal.END) {
      return Optional.of(CompletionStrategy.draining());
    }
    return message == Signal.ABORT
        ? Optional.of(CompletionStrategy.immediately())
        : Optional.empty();
  }

  private static Sink<ByteString, ?> bytesOut(ActorRef relay) {
    return Sink.actorRefWithBackpressure(
        relay,
        HttpMessage.Event.OPENED,
        Signal.ACK,
        HttpMessage.Event.COMPLETED,
        HttpMessage.Failed::new);
  }

  private HttpStreams() {}
}
