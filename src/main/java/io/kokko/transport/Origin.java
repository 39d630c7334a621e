package io.kokko.transport;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which page a browser's request comes from, or which pages it may come from.
 *
 * @param scheme in lower case; null means any
 * @param host in lower case
 * @param port the scheme's own where the text names none; null means any
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454">RFC 6454</a>
 */
public record Origin(@Nullable String scheme, String host, @Nullable Integer port) {

  private static final Pattern TEXT =
      Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?//(\\[[^\\]]*]|[^/?#:@]+)(?::(\\d{1,5}))?/?");

  /** Reads {@code scheme://host:port}; scheme and port may be missing. */
  public static Optional<Origin> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1) == null ? null : parts.group(1).toLowerCase(Locale.ROOT);
    String host = parts.group(2).toLowerCase(Locale.ROOT);
    String port = parts.group(3);
    return Optional.of(
        new Origin(scheme, host, port == null ? defaultPort(scheme) : Integer.valueOf(port)));
  }

  private static @Nullable Integer defaultPort(@Nullable String scheme) {
    if (scheme == null) {
      return null;
    }
    return switch (scheme) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      default -> null;
    };
  }

  /** Tells whether a page's origin is one of those that this one allows. */
  boolean allows(Origin page) {
    return (scheme == null || scheme.equals(page.scheme))
        && (port == null || port.equals(page.port))
        && allowsHost(page.host);
  }

  private boolean allowsHost(String pageHost) {
    if (!host.startsWith("*.")) {
      return host.equals(pageHost);
    }
    return pageHost.equals(host.substring(2)) || pageHost.endsWith(host.substring(1));
  }
}
