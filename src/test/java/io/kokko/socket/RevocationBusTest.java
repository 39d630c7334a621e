package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kokko.channel.ChannelRuntime;
import io.kokko.pubsub.Adapter;
import io.kokko.telemetry.Telemetry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationBusTest {

  private final Revocations revocations = new Revocations(10);

  private final RevocationBus bus =
      new RevocationBus(
          revocations,
          ChannelRuntime.of(ConfigFactory.load(), Adapter.local("a@127.0.0.1"), new Telemetry())
              .pubsub(),
          List::of);

  @Test
  void tokenThatIsGoodForEverIsRevokedForEver() {
    bus.revoke("a", Instant.MAX);

    assertThat(revocations.contains("a")).isTrue();
    assertThat(revocations.all().get("a")).isAfter(Instant.parse("9999-12-31T00:00:00Z"));
  }

  @Test
  void tokenThatHasExpiredLongAgoIsNoTrouble() {
    bus.revoke("a", Instant.MIN);

    assertThat(revocations.all()).isEmpty();
  }
}
