package io.kokko.serializer;

import io.kokko.message.Message;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as frames and reads them back, for one version of the protocol.
 *
 * <p>Stateless; any thread may use it.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket/serializer.ex">Phoenix.Socket.Serializer</a>
 */
public sealed interface Serializer permits V1Serializer, V2Serializer {

  /** Speaks when a client names no version. */
  String DEFAULT_VERSION = "1.0.0";

  /**
   * Reads what a client sent: a {@link Message.Push} or a {@link Message.Stray}.
   *
   * @throws MalformedFrameException if the frame is no message of this version
   */
  Message decode(Frame frame);

  /**
   * Writes a message for a client.
   *
   * @throws UnencodableMessageException if this version cannot express it
   */
  Frame encode(Message message);

  /**
   * Chooses by the query parameter {@code vsn}: {@code 1.0.x} or {@code 2.0.x}, and {@code 1.0.0}
   * where it is missing; empty for anything else. Pre-releases count from that of {@code x.0.1} on,
   * since that of {@code x.0.0} comes before {@code x.0.0}.
   */
  static Optional<Serializer> negotiate(@Nullable String version) {
    String wanted = version == null ? DEFAULT_VERSION : version;
    if (wanted.equals("2.0.0") || VersionPattern.V2.matcher(wanted).matches()) {
      return Optional.of(V2Serializer.INSTANCE);
    }
    return VersionPattern.V1.matcher(wanted).matches()
        ? Optional.of(V1Serializer.INSTANCE)
        : Optional.empty();
  }

  /** Returns the serializer of protocol 2.0.0. */
  static Serializer v2() {
    return V2Serializer.INSTANCE;
  }
}

/** Holds Elixir's requirements {@code ~> 1.0.0} and {@code ~> 2.0.0}. */
final class VersionPattern {

  static final Pattern V1 = upTo("1");
  static final Pattern V2 = upTo("2");

  /** Semantic versions of {@code major.0}, from {@code major.0.0} on. */
  private static Pattern upTo(String major) {
    String preRelease = "(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
    String patch = "(0|[1-9]\\d*(-" + preRelease + "(\\." + preRelease + ")*)?)";
    String build = "(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?";
    return Pattern.compile(major + "\\.0\\." + patch + build);
  }

  private VersionPattern() {}
}
