package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.settings.InvalidSettingException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the sections of {@code kokko} may say, and what becomes of an endpoint where they do not.
 */
class EndpointSettingsTest {

  private static void start(String setting) throws Exception {
    Config config =
        ConfigFactory.parseString("pekko.actor.provider = local, kokko.endpoint.port = 0")
            .withFallback(ConfigFactory.load());
    Config changed = ConfigFactory.parseString(setting).withFallback(config);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "settings-test", changed);
    try {
      Endpoint.on(system).start().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(15, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kokko.socket.max-channels       | 0         | a whole number > 0",
        "kokko.socket.max-channels       | lots      | a whole number > 0",
        "kokko.channel.max-queue         | -5        | a whole number > 0",
        "kokko.transport.idle-timeout    | 0 s       | a duration from 1 ms to 1 day, like 60 s",
        "kokko.transport.max-frame-bytes | 1 parsec  | a size from 1 byte to 2047 MiB, like 64 KiB",
        "kokko.endpoint.port             | 65536     | a port from 0 to 65535",
        "kokko.endpoint.port             | http      | a port from 0 to 65535",
        "kokko.endpoint.server           | perhaps   | true or false",
        "kokko.endpoint.stop-timeout     | never     | a duration from 1 ms to 1 day, like 60 s",
        "kokko.endpoint.drain.batch-size | 0         | a whole number > 0",
        "kokko.endpoint.drain.rate       | 0         | a whole number > 0, or off",
        "kokko.endpoint.drain.rate       | fast      | a whole number > 0, or off",
        "kokko.endpoint.check-origin     | maybe     | true, false, conn or a list of origins",
      })
  void wrongValueStopsTheStart(String key, String value, String expected) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> start(key + " = \"" + value + "\""))
        .withMessage(key + ": " + value + " (expected: " + expected + ")");
  }

  @Test
  void originWithoutHostStopsTheStart() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> start("kokko.endpoint.check-origin = [example.com]"))
        .withMessageContaining("check-origin: example.com (expected: an origin with a host");
  }

  @Test
  void drainLongerThanItsPhaseOfTheShutdownStopsTheStart() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> start("kokko.endpoint.drain.shutdown = 50 s"))
        .withMessage(
            "pekko.coordinated-shutdown.phases.service-unbind.timeout: 40 s (expected: at least"
                + " 55000 ms, which is kokko.endpoint.drain.shutdown and stop-timeout together)");
  }

  @Test
  void unknownSettingDoesNotStopTheStart() throws Exception {
    start("kokko.transport.idle-timeuot = 1 s");
  }
}
