package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.message.ChannelsException;
import io.kokko.settings.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides which pages may open sockets from a browser; Phoenix's {@code check_origin}.
 *
 * <p>Only browsers send an origin, and they cannot be made to lie about it. A request without one
 * is always let through.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Endpoint.html#socket/3-common-configuration">The
 *     option in Phoenix</a>
 */
@FunctionalInterface
public interface CheckOrigin {

  /**
   * Tells whether a page may connect.
   *
   * @param origin the header as it came
   * @param requested the scheme, host and port that the request was made to
   */
  boolean allows(String origin, Origin requested);

  /** Lets every page connect, as is usual in development. */
  static CheckOrigin off() {
    return (origin, requested) -> true;
  }

  /** Lets the pages of one host connect, whatever their scheme and port; Phoenix's default. */
  static CheckOrigin host(String host) {
    return matching(page -> page.host().equals(host));
  }

  /** Lets the pages of the very scheme, host and port connect that the request is made to. */
  static CheckOrigin connection() {
    return (origin, requested) -> Origin.parse(origin).filter(requested::allows).isPresent();
  }

  /**
   * Lets listed pages connect: {@code https://example.com}, {@code //example.com:8080}, {@code
   * //*.example.com}; what is left out may be anything.
   *
   * @throws ChannelsException if an entry names no host
   */
  static CheckOrigin of(String... origins) {
    List<Origin> allowed = Arrays.stream(origins).map(CheckOrigin::entry).toList();
    return matching(page -> allowed.stream().anyMatch(entry -> entry.allows(page)));
  }

  /** Lets the pages connect that a function approves; one whose origin has no host is refused. */
  static CheckOrigin matching(Predicate<Origin> approves) {
    return (origin, requested) -> Origin.parse(origin).filter(approves).isPresent();
  }

  /**
   * Reads {@code kokko.endpoint.check-origin}: true, false, {@code conn}, or a list.
   *
   * @throws ChannelsException if it is something else
   */
  static CheckOrigin of(Config config) {
    return CheckOriginSetting.read(config);
  }

  private static Origin entry(String text) {
    return Origin.parse(text)
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "check-origin", text, "an origin with a host, like //example.com"));
  }
}
