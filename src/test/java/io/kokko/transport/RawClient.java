package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;

/** A client that sends exactly the bytes it is told to. */
final class RawClient implements AutoCloseable {

  static final String UPGRADE =
      String.join(
          "\r\n",
          "GET /socket/websocket?vsn=2.0.0 HTTP/1.1",
          "Host: localhost",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "",
          "");

  /** A frame as the server sends it. */
  @SuppressWarnings("ArrayRecordComponent") // Compared part by part.
  record ServerFrame(int first, byte[] payload) {

    String text() {
      return new String(payload, UTF_8);
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  RawClient(HttpServer server) {
    this(server, 0);
  }

  /** Speaks on a socket that is connected. */
  RawClient(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
  }

  RawClient(HttpServer server, int receiveBufferBytes) {
    socket = new Socket();
    try {
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.setSoTimeout(10_000);
      socket.setTcpNoDelay(true);
      socket.connect(server.address());
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawClient upgraded(HttpServer server) {
    RawClient client = new RawClient(server).send(UPGRADE);
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  Socket socket() {
    return socket;
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  RawClient send(String ascii) {
    return send(ascii.getBytes(ISO_8859_1));
  }

  RawClient sendHex(String hex) {
    return send(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  RawClient text(String text) {
    return send(frame(0x81, text.getBytes(UTF_8)));
  }

  /** Frames and masks a payload, the first byte as given. */
  static byte[] frame(int first, byte[] payload) {
    byte[] mask = {0x12, (byte) 0xfe, 0x00, 0x7f};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    if (payload.length <= 125) {
      out.write(0x80 | payload.length);
    } else if (payload.length <= 0xffff) {
      out.write(0x80 | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    out.writeBytes(mask);
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i % 4];
    }
    out.writeBytes(masked);
    return out.toByteArray();
  }

  /** Reads up to the empty line. */
  String head() {
    StringBuilder head = new StringBuilder();
    try {
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("after: " + head, e);
    }
    return head.toString();
  }

  /** Reads a response with its body. */
  String response() {
    String head = head();
    String name = "content-length: ";
    int start = head.toLowerCase(java.util.Locale.ROOT).indexOf(name) + name.length();
    int length = Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
    return head + new String(bytes(length), ISO_8859_1);
  }

  byte[] bytes(int count) {
    try {
      byte[] bytes = new byte[count];
      in.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerFrame frame() {
    try {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      return new ServerFrame(first, bytes(length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads messages until the close frame and returns its code. */
  int closeCode() {
    ServerFrame frame = frame();
    while (frame.first() != 0x88) {
      frame = frame();
    }
    byte[] payload = Arrays.copyOf(frame.payload(), 2);
    return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
  }

  /** Reads until the server ends the connection, in peace or not. */
  void awaitEnd() {
    try {
      while (in.read() >= 0) {
        // whatever it still says
      }
    } catch (java.net.SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends nothing more, but still reads. */
  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends with a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
