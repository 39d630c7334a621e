package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket itself, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketTest {

  private final ServerFixture fixture =
      new ServerFixture("max-message-bytes = 20000", "max-frame-bytes = 3000000");
  private final HttpServer server = fixture.server;

  @AfterEach
  void everyConnectionIsGone() {
    fixture.awaitNoConnections();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void upgradeIsAnsweredWithTheHeadersOfPhoenix() {
    try (RawClient client = new RawClient(server).send(RawClient.UPGRADE)) {
      String[] lines = client.head().split("\r\n", 0);

      assertThat(lines[0]).isEqualTo("HTTP/1.1 101 Switching Protocols");
      assertThat(lines[1]).matches("date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
      assertThat(Arrays.copyOfRange(lines, 2, lines.length))
          .containsExactly(
              "upgrade: websocket",
              "connection: Upgrade",
              "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
              "cache-control: max-age=0, private, must-revalidate");
    }
  }

  @Test
  void textAndBinaryAreEchoedAsTheyCame() {
    try (RawClient client = RawClient.upgraded(server)) {
      client.text("grüße").send(RawClient.frame(0x82, new byte[] {0, (byte) 0xff}));

      assertThat(client.frame().text()).isEqualTo("grüße");
      RawClient.ServerFrame binary = client.frame();
      assertThat(binary.first()).isEqualTo(0x82);
      assertThat(binary.payload()).containsExactly(0, 0xff);
    }
  }

  @Test
  void clientMaySendByteByByte() {
    try (RawClient client = new RawClient(server)) {
      for (byte octet : RawClient.UPGRADE.getBytes(ISO_8859_1)) {
        client.send(new byte[] {octet});
      }
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");

      for (byte octet : RawClient.frame(0x81, "slow".getBytes(ISO_8859_1))) {
        client.send(new byte[] {octet});
      }

      assertThat(client.frame().text()).isEqualTo("slow");
    }
  }

  @Test
  void framesMayComeWithTheUpgradeInOneSegment() {
    try (RawClient client = new RawClient(server)) {
      StringBuilder all = new StringBuilder(RawClient.UPGRADE);
      for (int i = 0; i < 10; i++) {
        all.append(new String(RawClient.frame(0x81, ("m" + i).getBytes(ISO_8859_1)), ISO_8859_1));
      }

      client.send(all.toString());

      client.head();
      for (int i = 0; i < 10; i++) {
        assertThat(client.frame().text()).isEqualTo("m" + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65535, 65536, 3_000_000})
  void everyLengthOfFrameIsCarriedBothWays(int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 'x');
    try (RawClient client = RawClient.upgraded(server)) {
      client.send(RawClient.frame(0x81, payload));

      assertThat(client.frame().payload()).isEqualTo(payload);
    }
  }

  @Test
  void fragmentsAreJoinedAndAPingBetweenThemIsAnswered() {
    try (RawClient client = RawClient.upgraded(server)) {
      client
          .send(RawClient.frame(0x01, "[null,\"1\",\"phoe".getBytes(ISO_8859_1)))
          .send(RawClient.frame(0x89, "hi".getBytes(ISO_8859_1)))
          .send(RawClient.frame(0x00, new byte[0]))
          .send(RawClient.frame(0x8a, "unasked".getBytes(ISO_8859_1)))
          .send(RawClient.frame(0x80, "nix\"]".getBytes(ISO_8859_1)));

      RawClient.ServerFrame pong = client.frame();
      assertThat(pong.first()).isEqualTo(0x8a);
      assertThat(pong.text()).isEqualTo("hi");
      assertThat(client.frame().text()).isEqualTo("[null,\"1\",\"phoenix\"]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "not masked,                        8101 61,                          1002",
    "first reserved bit,                c180 00000000,                    1002",
    "third reserved bit,                9180 00000000,                    1002",
    "unknown data opcode,               8380 00000000,                    1002",
    "unknown control opcode,            8b80 00000000,                    1002",
    "continuation of nothing,           8080 00000000,                    1002",
    "message inside a message,          0180 00000000 8180 00000000,      1002",
    "control frame in fragments,        0980 00000000,                    1002",
    "control frame too long,            89fe 007e 00000000,               1002",
    "length with the highest bit,       82ff 8000000000000000 00000000,   1002",
    "frame too big,                     82ff 00000000002dc6c1 00000000,   1009",
    "frame of many gigabytes,           82ff 0000ffffffffffff 00000000,   1009",
    "message too big,                   02fe 0001 00000000 ff 80fe 4e20 00000000, 1009",
    "text is not UTF-8,                 8183 00000000 5bff5d,             1007",
    "half a character at the end,       8181 00000000 c3,                 1007",
    "close with one byte,               8881 00000000 03,                 1002",
    "close with an illegal code,        8882 00000000 03ed,               1002",
    "close with a code of nobody,       8882 00000000 03e7,               1002",
    "close with a reason not UTF-8,     8883 00000000 03e8ff,             1007",
  })
  void whatBreaksTheProtocolIsClosed(String why, String hex, int code) {
    try (RawClient client = RawClient.upgraded(server)) {
      client.sendHex(hex);

      assertThat(client.closeCode()).as(why).isEqualTo(code);
      client.awaitEnd();
    }
  }

  @Test
  void characterMayBeCutByAFragment() {
    try (RawClient client = RawClient.upgraded(server)) {
      client
          .send(RawClient.frame(0x01, new byte[] {(byte) 0xe2, (byte) 0x82}))
          .send(RawClient.frame(0x80, new byte[] {(byte) 0xac}));

      assertThat(client.frame().text()).isEqualTo("€");
    }
  }

  @Test
  void clientStillSendingIsToldThatItsFrameIsTooBig() {
    try (RawClient client = RawClient.upgraded(server)) {
      client.sendHex("82ff 00000000002dc6c1 00000000");
      for (int i = 0; i < 20; i++) {
        client.send(new byte[100_000]);
      }

      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"03e8", "03e9", "10e1", "03f6", ""})
  void clientsCloseIsEchoedWith1000(String code) {
    try (RawClient client = RawClient.upgraded(server)) {
      client.send(RawClient.frame(0x88, HexFormat.of().parseHex(code)));
      client.text("after a close frame nothing counts");

      assertThat(client.closeCode()).isEqualTo(1000);
      client.awaitEnd();
    }
  }

  @Test
  void serversCloseComesAfterWhatWasSentBeforeAndWaitsForTheAnswer() {
    try (RawClient client = RawClient.upgraded(server)) {
      client.text("disconnect");

      assertThat(client.frame().text()).isEqualTo("last words");
      assertThat(client.closeCode()).isEqualTo(1001);
      assertThat(server.connectionCount()).isEqualTo(1);
      client.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xe9}));
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crash", "stop"})
  void socketThatEndsUnexpectedlyClosesWith1011(String how) {
    try (RawClient client = RawClient.upgraded(server)) {
      client.text("one").text(how);

      assertThat(client.frame().text()).isEqualTo("one");
      assertThat(client.closeCode()).isEqualTo(1011);
    }
  }

  @Test
  void crashOfAConnectionEndsThatConnectionAlone() {
    String broken = RawClient.UPGRADE.replace("vsn=2.0.0", "vsn=2.0.0&broken=true");
    try (RawClient other = RawClient.upgraded(server);
        RawClient client = new RawClient(server).send(broken)) {
      client.awaitEnd();

      assertThat(other.text("alive").frame().text()).isEqualTo("alive");
      ServerFixture.eventually(() -> server.connectionCount() == 1);
    }
  }

  @Test
  void endOfTheConnectionStopsTheSocket() {
    fixture.connector.ended.clear();

    RawClient.upgraded(server).close();
    RawClient.upgraded(server).reset();

    ServerFixture.eventually(() -> fixture.connector.ended.size() == 2);
  }

  @Test
  void afterTheEndEveryCallDoesNothing() {
    fixture.connector.transports.clear();
    RawClient.upgraded(server).close();
    fixture.awaitNoConnections();

    var transport = fixture.connector.transports.remove();
    transport.send(io.kokko.serializer.Frame.text("to nobody"));
    transport.close(io.kokko.channel.CloseCode.DISCONNECTED);
    transport.received(1, 3);

    assertThat(((Outbox) transport).isClosed()).isTrue();
    assertThat(((Outbox) transport).take()).isNull();
  }
}
