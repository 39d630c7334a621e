package io.kokko.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.pekko.actor.Address;

/**
 * Finds out whether a process is alive behind a cluster port without speaking Pekko's protocol,
 * since two nodes that have removed each other refuse each other's messages for good.
 *
 * <p>A live one hangs up on bytes that make no sense, a stopped one does not.
 */
enum Knock {
  /** Somebody is there and hangs up. */
  ALIVE,
  /** The host is there, but nothing listens. */
  NOBODY,
  /** No answer. */
  SILENT;

  private static final byte[] NONSENSE = "kokko?\r\n\r\n".getBytes(US_ASCII);

  /** Blocks for at most twice the timeout. */
  static Knock at(Address address, Duration timeout) {
    int millis = Math.toIntExact(timeout.toMillis());
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(
          new InetSocketAddress(address.getHost().orElseThrow(), address.getPort().orElseThrow()),
          millis);
      socket.getOutputStream().write(NONSENSE);
      socket.getInputStream().readAllBytes();
      return ALIVE;
    } catch (SocketTimeoutException nothing) {
      return SILENT;
    } catch (ConnectException refused) {
      return isRefused(refused) ? NOBODY : SILENT;
    } catch (IOException reset) {
      return reset.getMessage() != null && reset.getMessage().contains("reset") ? ALIVE : SILENT;
    }
  }

  /** The class is the same for a host that cannot be reached. */
  private static boolean isRefused(ConnectException e) {
    return e.getMessage() != null && e.getMessage().contains("refused");
  }
}
