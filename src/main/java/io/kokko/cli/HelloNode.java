package io.kokko.cli;

import io.kokko.hello.HelloSockets;
import io.kokko.shell.Attachment;
import io.kokko.shell.NodeSettings;
import io.kokko.shell.RunningNode;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Runs the sample application HelloSockets on a node. */
public final class HelloNode {

  private HelloNode() {}

  /** Starts the node of a shell; the shell's startup snippet calls this. */
  public static void attach() throws IOException, InterruptedException {
    Attachment.attach(HelloNode::start, HelloNode::shellGreeting);
  }

  static RunningNode start(NodeSettings settings) {
    return RunningNode.start(settings, HelloSockets::on);
  }

  /** Says what runs, where, and what to try. */
  static String greeting(RunningNode node) {
    return node.address()
        .map(address -> serving(node.name(), node.scheme(), authority(address)))
        .orElseGet(() -> node.name() + " serves nothing");
  }

  private static String shellGreeting(RunningNode node) {
    return greeting(node) + "; here, try Node.list(), /exit leaves";
  }

  private static String serving(String name, String scheme, String authority) {
    return "%s serves %s://%s (open it in a browser) and %s://%s/socket/websocket"
        .formatted(name, scheme, authority, scheme.replace("http", "ws"), authority);
  }

  private static String authority(InetSocketAddress address) {
    return address.getAddress().isAnyLocalAddress()
        ? "localhost:" + address.getPort()
        : address.getHostString() + ":" + address.getPort();
  }
}
