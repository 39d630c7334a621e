package io.kokko.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whom a connection counts for. */
final class ClientAddress {

  /** What one customer of a provider has for itself, at least. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

  /** Nothing else, or Java would ask the DNS for what anybody may have written. */
  private static final Pattern LITERAL =
      Pattern.compile("(" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  /** Some proxies add the client's port. */
  private static final Pattern WITH_PORT =
      Pattern.compile("([0-9.]+):\\d{1,5}|\\[([0-9a-fA-F:.]+)](:\\d{1,5})?");

  private ClientAddress() {}

  /**
   * Returns the client's address; of IPv6 the network of 64 bits, in which a client has all
   * addresses it wants.
   *
   * @param proxies addresses of proxies; if the connection comes from one of them, the last address
   *     in {@code x-forwarded-for} that is none of theirs is the client's. Nobody else's word
   *     counts
   */
  static String of(ConnectInfo info, Set<InetAddress> proxies) {
    InetSocketAddress peer = info.peerAddress();
    if (peer.isUnresolved()) {
      return peer.getHostString();
    }
    return proxies.contains(peer.getAddress())
        ? text(forwarded(info, proxies).orElse(peer.getAddress()))
        : text(peer.getAddress());
  }

  private static Optional<InetAddress> forwarded(ConnectInfo info, Set<InetAddress> proxies) {
    List<String> hops =
        info.headers().stream()
            .filter(header -> header.name().equals("x-forwarded-for"))
            .flatMap(header -> Arrays.stream(header.value().split(",", -1)))
            .toList();
    for (int i = hops.size() - 1; i >= 0; i--) {
      Optional<InetAddress> hop = hop(hops.get(i).strip());
      // What is in front of one that cannot be read is only what somebody claims.
      if (hop.isEmpty() || !proxies.contains(hop.get())) {
        return hop;
      }
    }
    return Optional.empty();
  }

  private static Optional<InetAddress> hop(String text) {
    Matcher withPort = WITH_PORT.matcher(text);
    if (!withPort.matches()) {
      return address(text);
    }
    return address(withPort.group(1) == null ? withPort.group(2) : withPort.group(1));
  }

  /** Reads an address that needs no look-up; others, as {@code unknown}, are none. */
  static Optional<InetAddress> address(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException none) {
      return Optional.empty();
    }
  }

  private static String text(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES)
        : address.getHostAddress();
  }
}
