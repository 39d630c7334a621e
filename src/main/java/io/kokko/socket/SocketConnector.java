package io.kokko.socket;

import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Transport;
import io.kokko.serializer.Serializer;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;

/** Opens sockets of one kind. */
record SocketConnector<A>(SocketHandler<A> handler, ChannelRuntime runtime, SocketSettings settings)
    implements Connector {

  @Override
  public Connection connect(Map<String, String> params, ConnectInfo info) {
    ConnectResult<A> result = result(params, info);
    return result instanceof ConnectResult.Ok<A> ok
        ? new Admitted<>(this, ok.assigns())
        : new Connection.Refused();
  }

  private ConnectResult<A> result(Map<String, String> params, ConnectInfo info) {
    try {
      return handler.connect(params, info);
    } catch (Exception e) {
      throw new ConnectCrashedException(e);
    }
  }

  /** Makes the actors of one client's socket. */
  private record Admitted<A>(SocketConnector<A> connector, A assigns)
      implements Connection.Accepted {

    @Override
    public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
      return SocketActor.create(
          connector.handler, connector.settings, connector.runtime, serializer, transport, assigns);
    }
  }
}
