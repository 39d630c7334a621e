package io.kokko.socket;

/**
 * Matches topics: exactly, or by their start where the pattern ends with a star.
 *
 * @see <a
 *     href="https://hexdocs.pm/phoenix/Phoenix.Socket.html#channel/3">Phoenix.Socket.channel/3</a>
 */
record TopicPattern(String text, boolean prefix) {

  /**
   * Reads a pattern such as {@code room:*}.
   *
   * @throws IllegalArgumentException if there is a star anywhere but at the end
   */
  static TopicPattern parse(String pattern) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return new TopicPattern(pattern, false);
    }
    if (star != pattern.length() - 1) {
      throw new IllegalArgumentException(
          "channel pattern: " + pattern + " (expected: a star at the end or nowhere)");
    }
    return new TopicPattern(pattern.substring(0, star), true);
  }

  boolean matches(String topic) {
    return prefix ? topic.startsWith(text) : topic.equals(text);
  }
}
