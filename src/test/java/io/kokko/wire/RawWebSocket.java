package io.kokko.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A WebSocket client of bare bytes: it sends what it is told to, and answers nothing by itself.
 *
 * <p>Each read has a deadline, after which it fails.
 */
public final class RawWebSocket implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(15);

  /** The example of RFC 6455, 1.3, and what a server makes of it. */
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private final Socket socket;
  private final DataInputStream in;
  private final HttpAnswer answer;

  private RawWebSocket(Socket socket, DataInputStream in, HttpAnswer answer) {
    this.socket = socket;
    this.in = in;
    this.answer = answer;
  }

  /** Connects and asks for the upgrade; {@link #answer} says what came of it. */
  public static RawWebSocket open(InetSocketAddress server, String target) {
    return open(server, target, Map.of());
  }

  /** Connects and asks for the upgrade, with more headers. */
  public static RawWebSocket open(
      InetSocketAddress server, String target, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Connection", "Upgrade");
    all.put("Upgrade", "websocket");
    all.put("Sec-WebSocket-Version", "13");
    all.put("Sec-WebSocket-Key", KEY);
    all.putAll(headers);
    try {
      Socket socket = connectTo(server);
      HttpAnswer.send(socket.getOutputStream(), server, "GET", target, all, "");
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      return new RawWebSocket(socket, in, HttpAnswer.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + target, e);
    }
  }

  static Socket connectTo(InetSocketAddress server) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) DEADLINE.toMillis());
    socket.connect(server, (int) DEADLINE.toMillis());
    return socket;
  }

  /** Returns what the server answered to the upgrade. */
  public HttpAnswer answer() {
    return answer;
  }

  /** Tells whether the server upgraded, with the right answer to our key. */
  public boolean isUpgraded() {
    return answer.status() == 101
        && ACCEPT.equals(answer.headers().get("sec-websocket-accept"))
        && "websocket".equalsIgnoreCase(answer.headers().get("upgrade"))
        && "upgrade".equalsIgnoreCase(answer.headers().get("connection"));
  }

  /** Writes frames in one segment. */
  public void write(RawFrame... frames) {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    for (RawFrame frame : frames) {
      segment.writeBytes(frame.masked());
    }
    write(segment.toByteArray());
  }

  /** Writes bytes as they are. */
  public void write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("write of " + bytes.length + " bytes", e);
    }
  }

  /** Waits for the next frame. */
  public RawFrame read() {
    try {
      return RawFrame.read(in);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no frame came within " + DEADLINE.toSeconds() + " s", e);
    } catch (EOFException e) {
      throw new AssertionError("the server closed the connection without a close frame", e);
    } catch (IOException e) {
      throw new UncheckedIOException("read", e);
    }
  }

  /** Answers the server's close frame, and waits until the server has closed the connection. */
  public void acknowledge(RawFrame close) {
    try {
      write(close);
    } catch (UncheckedIOException e) {
      return; // the server need not wait for the answer, RFC 6455, 7.1.1
    }
    awaitEnd();
  }

  /** Waits until the server has closed the connection. */
  public void awaitEnd() {
    try {
      int octet = in.read();
      if (octet >= 0) {
        throw new AssertionError("after the close frame came byte " + octet);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is open after the close handshake", e);
    } catch (SocketException e) {
      return; // a reset is an end, too
    } catch (IOException e) {
      throw new UncheckedIOException("end of connection", e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("close", e);
    }
  }
}
