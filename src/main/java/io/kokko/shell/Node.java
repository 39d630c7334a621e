package io.kokko.shell;

import java.util.List;

/** Offers the shell its own node, and the way to others. */
public final class Node {

  private Node() {}

  /** Returns this node's name. */
  public static String self() {
    return node().self();
  }

  /** Lists the other nodes of the cluster. */
  public static List<String> list() {
    return node().list();
  }

  /** Joins another node's cluster, or draws the other into this one's. */
  public static boolean connect(String name) {
    return Results.ofStage(() -> node().connect(name));
  }

  /** Parts from another node. */
  public static boolean disconnect(String name) {
    return Results.ofStage(() -> node().disconnect(name));
  }

  /** Asks another node for a sign of life: {@code pong}, or {@code pang} if there is none. */
  public static Answer ping(String name) {
    return Results.ofStage(() -> node().ping(name)) ? Answer.PONG : Answer.PANG;
  }

  private static io.kokko.cluster.Node node() {
    return Attachment.node().node();
  }
}
