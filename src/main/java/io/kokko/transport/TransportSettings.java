package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds what the server spends on one client; the section {@code kokko.transport} says what each
 * setting is for.
 *
 * @param tls what encrypts the connections, if anything does
 */
public record TransportSettings(
    Duration handshakeTimeout,
    int maxHeaderBytes,
    Duration idleTimeout,
    Duration closeTimeout,
    int maxFrameBytes,
    int maxMessageBytes,
    int outboundQueueBytes,
    int inboundFrames,
    int inboundBytes,
    int backlog,
    Optional<Tls> tls) {

  /**
   * Reads the section {@code kokko.transport} of a system's configuration.
   *
   * @throws InvalidSettingException if a value is out of range or of another kind
   */
  public static TransportSettings of(Config config) {
    SettingReader reader = new SettingReader(config, "kokko.transport");
    return new TransportSettings(
        reader.duration("handshake-timeout"),
        reader.bytes("max-header-bytes"),
        reader.duration("idle-timeout"),
        reader.duration("close-timeout"),
        reader.bytes("max-frame-bytes"),
        reader.bytes("max-message-bytes"),
        reader.bytes("outbound-queue-bytes"),
        reader.count("inbound-frames"),
        reader.bytes("inbound-bytes"),
        reader.count("backlog"),
        Tls.of(config));
  }

  /** Returns what clients put before the address: {@code http}, or {@code https}. */
  public String scheme() {
    return tls.isPresent() ? "https" : "http";
  }
}
