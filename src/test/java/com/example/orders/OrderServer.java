package com.example.orders;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.socket.SocketHandler;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

// tag::server[]
/** Everything of Kokko that a program runs: start it once, and stop it. */
public final class OrderServer {

  private final ActorSystem<?> system;
  private final Endpoint endpoint;

  private OrderServer(ActorSystem<?> system, Endpoint endpoint) {
    this.system = system;
    this.endpoint = endpoint;
  }

  /** Starts the node and its endpoint; returns when clients can connect. */
  public static OrderServer start(String nodeName, SocketHandler<?> sockets, Config config) {
    ActorSystem<?> system =
        ActorSystem.create(Behaviors.empty(), "orders", Node.config(nodeName, 0, config));
    try {
      return new OrderServer(
          system,
          Endpoint.on(system).socket("/socket", sockets).start().toCompletableFuture().join());
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Drains the sockets and leaves the cluster; completes when all of it has ended. */
  public CompletionStage<Done> stop() {
    system.terminate();
    return system.getWhenTerminated();
  }

  public static void main(String[] args) {
    start("orders@127.0.0.1", OrderSocket.create(), ConfigFactory.load());
  }
}
// end::server[]
