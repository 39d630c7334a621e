package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens many connections that never finish their handshake, in a process of its own since one
 * process has not enough files for both ends.
 *
 * <p>Arguments: the server's port and how many. Prints a line when all are open, and another with
 * the number of those that the server has ended when all are.
 */
final class UnfinishedHandshakes {

  /** The beginning of an upgrade, and nothing at all. */
  private static final String[] BEGINNINGS = {RawClient.UPGRADE.substring(0, 60), ""};

  public static void main(String[] arguments) throws IOException {
    var server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      SocketChannel channel = SocketChannel.open(server);
      String beginning = BEGINNINGS[i % BEGINNINGS.length];
      channel.write(ByteBuffer.wrap(beginning.getBytes(ISO_8859_1)));
      open.add(channel);
    }
    System.out.println("open");
    int ended = 0;
    for (SocketChannel channel : open) {
      awaitEnd(channel);
      ended++;
    }
    System.out.println("ended " + ended);
  }

  private static void awaitEnd(SocketChannel channel) {
    ByteBuffer answer = ByteBuffer.allocate(1000);
    try (channel) {
      while (channel.read(answer.clear()) >= 0) {
        // a response to a request that never came
      }
    } catch (IOException reset) {
      // is an end, too
    }
  }

  private UnfinishedHandshakes() {}
}
