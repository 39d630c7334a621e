package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kokko.socket.ConnectInfo.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
  private static final String TOKEN_PUNCTUATION = "!#$%&'*+.^_`|~-";

  /** Sixteen bytes in base64: so many characters, and then the padding. */
  private static final int KEY_CHARACTERS = 22;

  private final List<Mount> mounts;
  private final int maxHeaderBytes;
  private final String scheme;
  private byte[] bytes = {};
  private int searched;

  HandshakeParser(List<Mount> mounts, int maxHeaderBytes) {
    this(mounts, maxHeaderBytes, "http");
  }

  /** Reads what was sent by a scheme, {@code http} or {@code https}. */
  HandshakeParser(List<Mount> mounts, int maxHeaderBytes, String scheme) {
    this.scheme = scheme;
    this.mounts = mounts;
    this.maxHeaderBytes = maxHeaderBytes;
  }

  /** Takes the next piece and tells what all of them are. */
  Verdict feed(byte[] more) {
    bytes = bytes.length == 0 ? more : concat(bytes, more);
    Mount mount = mount();
    if (mount == null) {
      return Foreign.INSTANCE;
    }
    int end = endOfHead();
    if (end > maxHeaderBytes || (end < 0 && bytes.length > maxHeaderBytes)) {
      return TooLarge.INSTANCE;
    }
    return end < 0 ? Undecided.INSTANCE : verdict(mount, end);
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

  /** Returns the mount that the path, as much of it as there is, may be for. */
  private @Nullable Mount mount() {
    int common = Math.min(METHOD.length(), bytes.length);
    if (!METHOD.startsWith(text(0, common))) {
      return null;
    }
    int end = endOfPath();
    String path = text(common, end < 0 ? bytes.length : end);
    for (Mount mount : mounts) {
      if (mount.mayBeWebSocketPath(path) && (end < 0 || mount.webSocketParams(path).isPresent())) {
        return mount;
      }
    }
    return null;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
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

  private Verdict verdict(Mount mount, int end) {
    UpgradeRequest request = request(mount, end);
    return request != null && isBeyondDoubt(request)
        ? new Upgrade(request, Arrays.copyOfRange(bytes, end, bytes.length))
        : Foreign.INSTANCE;
  }

  /** Reads the head, whose last four bytes are the end of two lines. */
  private @Nullable UpgradeRequest request(Mount mount, int end) {
    int endOfFirst = endOfLine(0);
    String target = target(endOfFirst);
    List<Header> headers = headers(endOfFirst + 2, end - 2);
    return target == null || headers == null
        ? null
        : new UpgradeRequest(mount, "HTTP/1.1", scheme, target, headers);
  }

  private static boolean isBeyondDoubt(UpgradeRequest request) {
    return UpgradeValidation.complaint(request).isEmpty()
        && request.values("host").size() == 1
        && request.values("sec-websocket-key").size() == 1
        && isKey(request.values("sec-websocket-key").get(0))
        && request.values("content-length").isEmpty()
        && request.values("transfer-encoding").isEmpty();
  }

  private static boolean isKey(String key) {
    if (key.length() != KEY_CHARACTERS + 2 || !key.endsWith("==")) {
      return false;
    }
    for (int i = 0; i < KEY_CHARACTERS; i++) {
      char c = key.charAt(i);
      if (!isAlphanumeric(c) && c != '+' && c != '/') {
        return false;
      }
    }
    return true;
  }

  /** Returns what stands between method and protocol: anything that is seen, but no fragment. */
  private @Nullable String target(int endOfLine) {
    int end = endOfLine - PROTOCOL.length();
    if (end <= METHOD.length() || !text(end, endOfLine).equals(PROTOCOL)) {
      return null;
    }
    for (int i = METHOD.length(); i < end; i++) {
      if (bytes[i] <= ' ' || bytes[i] > '~' || bytes[i] == '#') {
        return null;
      }
    }
    return text(METHOD.length(), end);
  }

  /** Returns the headers, or null if a line is none. */
  private @Nullable List<Header> headers(int from, int end) {
    List<Header> headers = new ArrayList<>();
    int start = from;
    while (start < end) {
      int colon = start;
      while (isTokenCharacter((char) bytes[colon])) {
        colon++;
      }
      int endOfLine = endOfLine(colon);
      if (colon == start || bytes[colon] != ':' || !isText(colon, endOfLine)) {
        return null;
      }
      headers.add(
          new Header(
              text(start, colon).toLowerCase(Locale.ROOT), text(colon + 1, endOfLine).strip()));
      start = endOfLine + 2;
    }
    return headers;
  }

  private int endOfLine(int from) {
    int end = from;
    while (bytes[end] != '\r' || bytes[end + 1] != '\n') {
      end++;
    }
    return end;
  }

  private boolean isText(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != '\t' && (bytes[i] < ' ' || bytes[i] > '~')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTokenCharacter(char c) {
    return isAlphanumeric(c) || TOKEN_PUNCTUATION.indexOf(c) >= 0;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
