package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.socket.ConnectInfo.Header;
import io.kokko.socket.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeParserTest {

  private static final Mount SOCKET =
      new Mount("/socket", (params, info) -> new Connection.Refused());
  private static final Mount ADMIN = new Mount("/admin", SOCKET.connector());

  private static HandshakeParser parser() {
    return new HandshakeParser(List.of(ADMIN, SOCKET), 1000);
  }

  private static HandshakeParser.Verdict verdict(String request) {
    return parser().feed(request.getBytes(ISO_8859_1));
  }

  @Test
  void anySplitGivesTheSameUpgradeAndKeepsWhatComesBehindIt() {
    byte[] bytes = (RawClient.UPGRADE + "frames").getBytes(ISO_8859_1);
    Random random = new Random(9112);
    for (int round = 0; round < 200; round++) {
      HandshakeParser parser = parser();
      HandshakeParser.Verdict verdict = HandshakeParser.Undecided.INSTANCE;
      int position = 0;
      while (verdict == HandshakeParser.Undecided.INSTANCE) {
        int end = Math.min(bytes.length, position + 1 + random.nextInt(60));
        verdict = parser.feed(Arrays.copyOfRange(bytes, position, end));
        position = end;
      }

      assertThat(verdict).isInstanceOf(HandshakeParser.Upgrade.class);
      HandshakeParser.Upgrade upgrade = (HandshakeParser.Upgrade) verdict;
      assertThat(upgrade.request().mount()).isEqualTo(SOCKET);
      assertThat(upgrade.request().target()).isEqualTo("/socket/websocket?vsn=2.0.0");
      assertThat(upgrade.request().headers())
          .startsWith(new Header("host", "localhost"), new Header("connection", "Upgrade"));
      assertThat("frames").startsWith(new String(upgrade.rest(), ISO_8859_1));
      assertThat(parser.bytes()).isEqualTo(Arrays.copyOf(bytes, position));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"P", "GEX", "GET /s0", "GET /socket/websocket/", "GET /socket/websocket\t"})
  void otherRequestsAreForeignFromTheFirstByteThatTells(String start) {
    assertThat(verdict(start)).isEqualTo(HandshakeParser.Foreign.INSTANCE);
    assertThat(verdict(start.substring(0, start.length() - 1)))
        .isEqualTo(HandshakeParser.Undecided.INSTANCE);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, HTTP/1.0",
    "' HTTP/1.1', '  HTTP/1.1'",
    "vsn=2.0.0, vsn=2.0.0#x",
    "vsn=2.0.0, vsn=ü",
    "Host: localhost, Hosts: localhost",
    "Host: localhost, Host : localhost",
    "Host: localhost, ' Host: localhost'",
    "Host: localhost, Host: locälhost",
    "Connection: Upgrade, Connection: close",
    "Upgrade: websocket, Upgrade: h2c",
    "Version: 13, Version: 8",
    "dGhlIHNhbXBsZSBub25jZQ==, c2hvcnQ=",
    "Connection, Content-Length: 5~Connection",
    "Connection, Transfer-Encoding: chunked~Connection",
    "Connection, Host: other~Connection",
  })
  void anyDoubtMakesItForeign(String part, String doubtful) {
    String request = RawClient.UPGRADE.replaceFirst(part, doubtful.replace("~", "\r\n"));

    assertThat(request).isNotEqualTo(RawClient.UPGRADE);
    assertThat(verdict(request)).isEqualTo(HandshakeParser.Foreign.INSTANCE);
  }

  @Test
  void headOverTheLimitIsTooLarge() {
    String start = "GET /socket/websocket HTTP/1.1\r\nX: ";

    assertThat(verdict(start + "x".repeat(900))).isEqualTo(HandshakeParser.Undecided.INSTANCE);
    assertThat(verdict(start + "x".repeat(1000))).isEqualTo(HandshakeParser.TooLarge.INSTANCE);
    assertThat(verdict(start + "x".repeat(1000) + "\r\n\r\n"))
        .isEqualTo(HandshakeParser.TooLarge.INSTANCE);
  }
}
