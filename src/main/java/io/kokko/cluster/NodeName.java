package io.kokko.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a node: what it is called, and the host where it runs.
 *
 * @param name letters, digits, {@code _} and {@code -}
 * @param host a host name or an IPv4 address, as other nodes reach it
 */
public record NodeName(String name, String host) implements Comparable<NodeName> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");
  private static final Pattern SPELLED = Pattern.compile("([^@]*)@([^@]*)");

  /**
   * Checks both parts.
   *
   * @throws BadNodeNameException if one of them has a character that it may not have
   */
  public NodeName {
    if (!NAME.matcher(name).matches() || !HOST.matcher(host).matches()) {
      throw new BadNodeNameException(name + "@" + host);
    }
  }

  /**
   * Reads {@code name@host}.
   *
   * @throws BadNodeNameException if it is not spelled so
   */
  public static NodeName parse(String spelled) {
    Matcher matcher = SPELLED.matcher(spelled);
    if (!matcher.matches()) {
      throw new BadNodeNameException(spelled);
    }
    return new NodeName(matcher.group(1), matcher.group(2));
  }

  /** Orders by the spelling. */
  @Override
  public int compareTo(NodeName other) {
    return toString().compareTo(other.toString());
  }

  /** Returns {@code name@host}. */
  @Override
  public String toString() {
    return name + "@" + host;
  }
}
