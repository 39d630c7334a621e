package io.kokko.cluster;

import static io.kokko.cluster.BusProcess.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** Three nodes, each a process, of which the first has connected both others. */
record BusTrio(BusProcess sender, BusProcess one, BusProcess two) implements AutoCloseable {

  static BusTrio start(Path directory) {
    String small = "-XX:TieredStopAtLevel=1";
    BusTrio trio =
        new BusTrio(
            BusProcess.start("sender@127.0.0.1", directory, small),
            BusProcess.start("one@127.0.0.1", directory, small),
            BusProcess.start("two@127.0.0.1", directory, small));
    trio.sender.ask("connect one@127.0.0.1", "connected true");
    trio.sender.ask("connect two@127.0.0.1", "connected true");
    return trio;
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
