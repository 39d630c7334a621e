package io.kokko.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2FileStoreTest extends StreamStoreContract {

  @TempDir private Path directory;

  @Override
  String url() {
    return "jdbc:h2:file:" + directory.resolve("streams");
  }

  @Test
  void nothingIsLostWhenTheStoreIsClosed() throws Exception {
    StreamStore store = open();
    Position last = store.append(drafts("t", 10, new Retention(5, Duration.ofHours(1)))).get(9);
    store.claim(new PushKey("t", "", "1"), Duration.ofHours(1));
    store.close();

    StreamStore again = open();

    assertThat(again.isShared()).isFalse();
    assertThat(start(again, "t")).isEqualTo(last);
    assertThat(again.append(List.of(draft("t", 1)))).containsExactly(last.next());
    assertThat(again.claim(new PushKey("t", "", "1"), Duration.ofHours(1)))
        .isEqualTo(new Claim.Running());
  }

  @Test
  void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
    int acknowledged;
    try (AppendingProcess process = AppendingProcess.start(url(), "t")) {
      process.awaitOffset(500);
      acknowledged = process.kill();
    }

    StreamStore store = open();

    Position last = start(store, "t");
    assertThat(last.offset()).isGreaterThanOrEqualTo(acknowledged);
    assertThat(all(store, new Position(last.epoch(), 0), "t")).hasSize((int) last.offset());
  }
}
