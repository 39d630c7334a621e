package io.kokko.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server answered to one HTTP request.
 *
 * @param headers by their names in lower case
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

  private static final String END_OF_HEAD = "\r\n\r\n";

  /** Sends one request as it stands, which {@code java.net.http} would not do for every header. */
  public static HttpAnswer to(
      InetSocketAddress server,
      String method,
      String target,
      Map<String, String> headers,
      String body) {
    try (Socket socket = RawWebSocket.connectTo(server)) {
      send(socket.getOutputStream(), server, method, target, headers, body);
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target, e);
    }
  }

  static void send(
      OutputStream out,
      InetSocketAddress server,
      String method,
      String target,
      Map<String, String> headers,
      String body)
      throws IOException {
    String lines =
        headers.entrySet().stream()
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining());
    String head =
        method + " " + target + " HTTP/1.1\r\nHost: localhost:" + server.getPort() + "\r\n" + lines;
    byte[] content = body.getBytes(UTF_8);
    String length = content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n";
    out.write((head + length + "\r\n").getBytes(ISO_8859_1));
    out.write(content);
    out.flush();
  }

  /** Reads the head, and as much of a body as it promises. */
  static HttpAnswer read(InputStream in) throws IOException {
    List<String> lines = head(in).lines().toList();
    Map<String, String> headers =
        lines.stream()
            .skip(1)
            .map(line -> line.split(":", 2))
            .collect(
                Collectors.toMap(
                    parts -> parts[0].toLowerCase(Locale.ROOT),
                    parts -> parts[1].strip(),
                    (one, other) -> one + ", " + other));
    int status = Integer.parseInt(lines.get(0).split(" ", 3)[1]);
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new HttpAnswer(status, headers, new String(in.readNBytes(length), UTF_8));
  }

  /** Reads byte by byte, since what follows an upgrade's head belongs to the WebSocket. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith(END_OF_HEAD)) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("closed after: " + head.toString(ISO_8859_1));
      }
      head.write(octet);
    }
    return head.toString(ISO_8859_1).strip();
  }
}
