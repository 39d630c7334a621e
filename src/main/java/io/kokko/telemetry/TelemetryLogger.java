package io.kokko.telemetry;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs connects, joins, pushes and drains as Phoenix does, to the logger {@code kokko.requests}.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/logger.ex">Phoenix.Logger</a>
 */
public final class TelemetryLogger implements TelemetryListener {

  private static final Logger LOG = LoggerFactory.getLogger("kokko.requests");

  private final FilteredParams filter;
  private final Level connect;
  private final Level join;
  private final Level handleIn;
  private final Level drain;

  private TelemetryLogger(Config log) {
    filter = new FilteredParams(log.getStringList("filter-parameters"));
    connect = level(log, "connect");
    join = level(log, "join");
    handleIn = level(log, "handle-in");
    drain = level(log, "drain");
  }

  /** Reads {@code kokko.log}. */
  public static TelemetryLogger of(Config config) {
    return new TelemetryLogger(config.getConfig("kokko.log"));
  }

  private static Level level(Config log, String key) {
    String value = log.getString(key);
    try {
      return Level.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new InvalidSettingException(
          "kokko.log." + key, value, "trace, debug, info, warn or error");
    }
  }

  /** Tells whether the least of the levels is written at all. */
  public boolean isEnabled() {
    return LOG.isEnabledForLevel(connect)
        || LOG.isEnabledForLevel(join)
        || LOG.isEnabledForLevel(handleIn)
        || LOG.isEnabledForLevel(drain);
  }

  @Override
  public void onEvent(TelemetryEvent event) {
    if (event instanceof TelemetryEvent.SocketConnected connected) {
      onConnected(connected);
    } else if (event instanceof TelemetryEvent.ChannelJoined joined) {
      onJoined(joined);
    } else if (event instanceof TelemetryEvent.ChannelHandledIn handled) {
      onHandledIn(handled);
    } else if (event instanceof TelemetryEvent.SocketDrain draining) {
      onDrain(draining);
    }
  }

  private void onConnected(TelemetryEvent.SocketConnected event) {
    if (LOG.isEnabledForLevel(connect)) {
      LOG.atLevel(connect)
          .log(
              "{} {} in {} (transport {}, vsn {}, parameters {})",
              event.accepted() ? "CONNECTED TO" : "REFUSED CONNECTION TO",
              event.path(),
              took(event.duration()),
              event.transport(),
              event.vsn(),
              filter.text(event.params()));
    }
  }

  private void onJoined(TelemetryEvent.ChannelJoined event) {
    if (LOG.isEnabledForLevel(join) && isLogged(event.topic())) {
      LOG.atLevel(join)
          .log(
              "{} {} in {} (parameters {})",
              event.accepted() ? "JOINED" : "REFUSED JOIN",
              event.topic(),
              took(event.duration()),
              filter.text(event.params()));
    }
  }

  private void onHandledIn(TelemetryEvent.ChannelHandledIn event) {
    if (LOG.isEnabledForLevel(handleIn) && isLogged(event.topic())) {
      LOG.atLevel(handleIn)
          .log(
              "HANDLED {} INCOMING ON {} in {} (parameters {})",
              event.event(),
              event.topic(),
              took(event.duration()),
              filter.text(event.params()));
    }
  }

  private void onDrain(TelemetryEvent.SocketDrain event) {
    LOG.atLevel(drain)
        .log(
            "DRAINING {} of {} sockets every {}ms, round {} of {}",
            event.count(),
            event.total(),
            event.interval().toMillis(),
            event.index(),
            event.rounds());
  }

  private static boolean isLogged(String topic) {
    return !topic.startsWith("phoenix");
  }

  private static String took(Duration duration) {
    long micros = duration.toNanos() / 1_000;
    return micros > 1_000 ? micros / 1_000 + "ms" : micros + "µs";
  }
}
