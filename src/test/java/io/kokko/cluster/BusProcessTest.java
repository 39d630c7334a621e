package io.kokko.cluster;

import static io.kokko.cluster.BusTrio.awaitWhole;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bus between three processes, under load.
 *
 * <p>Short, unless the system property {@code kokko.full} is true.
 */
class BusProcessTest {

  private static final boolean FULL = Boolean.getBoolean("kokko.full");
  private static final int BURST = FULL ? 1_000_000 : 100_000;

  @TempDir private Path directory;
  private BusTrio nodes;

  @BeforeEach
  void start() {
    nodes = BusTrio.start(directory);
    nodes.connect();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void burstReachesBothOtherNodesWholeAndInOrder(int senders) {
    int count = BURST / senders * senders;
    nodes.sender().ask("burst " + count + " " + senders + " 100", "sent " + count);

    awaitWhole(nodes.one(), count);
    awaitWhole(nodes.two(), count);
    assertThat(nodes.sender().ask("state", "state")).doesNotContain("dropped=1");
    String memory = nodes.sender().ask("memory", "memory");
    assertThat(Long.parseLong(memory.substring(7))).isLessThan(300);
  }

  @Test
  void largeOnesGoBetweenSmallOnes() {
    nodes.sender().ask("burst 1 1 10000000", "sent");
    nodes.sender().ask("burst 1000 1 100", "sent");
    nodes.sender().ask("burst 3 1 10000000", "sent");

    awaitWhole(nodes.one(), 1004);
    awaitWhole(nodes.two(), 1004);
  }
}
