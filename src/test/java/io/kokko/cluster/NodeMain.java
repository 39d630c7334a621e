package io.kokko.cluster;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Runs a node in a process of its own, until it is ended. */
final class NodeMain {

  public static void main(String[] args) {
    var config = Node.config(args[0], 0, ConfigFactory.load());
    Node node = Node.of(ActorSystem.create(Behaviors.empty(), "kokko", config));
    System.out.println("up " + node.self());
  }

  private NodeMain() {}
}
