package io.kokko.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds ports for programs that have to be told one. Nobody else gets them in the meantime: they
 * lie below those that a system gives to whoever asks for any, and each JVM that tests has its own
 * part.
 */
public final class FreePort {

  private static final int FIRST = 20_000;
  private static final int PARTS = 12;
  private static final int PART = 1_000;

  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PART));

  /** Returns one of this machine's loopback address. */
  public static int find() {
    return find(InetAddress.getLoopbackAddress());
  }

  /** Returns one of an address of this machine; each call another one. */
  public static int find(InetAddress address) {
    for (int i = 0; i < PART; i++) {
      int port = FIRST + part() * PART + NEXT.getAndIncrement() % PART;
      if (isFree(address, port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port of " + address + " from " + FIRST + " on");
  }

  private static int part() {
    return Integer.getInteger("kokko.fork", 0) % PARTS;
  }

  private static boolean isFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FreePort() {}
}
