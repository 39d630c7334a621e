package io.kokko.transport;

import static io.kokko.transport.ServerFixture.await;
import static io.kokko.transport.ServerFixture.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Transport;
import io.kokko.serializer.Frame;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may not do, and what it costs nobody else. */
class LimitsTest {

  private ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private HttpServer serverWith(String... settings) {
    fixture.close();
    fixture = new ServerFixture(settings);
    return fixture.server;
  }

  @Test
  void silentClientIsClosedWith1002() {
    HttpServer server = serverWith("idle-timeout = 300 ms", "close-timeout = 200 ms");
    try (RawClient client = RawClient.upgraded(server)) {
      assertThat(client.closeCode()).isEqualTo(1002);
      client.awaitEnd();
    }
    fixture.awaitNoConnections();
  }

  @Test
  void pingsKeepAWebSocketAlive() {
    HttpServer server = serverWith("idle-timeout = 600 ms");
    try (RawClient client = RawClient.upgraded(server)) {
      long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      while (System.nanoTime() < end) {
        client.send(RawClient.frame(0x89, new byte[0]));
        assertThat(client.frame().first()).isEqualTo(0x8a);
      }
      assertThat(client.text("alive").frame().text()).isEqualTo("alive");
    }
  }

  @Test
  void clientThatDoesNotAnswerACloseFrameIsCut() {
    HttpServer server = serverWith("close-timeout = 200 ms");
    try (RawClient client = RawClient.upgraded(server)) {
      client.text("disconnect");

      assertThat(client.closeCode()).isEqualTo(1001);
      client.awaitEnd();
      fixture.awaitNoConnections();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /socket/web", "GET /socket/websocket HTTP/1.1\r\nHost: a\r\nX: "})
  void slowHeadOfAnUpgradeTimesOut(String start) {
    HttpServer server = serverWith("handshake-timeout = 200 ms");
    try (RawClient client = new RawClient(server).send(start)) {
      assertThat(client.response()).startsWith("HTTP/1.1 408 ");
      client.awaitEnd();
    }
    fixture.awaitNoConnections();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /health HT", "GET /health HTTP/1.1\r\nHost: "})
  void slowHeadOfAPageIsCut(String start) {
    HttpServer server = serverWith("handshake-timeout = 300 ms", "close-timeout = 200 ms");
    try (RawClient client = new RawClient(server).send(start)) {
      client.awaitEnd();
    }
    fixture.awaitNoConnections();
  }

  @Test
  void slowHeadOfALaterPageIsCut() {
    HttpServer server = serverWith("handshake-timeout = 300 ms", "close-timeout = 200 ms");
    try (RawClient client = new RawClient(server)) {
      client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
      client.send("GET /hea").awaitEnd();
    }
    fixture.awaitNoConnections();
  }

  @Test
  void slowReaderIsDisconnectedAndNobodyElseNotices() {
    HttpServer server = serverWith("close-timeout = 200 ms", "outbound-queue-bytes = 256 KiB");
    try (RawClient slow = new RawClient(server, 4096).send(RawClient.UPGRADE);
        RawClient other = RawClient.upgraded(server)) {
      slow.head();
      slow.text("flood");

      for (int i = 0; i < 100; i++) {
        assertThat(other.text("still here").frame().text()).isEqualTo("still here");
      }
      eventually(() -> server.connectionCount() == 1);
      assertThat(server.tooSlowCount()).isEqualTo(1);
      slow.awaitEnd();
    }
  }

  @Test
  void slowReaderThatCatchesUpIsToldWhy() {
    HttpServer server = serverWith("outbound-queue-bytes = 256 KiB", "close-timeout = 10 s");
    Queue<TelemetryEvent> overflows = new ConcurrentLinkedQueue<>();
    fixture.telemetry.attach(overflows::add);
    try (RawClient slow = RawClient.upgraded(server).text("flood")) {
      eventually(() -> server.tooSlowCount() == 1);

      assertThat(slow.closeCode()).isEqualTo(1008);
      String address = "127.0.0.1:" + slow.socket().getLocalPort();
      assertThat(overflows).containsExactly(new TelemetryEvent.QueueOverflowed("outbox", address));
    }
  }

  /**
   * The frame is larger than what two kernels buffer, so its beginning has left and its end not.
   */
  @Test
  void frameThatIsHalfSentWhenTheQueueIsFullIsSentWholeBeforeTheCloseFrame() {
    HttpServer server = serverWith("outbound-queue-bytes = 256 KiB", "close-timeout = 10 s");
    byte[] large = new byte[64_000_000];
    new Random(4).nextBytes(large);
    try (RawClient slow = RawClient.upgraded(server)) {
      eventually(() -> !fixture.connector.transports.isEmpty());
      Transport transport = fixture.connector.transports.remove();

      transport.send(Frame.binary(large));
      byte[] head = slow.bytes(10);
      transport.send(Frame.text("too much"));
      transport.send(Frame.text("too late"));

      eventually(() -> server.tooSlowCount() == 1);
      assertThat(head).startsWith(0x82, 127);
      assertThat(slow.bytes(large.length)).isEqualTo(large);
      RawClient.ServerFrame close = slow.frame();
      assertThat(close.first()).isEqualTo(0x88);
      assertThat(close.payload()).startsWith(1008 >> 8, 1008 & 0xff);
      slow.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xf0}));
      slow.awaitEnd();
    }
    fixture.awaitNoConnections();
  }

  @Test
  void clientThatSendsWithoutReadingIsNotIdle() {
    HttpServer server =
        serverWith("outbound-queue-bytes = 256 KiB", "idle-timeout = 1 s", "close-timeout = 10 s");
    try (RawClient slow = new RawClient(server, 4096).send(RawClient.UPGRADE)) {
      slow.head();
      eventually(() -> !fixture.connector.transports.isEmpty());
      Transport transport = fixture.connector.transports.remove();
      transport.send(Frame.binary(new byte[64_000_000]));

      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < end) {
        slow.send(RawClient.frame(0x8a, new byte[0]));
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }

      transport.send(Frame.text("too much"));
      assertThat(slow.closeCode()).isEqualTo(1008);
    }
  }

  @Test
  void clientIsReadNoFurtherThanItsSocketKeepsUp() {
    HttpServer server = serverWith("inbound-frames = 10", "inbound-bytes = 1 MiB");
    try (RawClient client = RawClient.upgraded(server).text("hold")) {
      int sent = 200;
      byte[] message = RawClient.frame(0x81, "m".getBytes(ISO_8859_1));
      for (int i = 1; i < sent; i++) {
        client.send(message);
      }
      // One more than the bound is what it takes to pass it.
      eventually(() -> fixture.connector.received.size() == 11);
      Transport transport = fixture.connector.transports.remove();

      for (int i = 0; i < sent; i++) {
        int handled = i;
        eventually(() -> fixture.connector.received.size() > handled);
        assertThat(fixture.connector.received.size()).isLessThanOrEqualTo(handled + 11);
        transport.received(1, i == 0 ? 4 : 1);
      }

      assertThat(fixture.connector.received).hasSize(sent);
    }
  }

  @Test
  void bytesInWorkAreBoundedToo() {
    HttpServer server = serverWith("inbound-bytes = 100 KiB");
    try (RawClient client = RawClient.upgraded(server).text("hold")) {
      for (int i = 0; i < 20; i++) {
        client.send(RawClient.frame(0x82, new byte[30_000]));
      }
      eventually(() -> fixture.connector.received.size() == 5);
      Transport transport = fixture.connector.transports.remove();

      transport.received(1, 4);
      for (int i = 0; i < 20; i++) {
        int handled = i + 1;
        eventually(() -> fixture.connector.received.size() > handled);
        transport.received(1, 30_000);
      }
    }
  }

  @Test
  void manyThreadsMaySendAndEachKeepsItsOrder() throws Exception {
    HttpServer server = serverWith("outbound-queue-bytes = 64 MiB");
    try (RawClient client = RawClient.upgraded(server)) {
      Transport transport = fixture.connector.transports.remove();
      List<Thread> threads = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        String name = number + ":";
        Thread thread = new Thread(() -> sendNumbered(transport, name));
        thread.start();
        threads.add(thread);
      }

      int[] next = new int[4];
      for (int i = 0; i < 4 * 5000; i++) {
        String text = client.frame().text();
        int thread = text.charAt(0) - '0';
        assertThat(text).isEqualTo(thread + ":" + next[thread]++);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void sendNumbered(Transport transport, String name) {
    for (int i = 0; i < 5000; i++) {
      transport.send(Frame.text(name + i));
    }
  }

  @Test
  void stoppingClosesEveryWebSocketWith1012AndEndsHttp() {
    HttpServer server = fixture.server;
    try (RawClient webSocket = RawClient.upgraded(server);
        RawClient page = new RawClient(server);
        RawClient silent = new RawClient(server)) {
      page.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
      eventually(() -> server.connectionCount() == 3);
      fixture.connector.transports.element().send(Frame.text("queued"));

      var stopped = server.stop(Duration.ofSeconds(10));

      assertThat(webSocket.frame().text()).isEqualTo("queued");
      assertThat(webSocket.closeCode()).isEqualTo(1012);
      webSocket.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xf4}));
      webSocket.awaitEnd();
      page.awaitEnd();
      page.endOutput();
      silent.awaitEnd();
      await(stopped);
      assertThat(server.connectionCount()).isZero();
    }
  }

  @Test
  void stoppingIsOverAtTheDeadline() {
    HttpServer server = fixture.server;
    try (RawClient client = RawClient.upgraded(server)) {
      await(server.stop(Duration.ofMillis(300)));

      assertThat(client.closeCode()).isEqualTo(1012);
      client.awaitEnd();
      fixture.awaitNoConnections();
    }
  }

  @Test
  void hostileConnectionsLeaveNothingBehind() {
    HttpServer server =
        serverWith("handshake-timeout = 500 ms", "close-timeout = 300 ms", "idle-timeout = 2 s");
    HostileClient hostile = new HostileClient(server, 500);
    List<RawClient> halfOpen = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      hostile.open().ifPresent(halfOpen::add);
    }

    fixture.awaitNoConnections();
    eventually(() -> fixture.connector.ended.size() == fixture.connector.transports.size());
    try (RawClient client = RawClient.upgraded(server)) {
      assertThat(client.text("still serving").frame().text()).isEqualTo("still serving");
    }
    halfOpen.forEach(RawClient::close);
  }
}
