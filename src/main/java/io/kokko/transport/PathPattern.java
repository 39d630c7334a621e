package io.kokko.transport;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Matches paths whose segments may be parameters: {@code /socket/:room/websocket}.
 *
 * <p>As in Phoenix, empty segments do not count, a value stays as it came, still encoded, and a
 * parameter whose name starts with an underscore is not handed on.
 */
final class PathPattern {

  private final List<String> segments;

  /** What every path that matches starts with, if it was written as usual. */
  private final String start;

  private final boolean isLiteral;

  static PathPattern parse(String pattern) {
    return new PathPattern(segments(pattern));
  }

  private PathPattern(List<String> segments) {
    this.segments = segments;
    String usual = "/" + String.join("/", segments);
    int parameter = usual.indexOf("/:");
    isLiteral = parameter < 0;
    start = isLiteral ? usual : usual.substring(0, parameter + 1);
  }

  /** Tells whether a path may still match whose first characters these are. */
  boolean mayMatch(String begun) {
    return start.startsWith(begun) || (!isLiteral && begun.startsWith(start));
  }

  /** Returns the values of the parameters, or empty if the path does not match. */
  Optional<Map<String, String>> match(String path) {
    if (isLiteral && path.equals(start)) {
      return Optional.of(Map.of());
    }
    List<String> parts = segments(path);
    return parts.size() == segments.size() ? match(parts) : Optional.empty();
  }

  private Optional<Map<String, String>> match(List<String> parts) {
    Map<String, String> params = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String segment = segments.get(i);
      if (!segment.startsWith(":")) {
        if (!segment.equals(parts.get(i))) {
          return Optional.empty();
        }
      } else if (!segment.startsWith(":_")) {
        params.put(segment.substring(1), parts.get(i));
      }
    }
    return Optional.of(params);
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }
}
