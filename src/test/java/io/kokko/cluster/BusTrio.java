package io.kokko.cluster;

import static io.kokko.cluster.BusProcess.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** Three nodes, each a process. */
record BusTrio(BusProcess sender, BusProcess one, BusProcess two) implements AutoCloseable {

  static BusTrio start(Path directory) {
    String small = "-XX:TieredStopAtLevel=1";
    return new BusTrio(
        BusProcess.start("sender@127.0.0.1", directory, small),
        BusProcess.start("one@127.0.0.1", directory, small),
        BusProcess.start("two@127.0.0.1", directory, small));
  }

  /** Has the first connect both others. */
  void connect() {
    sender.ask("connect one@127.0.0.1", "connected true");
    sender.ask("connect two@127.0.0.1", "connected true");
  }

  /** Waits until a node has heard as much, and returns what it says of that. */
  static String awaitWhole(BusProcess node, int count) {
    String heard = node.ask("await " + count, "heard");
    assertThat(number(heard, "count")).as(heard).isEqualTo(count);
    assertThat(number(heard, "missing")).as(heard).isZero();
    assertThat(number(heard, "again")).as(heard).isZero();
    return heard;
  }

  @Override
  public void close() {
    List.of(sender, one, two).forEach(BusProcess::close);
  }
}
