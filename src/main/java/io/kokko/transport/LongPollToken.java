package io.kokko.transport;

import io.kokko.token.Token;
import io.kokko.token.TokenOptions;
import io.kokko.token.TokenResult;
import io.kokko.token.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names a client's session, on which node it lives, and how much of what was sent to the client it
 * had got when it was given this token.
 *
 * @param position counts messages from the session's first one
 */
record LongPollToken(String nodeName, String session, long position) {

  private static final String SALT = "kokko:longpoll";
  private static final String VERSION = "v1";
  private static final TokenOptions OPTIONS = TokenOptions.defaults().maxAge(Duration.ofDays(14));

  LongPollToken at(long reached) {
    return new LongPollToken(nodeName, session, reached);
  }

  String sign(Token signer) {
    return signer.sign(SALT, Tuple.of(VERSION, nodeName, session, position), OPTIONS);
  }

  /** Reads a token, which is empty if it is none of ours. */
  static Optional<LongPollToken> verify(@Nullable String text, Token verifier) {
    return verifier.verify(SALT, text, OPTIONS) instanceof TokenResult.Ok ok
            && ok.data() instanceof Tuple tuple
        ? read(tuple.elements())
        : Optional.empty();
  }

  private static Optional<LongPollToken> read(List<@Nullable Object> parts) {
    return parts.size() == 4
            && VERSION.equals(parts.get(0))
            && parts.get(1) instanceof String nodeName
            && parts.get(2) instanceof String session
            && parts.get(3) instanceof Long position
        ? Optional.of(new LongPollToken(nodeName, session, position))
        : Optional.empty();
  }
}
