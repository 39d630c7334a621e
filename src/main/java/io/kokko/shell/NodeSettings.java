package io.kokko.shell;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Says what a node is called, where it listens, and whom it joins.
 *
 * @param clusterPort where other nodes reach this one; 0 takes any free port
 * @param host the address HTTP binds to
 * @param port where HTTP and sockets are served; 0 takes any free port
 * @param serves whether HTTP and sockets are served at all
 * @param seeds nodes to join at start, as {@code name@host} or {@code name@host:clusterPort}
 * @param seedPatience how long to try to reach them
 */
public record NodeSettings(
    String name,
    int clusterPort,
    String host,
    int port,
    boolean serves,
    List<String> seeds,
    Duration seedPatience) {

  public NodeSettings {
    seeds = List.copyOf(seeds);
  }

  NodeSettings withPort(int port) {
    return new NodeSettings(name, clusterPort, host, port, serves, seeds, seedPatience);
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeUTF(name);
    out.writeInt(clusterPort);
    out.writeUTF(host);
    out.writeInt(port);
    out.writeBoolean(serves);
    out.writeUTF(String.join(" ", seeds));
    out.writeLong(seedPatience.toMillis());
  }

  static NodeSettings readFrom(DataInput in) throws IOException {
    return new NodeSettings(
        in.readUTF(),
        in.readInt(),
        in.readUTF(),
        in.readInt(),
        in.readBoolean(),
        words(in.readUTF()),
        Duration.ofMillis(in.readLong()));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}
