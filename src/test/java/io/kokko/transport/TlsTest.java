package io.kokko.transport;

import static io.kokko.transport.ServerFixture.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.channel.Transport;
import io.kokko.serializer.Frame;
import io.kokko.settings.InvalidSettingException;
import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  @TempDir private static Path directory;
  private static DevCertificates certificates;

  private ServerFixture fixture;

  @BeforeAll
  static void makeCertificates() {
    certificates = DevCertificates.in(directory);
  }

  @BeforeEach
  void start() {
    fixture =
        new ServerFixture(
            settings(certificates.file("server.pem"), certificates.file("server.key")),
            // Many megabytes are encrypted here, which a JVM that has just started does slowly.
            "close-timeout = 1 m");
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static String settings(String certificate, String key) {
    return "tls { certificate-file = \"" + certificate + "\", key-file = \"" + key + "\" }";
  }

  @Test
  void clientOfTheJdkSpeaksSecurelyAndCloses() throws Exception {
    CompletableFuture<String> text = new CompletableFuture<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket webSocket =
        client()
            .newWebSocketBuilder()
            .buildAsync(uri("wss", "/socket/websocket"), new HeardByJdk(text, closed))
            .get(15, SECONDS);

    webSocket.sendText("hello", true).get(15, SECONDS);
    assertThat(text.get(15, SECONDS)).isEqualTo("hello");
    webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(15, SECONDS);

    assertThat(closed.get(15, SECONDS)).isEqualTo(1000);
    fixture.awaitNoConnections();
  }

  @Test
  void pagesAreServedToo() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("https", "/health"))
            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
            .build();

    var response = client().send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("POST /health " + "x".repeat(100_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void muchPassesBothWaysWhileNobodyReads(String protocol) throws Exception {
    try (RawClient client = upgraded(protocol)) {
      List<String> sent =
          IntStream.range(0, 40).mapToObj(n -> n + "-" + "y".repeat(50_000)).toList();

      Thread sender = new Thread(() -> sent.forEach(client::text), "sender");
      sender.start();
      for (String text : sent) {
        assertThat(client.frame().text()).isEqualTo(text);
      }

      sender.join();
    }
    fixture.awaitNoConnections();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void severalRecordsInOnePieceAndFramesInSeveralRecordsAreRead(String protocol) throws Exception {
    try (RawClient client = upgraded(protocol)) {
      for (byte one : RawClient.frame(0x81, "piece by piece".getBytes(UTF_8))) {
        client.send(new byte[] {one});
      }

      assertThat(client.frame().text()).isEqualTo("piece by piece");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void frameThatIsHalfSentWhenTheQueueIsFullIsSentWholeBeforeTheCloseFrame(String protocol)
      throws Exception {
    try (RawClient client = upgraded(protocol)) {
      ServerFixture.eventually(() -> !fixture.connector.transports.isEmpty());
      Transport transport = fixture.connector.transports.remove();
      byte[] large = new byte[64_000_000];
      new Random(4).nextBytes(large);

      transport.send(Frame.binary(large));
      client.bytes(10);
      transport.send(Frame.text("too much"));

      ServerFixture.eventually(() -> fixture.server.tooSlowCount() == 1);
      assertThat(client.bytes(large.length)).isEqualTo(large);
      assertThat(client.frame().payload()).startsWith(1008 >> 8, 1008 & 0xff);
    }
    fixture.awaitNoConnections();
  }

  @Test
  void serverThatStopsSaysSo() throws Exception {
    try (RawClient client = upgraded("TLSv1.3")) {
      var stopped = fixture.server.stop(Duration.ofSeconds(5));

      assertThat(client.closeCode()).isEqualTo(1012);
      client.sendHex("88 82 00 00 00 00 03 f4");
      assertThat(client.socket().getInputStream().read()).isNegative();
      ServerFixture.await(stopped);
    }
  }

  @Test
  void clientThatSpeaksPlainlyIsCut() {
    try (RawClient client = new RawClient(fixture.server)) {
      client.send(RawClient.UPGRADE).awaitEnd();
    }
    fixture.awaitNoConnections();
  }

  @Test
  void clientThatSaysNothingIsCutInTime() {
    try (ServerFixture patientless =
            new ServerFixture(
                settings(certificates.file("server.pem"), certificates.file("server.key")),
                "handshake-timeout = 200 ms");
        RawClient client = new RawClient(patientless.server)) {
      client.awaitEnd();
    }
  }

  @Test
  void anotherHandshakeIsRefused() throws Exception {
    try (SSLSocket socket = connect("TLSv1.2");
        RawClient client = new RawClient(socket)) {
      client.send(RawClient.UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");

      socket.startHandshake();

      // Not that it says nothing for ten seconds, as one does that goes on.
      assertThatIOException()
          .isThrownBy(() -> socket.getInputStream().read())
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    fixture.awaitNoConnections();
  }

  @Test
  void clientRenewsItsKeysAsOftenAsItLikes() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3");
        RawClient client = new RawClient(socket)) {
      client.send(RawClient.UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");

      for (int i = 0; i < 20; i++) {
        socket.startHandshake();
        client.text("with key " + i);
        assertThat(client.frame().text()).isEqualTo("with key " + i);
      }
    }
    fixture.awaitNoConnections();
  }

  /** TLS 1.2 wants both sides to stop at once. */
  @Test
  void clientThatSendsNothingMoreStillGetsItsAnswer() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3");
        RawClient client = new RawClient(socket)) {
      client.send("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      socket.shutdownOutput();

      assertThat(client.response()).startsWith("HTTP/1.1 200").endsWith("POST /health hello");
      assertThat(socket.getInputStream().read()).isNegative();
    }
    fixture.awaitNoConnections();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void allThatWasSaidArrivesAlsoWhereTheClientReadsLate(String protocol) throws Exception {
    try (RawClient client = upgraded(protocol)) {
      List<String> sent =
          IntStream.range(0, 60).mapToObj(n -> n + "-" + "y".repeat(50_000)).toList();
      sent.forEach(client::text);

      for (String text : sent) {
        assertThat(client.frame().text()).isEqualTo(text);
      }
      client.sendHex("88 82 00 00 00 00 03 e8");
      assertThat(client.closeCode()).isEqualTo(1000);
      // Said by TLS, too: else this would fail.
      assertThat(client.socket().getInputStream().read()).isNegative();
    }
    fixture.awaitNoConnections();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "16",
        "16 03 01 02 00 01 00 01 fc 03 03",
        "16 03 01 00 05 01 00 01 fc 03",
        "17 03 03 40 00 00 00",
      })
  void handshakeThatDoesNotGoOnIsCutInTimeAndOneThatEndsAtOnce(String begun) {
    try (ServerFixture patientless =
            new ServerFixture(
                settings(certificates.file("server.pem"), certificates.file("server.key")),
                "handshake-timeout = 300 ms");
        RawClient stalling = new RawClient(patientless.server);
        RawClient leaving = new RawClient(fixture.server)) {
      leaving.sendHex(begun);
      leaving.endOutput();
      leaving.awaitEnd();

      stalling.sendHex(begun);
      stalling.awaitEnd();

      patientless.awaitNoConnections();
    }
    fixture.awaitNoConnections();
  }

  @Test
  void serverThatStopsAmidstAHandshakeEndsIt() {
    try (RawClient client = new RawClient(fixture.server)) {
      client.sendHex("16 03 01 02 00 01 00 01 fc 03 03");
      eventually(() -> fixture.server.connectionCount() == 1);

      var stopped = fixture.server.stop(Duration.ofSeconds(5));

      client.awaitEnd();
      ServerFixture.await(stopped);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void recordsThatAreFalsifiedOrCutOffEndTheConnection(String protocol) throws Exception {
    for (String record : List.of("17 03 03 00 40" + " 00".repeat(64), "17 03 03 00 40 01 02 03")) {
      try (Socket plain = new Socket()) {
        plain.connect(fixture.server.address());
        SSLSocket socket = over(plain, protocol);
        RawClient client = new RawClient(socket).send(RawClient.UPGRADE);
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");

        plain.getOutputStream().write(HexFormat.of().parseHex(record.replace(" ", "")));
        plain.shutdownOutput();

        fixture.awaitNoConnections();
      }
    }
  }

  @Test
  void originIsComparedWithTheSecureAddress() throws Exception {
    String host = "localhost:" + fixture.server.address().getPort();

    assertThat(status(host, "https://" + host)).startsWith("HTTP/1.1 101 ");
    assertThat(status(host, "http://" + host)).startsWith("HTTP/1.1 403 ");
  }

  private String status(String host, String origin) throws IOException {
    try (RawClient client = new RawClient(connect("TLSv1.3"))) {
      client.send(
          RawClient.UPGRADE.replace("Host: localhost", "Host: " + host + "\r\nOrigin: " + origin));
      return client.head();
    }
  }

  @Test
  void filesThatAreNoneAreToldWithTheirSetting() {
    assertInvalid(
        "", certificates.file("server.key"), "kokko.transport.tls.certificate-file: \"\"");
    assertInvalid(certificates.file("server.pem"), "", "kokko.transport.tls.key-file: \"\"");
    assertInvalid("/none.pem", "/none.key", "certificate-file: \"/none.pem\"");
    assertInvalid(
        certificates.file("server.pem"),
        certificates.file("server.pem"),
        "no \"BEGIN PRIVATE KEY\" (expected: a PEM file with \"BEGIN PRIVATE KEY\"");
  }

  private static void assertInvalid(String certificate, String key, String message) {
    Config config =
        ConfigFactory.parseString("kokko.transport {" + settings(certificate, key) + "}")
            .withFallback(ConfigFactory.load());

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TransportSettings.of(config))
        .withMessageContaining(message);
  }

  private RawClient upgraded(String protocol) throws IOException {
    RawClient client = new RawClient(connect(protocol)).send(RawClient.UPGRADE);
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private SSLSocket connect(String protocol) throws IOException {
    Socket plain = new Socket();
    plain.connect(fixture.server.address());
    return over(plain, protocol);
  }

  private static SSLSocket over(Socket plain, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificates
                .client()
                .getSocketFactory()
                .createSocket(plain, "localhost", plain.getPort(), true);
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().sslContext(certificates.client()).build();
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://localhost:" + fixture.server.address().getPort() + path);
  }
}
