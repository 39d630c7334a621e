package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Socket;
import io.kokko.endpoint.Endpoint;
import io.kokko.presence.Presence;
import java.net.InetSocketAddress;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Tells clients on which node they are, and by presence which nodes there are and where they serve,
 * so that a page finds another one when its own is gone.
 */
public final class NodesChannel {

  static final String TOPIC = "nodes";

  /** To all clients, as a node's meta. */
  public record Serving(String url) {}

  /** To the client who has joined. */
  public record Here(String node) {}

  private record AfterJoin() {}

  public static Channel<User, NodesChannel> create(Presence presence) {
    return Channel.<User, NodesChannel>join((topic, params, socket) -> join(socket, presence))
        .handleInfo(AfterJoin.class, NodesChannel::afterJoin);
  }

  /** Lists a node that serves until it ends. */
  static void announce(ActorSystem<?> system, Endpoint endpoint, Presence presence) {
    ActorRef<Void> self = system.systemActorOf(Behaviors.empty(), "hello-serving", Props.empty());
    endpoint
        .address()
        .ifPresent(
            address ->
                presence.track(
                    self, TOPIC, endpoint.nodeName(), new Serving(url(endpoint, address))));
  }

  /** A node that listens everywhere is found where its name says. */
  private static String url(Endpoint endpoint, InetSocketAddress address) {
    String nodeName = endpoint.nodeName();
    String host =
        address.getAddress().isAnyLocalAddress()
            ? nodeName.substring(nodeName.indexOf('@') + 1)
            : address.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + address.getPort();
  }

  private final Socket<User> socket;
  private final Presence presence;

  private NodesChannel(Socket<User> socket, Presence presence) {
    this.socket = socket;
    this.presence = presence;
  }

  private static JoinResult<NodesChannel> join(Socket<User> socket, Presence presence) {
    socket.info(new AfterJoin());
    return JoinResult.ok(new NodesChannel(socket, presence), new Here(socket.nodeName()));
  }

  private Next afterJoin(AfterJoin joined) {
    presence.push(socket);
    return Next.noReply();
  }
}
