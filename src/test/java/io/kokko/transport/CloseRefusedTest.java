package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are refused where refusals are closes. */
@Timeout(60)
class CloseRefusedTest {

  private final ServerFixture fixture =
      new ServerFixture(
          Map.of("/socket", SocketOptions.builder().closeRefused(true).longPoll(true).build()));

  @AfterEach
  void close() {
    fixture.close();
  }

  private RawClient client(String query) {
    return new RawClient(fixture.server)
        .send(RawClient.UPGRADE.replace("?vsn=2.0.0", "?vsn=2.0.0&" + query));
  }

  private static void expectFarewell(RawClient client, String reason) {
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    RawClient.ServerFrame frame = client.frame();
    assertThat(frame.first()).isEqualTo(0x88);
    assertThat(frame.payload()[0] << 8 | (frame.payload()[1] & 0xff)).isEqualTo(1000);
    assertThat(frame.text().substring(2)).isEqualTo(reason);
    client.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xe8}));
    client.awaitEnd();
    client.close();
  }

  @Test
  void clientIsClosedWithTheReason() {
    expectFarewell(client("reason=banned"), "banned");
    expectFarewell(client("reject=true"), "refused");
    expectFarewell(client("later=reject"), "refused");
    fixture.awaitNoConnections();
  }

  @Test
  void reasonIsCutWhereACharacterEnds() {
    String snowmen = "%E2%98%83".repeat(50);

    expectFarewell(client("reason=" + snowmen), "\u2603".repeat(41));
  }

  @Test
  void connectionThatWasUsedBeforeIsClosedWithTheReasonToo() {
    RawClient reused = new RawClient(fixture.server);
    reused.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();

    reused.send(RawClient.UPGRADE.replace("?vsn=2.0.0", "?vsn=2.0.0&reason=banned"));

    expectFarewell(reused, "banned");
  }

  @Test
  void whatIsNoWordAboutTheClientStaysAnAnswer() {
    RawClient crashed = client("crash=true");
    assertThat(crashed.response()).startsWith("HTTP/1.1 500 ");
    crashed.close();
    RawClient foreign =
        new RawClient(fixture.server)
            .send(RawClient.UPGRADE.replace("\r\n\r\n", "\r\nOrigin: http://evil.example\r\n\r\n"));
    assertThat(foreign.response()).startsWith("HTTP/1.1 403 ");
    foreign.close();
  }
}
