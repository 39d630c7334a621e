package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Transport;
import io.kokko.message.Payload;
import io.kokko.serializer.Frame;
import io.kokko.serializer.Serializer;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.Connection;
import io.kokko.socket.Connector;
import io.kokko.socket.SocketActor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Opens sockets that send back what they get, and do as some texts say. */
final class EchoConnector implements Connector {

  /** What was asked for, in order. */
  record Request(Map<String, String> params, ConnectInfo info) {}

  final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  final Queue<CompletableFuture<Connection.Decided>> undecided = new ConcurrentLinkedQueue<>();
  final Queue<Transport> transports = new ConcurrentLinkedQueue<>();
  final Queue<String> ended = new ConcurrentLinkedQueue<>();
  final Queue<Frame> received = new ConcurrentLinkedQueue<>();

  @Override
  public Connection connect(Map<String, String> params, ConnectInfo info) {
    requests.add(new Request(params, info));
    if (params.containsKey("crash")) {
      throw new IllegalStateException("connect was told to crash");
    }
    if (params.containsKey("broken")) {
      return new Broken();
    }
    if (params.containsKey("later")) {
      return new Connection.Later(later(params.get("later")));
    }
    if (params.containsKey("reason")) {
      return new Connection.Refused(Optional.of(Payload.of(params)));
    }
    return params.containsKey("reject") ? new Connection.Refused() : new Echo(this);
  }

  private CompletionStage<Connection.Decided> later(String decision) {
    CompletableFuture<Connection.Decided> later = new CompletableFuture<>();
    Executor soon = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
    switch (decision) {
      case "ok" -> soon.execute(() -> later.complete(new Echo(this)));
      case "reject" -> soon.execute(() -> later.complete(new Connection.Refused()));
      case "crash" -> soon.execute(() -> later.completeExceptionally(new IOException("told to")));
      default -> undecided.add(later);
    }
    return later;
  }

  /** What an undecided connect may be decided with. */
  Connection.Decided admission() {
    return new Echo(this);
  }

  private record Broken() implements Connection.Accepted {

    @Override
    public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
      throw new IllegalStateException("socket cannot be made");
    }
  }

  private record Echo(EchoConnector connector) implements Connection.Accepted {

    @Override
    public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
      connector.transports.add(transport);
      List<Integer> held = new ArrayList<>();
      return Behaviors.receive(SocketActor.Command.class)
          .onMessage(
              SocketActor.Incoming.class,
              incoming -> connector.answer(incoming.frame(), transport, held))
          .onMessageEquals(SocketActor.TransportDown.INSTANCE, Behaviors::stopped)
          .onSignal(
              PostStop.class,
              signal -> {
                connector.ended.add("ended");
                transport.close(CloseCode.INTERNAL_ERROR);
                return Behaviors.same();
              })
          .build();
    }
  }

  private Behavior<SocketActor.Command> answer(
      Frame frame, Transport transport, List<Integer> held) {
    received.add(frame);
    String text = frame.bytes().length < 20 ? frame.asText() : "";
    if (text.equals("hold") || !held.isEmpty()) {
      held.add(frame.bytes().length);
      return Behaviors.same();
    }
    switch (text) {
      case "crash" -> throw new IllegalStateException("told to crash");
      case "stop" -> {
        return Behaviors.stopped();
      }
      case "disconnect" -> {
        transport.send(Frame.text("last words"));
        transport.close(CloseCode.DISCONNECTED);
        transport.send(Frame.text("too late"));
      }
      case "flood" -> flood(transport);
      default -> transport.send(frame);
    }
    transport.received(1, frame.bytes().length);
    return Behaviors.same();
  }

  private static void flood(Transport transport) {
    Frame frame = Frame.binary(new byte[100_000]);
    for (int i = 0; i < 1000; i++) {
      transport.send(frame);
    }
  }
}
