package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Renews the certificate of a server that runs. */
@Timeout(60)
class TlsReloadTest {

  /** Hands on what is logged. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final BlockingQueue<ILoggingEvent> queue = new LinkedBlockingQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      queue.add(event);
    }

    ILoggingEvent next() throws InterruptedException {
      return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS), "nothing was logged");
    }
  }

  private final Logger log = (Logger) LoggerFactory.getLogger(Tls.class);
  private final Lines lines = new Lines();

  @TempDir private Path directory;
  private DevCertificates made;
  private Path certificate;
  private Path key;
  private SSLContext client;
  private ServerFixture fixture;

  @BeforeEach
  void start() throws IOException {
    lines.start();
    log.addAppender(lines);
    made = DevCertificates.in(directory.resolve("made"));
    client = made.client();
    certificate = directory.resolve("live.pem");
    key = directory.resolve("live.key");
    install(certificate, "server.pem");
    install(key, "server.key");
    fixture =
        new ServerFixture(
            "tls { certificate-file = \"" + certificate + "\", key-file = \"" + key + "\"",
            "reload-interval = 20 ms }");
  }

  @AfterEach
  void stop() {
    fixture.close();
    log.detachAppender(lines);
  }

  /** At once, as whoever renews certificates should. */
  private void install(Path live, String file) throws IOException {
    Path copy = Files.copy(Path.of(made.file(file)), directory.resolve("next"));
    Files.move(copy, live, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes other ones, of the same authority. */
  private void renew() {
    made = DevCertificates.in(directory.resolve("made"));
  }

  private SSLSocket connect() throws IOException {
    Socket plain = new Socket();
    plain.connect(fixture.server.address());
    SSLSocket socket =
        (SSLSocket)
            client.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private Certificate shown() throws IOException {
    try (SSLSocket socket = connect()) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void newConnectionsGetTheRenewedCertificateAndOldOnesGoOn() throws Exception {
    Certificate first = shown();
    try (RawClient before = new RawClient(connect()).send(RawClient.UPGRADE)) {
      assertThat(before.head()).startsWith("HTTP/1.1 101 ");

      renew();
      install(certificate, "server.pem");
      assertThat(lines.next().getFormattedMessage())
          .contains("stays the one from before", "another one than that of the certificate");
      assertThat(shown()).isEqualTo(first);
      install(key, "server.key");

      assertThat(lines.next().getLevel()).isEqualTo(Level.INFO);
      assertThat(shown()).isNotEqualTo(first);
      before.text("still here");
      assertThat(before.frame().text()).isEqualTo("still here");
    }
  }

  @Test
  void brokenFileChangesNothingUntilItIsMended() throws Exception {
    Certificate first = shown();

    Path broken = Files.writeString(directory.resolve("broken"), "no certificate");
    Files.move(broken, certificate, StandardCopyOption.REPLACE_EXISTING);

    ILoggingEvent line = lines.next();
    assertThat(line.getLevel()).isEqualTo(Level.ERROR);
    assertThat(line.getFormattedMessage()).contains("kokko.transport.tls.certificate-file");
    assertThat(shown()).isEqualTo(first);

    Files.delete(certificate);
    assertThat(lines.next().getLevel()).isEqualTo(Level.ERROR);
    assertThat(shown()).isEqualTo(first);

    install(certificate, "server.pem");
    assertThat(lines.next().getLevel()).isEqualTo(Level.INFO);
    assertThat(shown()).isEqualTo(first);
    assertThat(lines.queue).isEmpty();
  }
}
