package io.kokko.bench;

import java.net.InetSocketAddress;

/**
 * Spreads connections to this machine's own 127.0.0.1 over several source addresses: from one alone
 * the kernel looks longer and longer for a free port. Only Linux has them all.
 */
final class SourceAddresses {

  private static final int CONNECTIONS_PER_ADDRESS = 2000;
  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  /** Returns whether to bind before connecting there. */
  static boolean suit(InetSocketAddress server) {
    return LINUX && server.getAddress().getHostAddress().equals("127.0.0.1");
  }

  static InetSocketAddress of(int connection) {
    return new InetSocketAddress("127.0.0." + (1 + connection / CONNECTIONS_PER_ADDRESS % 200), 0);
  }

  private SourceAddresses() {}
}
