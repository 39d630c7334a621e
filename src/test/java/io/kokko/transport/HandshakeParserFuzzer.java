package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.socket.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Takes any bytes for the first ones of a connection; the first of all chooses the pieces. */
public final class HandshakeParserFuzzer {

  private static final int MAX_HEADER_BYTES = 300;

  private static final Mount SOCKET =
      new Mount(
          "/socket",
          (params, info) -> new Connection.Refused(),
          CheckOrigin.connection(),
          SocketOptions.builder().authToken(true).subprotocols("chat").build());

  private static final Mount ROOMS = new Mount("/rooms/:room", SOCKET.connector());

  private HandshakeParserFuzzer() {}

  /** Fails if pieces make a difference, or if an upgrade cannot be admitted or denied. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    HandshakeParser parser = parser();
    HandshakeParser.Verdict verdict = parser.feed(bytes);

    assertThat(parser.bytes()).isEqualTo(bytes);
    assertThat(inPieces(bytes, new Random(input[0])).getClass()).isEqualTo(verdict.getClass());
    if (verdict == HandshakeParser.Undecided.INSTANCE) {
      assertThat(bytes).hasSizeLessThanOrEqualTo(MAX_HEADER_BYTES);
    }
    if (verdict instanceof HandshakeParser.Upgrade upgrade) {
      assertThat(new String(bytes, 0, 4, ISO_8859_1)).isEqualTo("GET ");
      read(upgrade.request());
    }
  }

  private static HandshakeParser parser() {
    return new HandshakeParser(List.of(SOCKET, ROOMS), MAX_HEADER_BYTES);
  }

  private static HandshakeParser.Verdict inPieces(byte[] bytes, Random random) {
    HandshakeParser parser = parser();
    HandshakeParser.Verdict verdict = parser.feed(new byte[0]);
    int position = 0;
    while (verdict == HandshakeParser.Undecided.INSTANCE && position < bytes.length) {
      int end = Math.min(bytes.length, position + 1 + random.nextInt(40));
      verdict = parser.feed(Arrays.copyOfRange(bytes, position, end));
      position = end;
    }
    return verdict;
  }

  /** Reads all that the decision about an upgrade reads. */
  private static void read(UpgradeRequest request) {
    assertThat(request.mount().webSocketParams(request.path())).isPresent();
    assertThat(QueryParams.parse(request.query())).isNotNull();
    assertThat(AuthToken.takeFrom(request)).isNotNull();
    assertThat(Subprotocols.of(request)).isNotNull();
    for (String origin : request.values("origin")) {
      CheckOrigin.connection().allows(origin, request.address());
    }
  }
}
