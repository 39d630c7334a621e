package io.kokko.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class H2MemoryStoreTest extends StreamStoreContract {

  private final String name = Epochs.random();

  @Override
  String url() {
    return "jdbc:h2:mem:" + name;
  }

  @Test
  void withoutSettingsEachStoreHasItsOwnMemory() {
    try (StreamStore one = StreamStores.open(ConfigFactory.load());
        StreamStore other = StreamStores.open(ConfigFactory.load())) {
      one.append(List.of(draft("t", 1)));

      assertThat(one.isShared()).isFalse();
      assertThat(start(one, "t").offset()).isEqualTo(1);
      assertThat(start(other, "t").offset()).isZero();
    }
  }
}
