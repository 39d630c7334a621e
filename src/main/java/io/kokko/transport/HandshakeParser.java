package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kokko.socket.ConnectInfo.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the first bytes of a connection and decides whose they are.
 *
 * <p>Ours is only a strictly well-formed upgrade to the path of a mount. As soon as the bytes
 * cannot become one, all of them belong to Pekko HTTP, which answers in all other cases, so two
 * parsers never argue about what a doubtful request means.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-2">RFC 9112, 2</a>
 */
final class HandshakeParser {

  /** Tells what the bytes so far are. */
  sealed interface Verdict {}

  /** More bytes must tell. */
  enum Undecided implements Verdict {
    INSTANCE
  }

  /** Nothing of ours. */
  enum Foreign implements Verdict {
    INSTANCE
  }

  /** A head for one of our paths that does not end. */
  enum TooLarge implements Verdict {
    INSTANCE
  }

  /** Ours, with the bytes that came behind the head. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and read once.
  record Upgrade(UpgradeRequest request, byte[] rest) implements Verdict {}

  private static final String METHOD = "GET ";
  private static final String PROTOCOL = " HTTP/1.1";
  private static final Pattern TARGET = Pattern.compile("[!-~&&[^#]]+");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):([ -~\\t]*)");

  /** Sixteen bytes in base64. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

  private final List<Mount> mounts;
  private final int maxHeaderBytes;
  private byte[] bytes = {};
  private int searched;

  HandshakeParser(List<Mount> mounts, int maxHeaderBytes) {
    this.mounts = mounts;
    this.maxHeaderBytes = maxHeaderBytes;
  }

  /** Takes the next piece and tells what all of them are. */
  Verdict feed(byte[] more) {
    bytes = bytes.length == 0 ? more : concat(bytes, more);
    if (mounts.stream().noneMatch(this::mayBeFor)) {
      return Foreign.INSTANCE;
    }
    int end = endOfHead();
    if (end > maxHeaderBytes || (end < 0 && bytes.length > maxHeaderBytes)) {
      return TooLarge.INSTANCE;
    }
    return end < 0 ? Undecided.INSTANCE : verdict(end);
  }

  /** Returns all that came so far. */
  byte[] bytes() {
    return bytes;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Tells whether the path, as much of it as there is, may be that of a mount. */
  private boolean mayBeFor(Mount mount) {
    int common = Math.min(METHOD.length(), bytes.length);
    if (!METHOD.startsWith(new String(bytes, 0, common, ISO_8859_1))) {
      return false;
    }
    int end = endOfPath();
    String path = new String(bytes, common, (end < 0 ? bytes.length : end) - common, ISO_8859_1);
    return end < 0
        ? mount.mayBeWebSocketPath(path)
        : mount.mayBeWebSocketPath(path) && mount.webSocketParams(path).isPresent();
  }

  /** Looks no further than a head may go, so that it does not matter in how many pieces it came. */
  private int endOfPath() {
    for (int i = METHOD.length(); i < Math.min(bytes.length, maxHeaderBytes); i++) {
      if (bytes[i] == ' ' || bytes[i] == '?') {
        return i;
      }
    }
    return -1;
  }

  /** Returns where the empty line ends, or -1; a byte is looked at once, however it came. */
  private int endOfHead() {
    for (int i = searched; i <= bytes.length - 4; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4;
      }
    }
    searched = Math.max(0, bytes.length - 3);
    return -1;
  }

  private Verdict verdict(int end) {
    return request(new String(bytes, 0, end - 4, ISO_8859_1).split("\r\n", -1))
        .filter(HandshakeParser::isBeyondDoubt)
        .<Verdict>map(request -> new Upgrade(request, Arrays.copyOfRange(bytes, end, bytes.length)))
        .orElse(Foreign.INSTANCE);
  }

  private Optional<UpgradeRequest> request(String[] lines) {
    Optional<Mount> mount = mounts.stream().filter(this::mayBeFor).findFirst();
    Optional<String> target = target(lines[0]);
    Optional<List<Header>> headers = headers(lines);
    if (mount.isEmpty() || target.isEmpty() || headers.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new UpgradeRequest(mount.get(), "HTTP/1.1", target.get(), headers.get()));
  }

  private static boolean isBeyondDoubt(UpgradeRequest request) {
    return UpgradeValidation.complaint(request).isEmpty()
        && request.values("host").size() == 1
        && request.values("sec-websocket-key").size() == 1
        && KEY.matcher(request.values("sec-websocket-key").get(0)).matches()
        && request.values("content-length").isEmpty()
        && request.values("transfer-encoding").isEmpty();
  }

  private static Optional<String> target(String requestLine) {
    if (!requestLine.endsWith(PROTOCOL)) {
      return Optional.empty();
    }
    int end = requestLine.length() - PROTOCOL.length();
    return Optional.of(requestLine.substring(METHOD.length(), end))
        .filter(target -> TARGET.matcher(target).matches());
  }

  private static Optional<List<Header>> headers(String[] lines) {
    List<Header> headers = new ArrayList<>(lines.length - 1);
    for (int i = 1; i < lines.length; i++) {
      var matcher = HEADER.matcher(lines[i]);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      headers.add(new Header(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip()));
    }
    return Optional.of(headers);
  }
}
