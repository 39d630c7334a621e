package io.kokko.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log lines of rule 62, and the topics of rule 41 that have none. */
class TelemetryLoggerTest {

  private static final Duration TOOK = Duration.ofMillis(7);

  private final Logger log = (Logger) LoggerFactory.getLogger("kokko.requests");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final TelemetryLogger logger = TelemetryLogger.of(ConfigFactory.load());

  @BeforeEach
  void listen() {
    log.setLevel(Level.DEBUG);
    log.setAdditive(false);
    log.addAppender(lines);
    lines.start();
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
    log.setAdditive(true);
    log.setLevel(null);
  }

  private void join(String topic, boolean accepted) {
    Payload params = Payload.of(Map.of("password", "secret"));
    logger.onEvent(new TelemetryEvent.ChannelJoined(TOOK, topic, params, accepted));
  }

  private void push(String topic) {
    logger.onEvent(new TelemetryEvent.ChannelHandledIn(TOOK, topic, "echo", null, Payload.empty()));
  }

  @Test
  void rule41TopicsOfPhoenixItselfAreNotLogged() {
    join("phoenix", true);
    join("phoenix:live_reload", false);
    push("phoenix:session");
    push("phoenixes");
    push("room:phoenix");

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("HANDLED echo INCOMING ON room:phoenix in 7ms (parameters {})");
  }

  @Test
  void rule41JoinsAreLoggedAtInfoAndPushesAtDebug() {
    join("room:1", true);
    push("room:1");

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.INFO, Level.DEBUG);
  }

  @Test
  void rule62LinesSayWhatHappenedWithoutSecrets() {
    logger.onEvent(
        new TelemetryEvent.SocketConnected(
            TOOK, "websocket", "/socket/websocket", "2.0.0", Map.of("user_token", "t"), false));
    join("room:1", true);
    join("room:1", false);

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "REFUSED CONNECTION TO /socket/websocket in 7ms (transport websocket, vsn 2.0.0,"
                + " parameters {\"user_token\":\"[FILTERED]\"})",
            "JOINED room:1 in 7ms (parameters {\"password\":\"[FILTERED]\"})",
            "REFUSED JOIN room:1 in 7ms (parameters {\"password\":\"[FILTERED]\"})");
  }

  @Test
  void payloadThatCannotBeReadIsLoggedByItsSize() {
    String text = "{\"password\":1,\"n\":1e99999999999}";
    Payload params = JsonPayload.copyOf(text.getBytes(UTF_8), 0, text.length());

    logger.onEvent(new TelemetryEvent.ChannelJoined(TOOK, "room:a", params, true));

    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("room:a", text.length() + " bytes");
  }
}
