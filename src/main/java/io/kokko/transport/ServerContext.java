package io.kokko.transport;

import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Holds what all connections of a server share.
 *
 * @param pages answers what is for no socket
 * @param longPoll bounds clients that poll
 * @param longPolls starts their sessions
 * @param children the parents of the actors that work for connections
 * @param drain paces the end of all sockets
 * @param gate paces handshakes
 * @param telemetry hears what happens to connections
 * @param connections how many there are
 * @param tooSlow how many were closed because they read too slowly
 */
record ServerContext(
    TransportSettings settings,
    List<Mount> mounts,
    Function<HttpRequest, CompletionStage<HttpResponse>> pages,
    LongPollSettings longPoll,
    ActorRef<LongPollSupervisor.Command> longPolls,
    List<ActorRef<ChildrenActor.Command>> children,
    DrainSettings drain,
    HandshakeGate gate,
    Telemetry telemetry,
    ConnectionCount connections,
    AtomicLong tooSlow) {

  ServerContext(
      TransportSettings settings,
      List<Mount> mounts,
      Function<HttpRequest, CompletionStage<HttpResponse>> pages,
      LongPollSettings longPoll,
      ActorRef<LongPollSupervisor.Command> longPolls,
      List<ActorRef<ChildrenActor.Command>> children,
      DrainSettings drain,
      HandshakeGate gate,
      Telemetry telemetry) {
    this(
        settings,
        List.copyOf(mounts),
        pages,
        longPoll,
        longPolls,
        children,
        drain,
        gate,
        telemetry,
        new ConnectionCount(),
        new AtomicLong());
  }

  /** Returns the parent of the actors that work for a connection. */
  ActorRef<ChildrenActor.Command> children(TcpLink connection) {
    return children.get(connection.loopIndex() % children.size());
  }

  /** Finds whose WebSocket path it is. */
  Optional<Mount> mountOf(String path) {
    return mounts.stream().filter(mount -> mount.webSocketParams(path).isPresent()).findFirst();
  }

  /** Finds whose long-poll path it is. */
  Optional<Mount> longPollMountOf(String path) {
    return mounts.stream().filter(mount -> mount.longPollParams(path).isPresent()).findFirst();
  }

  /** Counts and tells that a client reads too slowly. */
  long overflowed(InetSocketAddress peer) {
    tellOverflow(telemetry, "outbox", peer);
    return tooSlow.incrementAndGet();
  }

  static void tellOverflow(Telemetry telemetry, String queue, InetSocketAddress peer) {
    if (telemetry.isListening()) {
      String client = peer.getHostString() + ":" + peer.getPort();
      telemetry.emit(new TelemetryEvent.QueueOverflowed(queue, client));
    }
  }
}
