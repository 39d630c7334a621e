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
import java.util.regex.Pattern;

/** Tells whom a connection counts for. */
final class ClientAddress {

  /** What one customer of a provider has for itself, at least. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  private ClientAddress() {}

  /**
   * Returns the client's address; of IPv6 the network of 64 bits, in which a client has all
   * addresses it wants.
   *
   * @param proxies addresses of proxies; if the connection comes from one of them, the last address
   *     in {@code x-forwarded-for} that is none of theirs is the client's. Nobody else's word
   *     counts
   */
  static String of(ConnectInfo info, Set<String> proxies) {
    InetSocketAddress peer = info.peerAddress();
    if (peer.isUnresolved()) {
      return peer.getHostString();
    }
    return proxies.contains(peer.getAddress().getHostAddress())
        ? text(forwarded(info, proxies).orElse(peer.getAddress()))
        : text(peer.getAddress());
  }

  private static Optional<InetAddress> forwarded(ConnectInfo info, Set<String> proxies) {
    List<InetAddress> hops =
        info.headers().stream()
            .filter(header -> header.name().equals("x-forwarded-for"))
            .flatMap(header -> Arrays.stream(header.value().split(",")))
            .flatMap(hop -> literal(hop.strip()).stream())
            .filter(hop -> !proxies.contains(hop.getHostAddress()))
            .toList();
    return hops.isEmpty() ? Optional.empty() : Optional.of(hops.get(hops.size() - 1));
  }

  /** Reads an address that needs no look-up; others, as {@code unknown}, are none. */
  private static Optional<InetAddress> literal(String text) {
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
