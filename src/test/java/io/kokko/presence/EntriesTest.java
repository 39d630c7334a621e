package io.kokko.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntriesTest {

  private static final int SEEDS = 100;
  private static final int CLOCKS = 200;

  @Test
  void tableIsWhatAMapIs() {
    for (int seed = 0; seed < SEEDS; seed++) {
      agreesWithAMap(new Random(seed), seed);
    }
  }

  private static void agreesWithAMap(Random random, int seed) {
    Entries table = new Entries();
    TreeMap<Long, Entry> map = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      long clock = 1L + random.nextInt(CLOCKS);
      if (random.nextBoolean()) {
        Entry entry = new Entry(clock, "t", "k", new byte[0]);
        table.add(entry);
        map.put(clock, entry);
      } else {
        assertThat(table.remove(clock)).as("seed %s", seed).isSameAs(map.remove(clock));
      }
    }
    List<Entry> all = new ArrayList<>();
    table.forEach(all::add);
    assertThat(all).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(map.values());
    assertThat(table.size()).isEqualTo(map.size());
    for (long clock = 1; clock <= CLOCKS; clock++) {
      assertThat(table.get(clock)).as("seed %s", seed).isSameAs(map.get(clock));
    }
    assertThat(table.after(100))
        .containsExactly(map.tailMap(100L, false).values().toArray(Entry[]::new));
  }
}
