package io.kokko.socket;

import com.typesafe.config.Config;
import io.kokko.limit.Bucket;
import io.kokko.limit.Buckets;
import io.kokko.limit.Rate;
import io.kokko.limit.Ticks;
import io.kokko.limit.TokenBucket;
import io.kokko.settings.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the limits of a node: the buckets of its users, addresses and topics. Any thread may call
 * it.
 */
public final class Limits {

  /** The buckets of one scope; null is no limit. */
  private record Shared(
      @Nullable Buckets connects,
      @Nullable Buckets joins,
      @Nullable Buckets pushes,
      @Nullable Buckets bytes) {

    static Shared of(String name, LimitSettings.Scope scope, int maxKeys) {
      return new Shared(
          buckets(name + ".connects", scope.connects(), maxKeys),
          buckets(name + ".joins", scope.joins(), maxKeys),
          buckets(name + ".pushes", scope.pushes(), maxKeys),
          buckets(name + ".bytes", scope.bytes(), maxKeys));
    }

    private static @Nullable Buckets buckets(String name, Optional<Rate> rate, int maxKeys) {
      return rate.map(found -> new Buckets("kokko.limits." + name, found, maxKeys)).orElse(null);
    }
  }

  private final LimitSettings settings;
  private final Shared users;
  private final Shared addresses;
  private final Shared topics;
  private final boolean limitSockets;

  private Limits(LimitSettings settings) {
    this.settings = settings;
    users = Shared.of("user", settings.user(), settings.maxKeys());
    addresses = Shared.of("address", settings.address(), settings.maxKeys());
    topics = Shared.of("topic", settings.topic(), settings.maxKeys());
    limitSockets = settings.limitsSockets();
  }

  /**
   * Reads {@code kokko.limits}.
   *
   * @throws InvalidSettingException if a value is out of range or of another kind
   */
  public static Limits of(Config config) {
    return new Limits(LimitSettings.of(config));
  }

  /** Tells whether connects are limited by address or by user. */
  boolean limitConnects() {
    return addresses.connects() != null || users.connects() != null;
  }

  /** Tells whether anything is limited that a socket's client does. */
  boolean limitSockets() {
    return limitSockets;
  }

  Duration maxConnectDelay() {
    return settings.maxConnectDelay();
  }

  /** Returns the address that a connection counts for. */
  String address(ConnectInfo info) {
    return ClientAddress.of(info, settings.proxies());
  }

  /** Returns how long a connect has to wait, in nanoseconds, or -1 if that is too long. */
  long reserveByAddress(String address) {
    return reserve(addresses.connects(), address);
  }

  /** Returns how long a connect has to wait, in nanoseconds, or -1 if that is too long. */
  long reserveByUser(String id) {
    return reserve(users.connects(), id);
  }

  private long reserve(@Nullable Buckets buckets, String key) {
    return buckets == null
        ? 0
        : buckets.reserve(key, settings.maxConnectDelay().toNanos(), Ticks.now());
  }

  /** Returns what bounds a socket, or null if nothing does. */
  @Nullable SocketLimits socket(ConnectInfo info, Optional<String> id) {
    List<Bucket> bytes =
        buckets(settings.socket().bytes(), users.bytes(), addresses.bytes(), info, id);
    List<Bucket> joins =
        buckets(settings.socket().joins(), users.joins(), addresses.joins(), info, id);
    List<Bucket> pushes =
        buckets(settings.socket().pushes(), users.pushes(), addresses.pushes(), info, id);
    SocketLimits limits =
        new SocketLimits(joins, pushes, bytes, topics.joins(), topics.pushes(), topics.bytes());
    return limits.isEmpty() ? null : limits;
  }

  private List<Bucket> buckets(
      Optional<Rate> own,
      @Nullable Buckets ofUsers,
      @Nullable Buckets ofAddresses,
      ConnectInfo info,
      Optional<String> id) {
    List<Bucket> buckets = new ArrayList<>(3);
    own.ifPresent(rate -> buckets.add(new TokenBucket(rate)));
    if (ofUsers != null) {
      id.ifPresent(user -> buckets.add(ofUsers.of(user)));
    }
    if (ofAddresses != null) {
      buckets.add(ofAddresses.of(address(info)));
    }
    return buckets;
  }
}
