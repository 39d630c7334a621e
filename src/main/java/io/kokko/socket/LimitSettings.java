package io.kokko.socket;

import com.typesafe.config.Config;
import io.kokko.limit.Rate;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says how often clients may do what; the section {@code kokko.limits} says what each setting is
 * for.
 *
 * @param socket what one socket may do
 * @param user what all sockets of one id may do together
 * @param address what all sockets from one address may do together
 * @param topic what all clients of one topic may do together
 * @param maxConnectDelay a connect that would have to wait longer is refused
 * @param maxKeys how many users, addresses and topics are remembered at most, each
 * @param proxies whose word about a client's address counts
 */
record LimitSettings(
    Scope socket,
    Scope user,
    Scope address,
    Scope topic,
    Duration maxConnectDelay,
    int maxKeys,
    Set<InetAddress> proxies) {

  /** What may be done how often; empty is as often as one likes. */
  record Scope(
      Optional<Rate> connects, Optional<Rate> joins, Optional<Rate> pushes, Optional<Rate> bytes) {

    private boolean limitsSockets() {
      return joins.isPresent() || pushes.isPresent() || bytes.isPresent();
    }

    private static Scope of(Config config, String name, boolean connecting) {
      String section = SECTION + "." + name;
      SettingReader reader = new SettingReader(config, section);
      return new Scope(
          connecting ? Rate.of(reader, section, "connects") : Optional.empty(),
          Rate.of(reader, section, "joins"),
          Rate.of(reader, section, "pushes"),
          Rate.of(reader, section, "bytes"));
    }
  }

  private static final String SECTION = "kokko.limits";

  LimitSettings {
    proxies = Set.copyOf(proxies);
  }

  /** Tells whether anything is limited that a socket's client does. */
  boolean limitsSockets() {
    return socket.limitsSockets()
        || user.limitsSockets()
        || address.limitsSockets()
        || topic.limitsSockets();
  }

  /**
   * Reads the section {@code kokko.limits}.
   *
   * @throws InvalidSettingException if a value is out of range or of another kind
   */
  static LimitSettings of(Config config) {
    SettingReader reader = new SettingReader(config, SECTION);
    return new LimitSettings(
        Scope.of(config, "socket", false),
        Scope.of(config, "user", true),
        Scope.of(config, "address", true),
        Scope.of(config, "topic", false),
        reader.duration("max-connect-delay"),
        reader.count("max-keys"),
        reader.texts("trusted-proxies").stream()
            .map(LimitSettings::proxy)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static InetAddress proxy(String text) {
    return ClientAddress.address(text)
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    SECTION + ".trusted-proxies", text, "addresses such as 10.0.0.1 or fd00::1"));
  }
}
