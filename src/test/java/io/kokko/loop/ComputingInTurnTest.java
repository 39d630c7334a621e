package io.kokko.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shows that the handshakes of many clients who come at once hold up nobody for long. */
@Timeout(60)
class ComputingInTurnTest {

  private static final int CLIENTS = 150;

  /** Longer than the loop lets connections compute in a pass, so that it is one a pass. */
  private static final long COMPUTING_NANOS = 3_000_000;

  /** The content type of a record that carries a handshake. */
  private static final int HANDSHAKE = 0x16;

  @TempDir private static Path directory;
  private static DevCertificates certificates;

  private final EventLoops loops = new EventLoops(1, 2, Thread::new);
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Speaker> plain = new LinkedBlockingQueue<>();
  private final BlockingQueue<Speaker> secured = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Speaker> stormed = new ArrayList<>();

  private Optional<Duration> patience = Optional.empty();
  private Listener plainListener;
  private Listener securedListener;

  @BeforeAll
  static void makeCertificates() {
    certificates = DevCertificates.in(directory);
  }

  @BeforeEach
  void listen() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new Computing()}, null, null);
    plainListener = loops.listen(any, CLIENTS, Speaker::new);
    securedListener =
        loops.listen(
            any,
            CLIENTS,
            accepted -> {
              SSLEngine engine = context.createSSLEngine();
              engine.setUseClientMode(false);
              return new Speaker(accepted, engine);
            });
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    loops.shutdown();
    assertThat(loops.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Echoes, tells of each pass of the loop after a signal, and holds the loop until a latch. */
  private final class Speaker extends TcpConnection {

    private final BlockingQueue<Speaker> those;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    Speaker(Accepted accepted) {
      super(accepted);
      those = plain;
    }

    Speaker(Accepted accepted, SSLEngine engine) {
      super(accepted, engine);
      those = secured;
    }

    @Override
    protected void onOpen() {
      patience.ifPresent(this::alarmIn);
      events.add("opened");
      those.add(this);
      read();
    }

    @Override
    protected void onReceived(byte[] data) {
      events.add("received");
      cancelAlarm();
      write(data);
      read();
    }

    @Override
    protected void onWritten() {
      throw new IllegalStateException("a client does not read");
    }

    @Override
    protected void onPeerClosed() {
      close();
    }

    @Override
    protected void onAlarm() {
      abort();
    }

    @Override
    protected void onSignals(int told) {
      events.add("pass");
      signal(told);
    }

    @Override
    protected void onMessage(Object message) {
      try {
        ((CountDownLatch) message).await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    protected void onEnd() {
      ended.complete(null);
    }
  }

  /** Has the server's key, which is asked for in the costly part of a handshake. */
  private final class Computing extends X509ExtendedKeyManager {

    private final X509Certificate certificate;
    private final PrivateKey key;

    Computing() throws IOException, GeneralSecurityException {
      try (InputStream in = Files.newInputStream(Path.of(certificates.file("server.pem")))) {
        certificate =
            (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      }
      String pem = Files.readString(Path.of(certificates.file("server.key")));
      byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, SSLEngine engine) {
      if (!type.equals("EC")) {
        return null;
      }
      events.add("computes");
      long start = System.nanoTime();
      while (System.nanoTime() - start < COMPUTING_NANOS) {
        Thread.onSpinWait();
      }
      return "server";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      throw new UnsupportedOperationException();
    }
  }

  private Socket connect(Listener listener) throws IOException {
    InetSocketAddress address = listener.address();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(30_000);
    sockets.add(socket);
    return socket;
  }

  private static void say(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private static void assertEchoes(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    say(socket, bytes);
    assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
  }

  private static byte[] clientHello() throws IOException {
    SSLEngine engine = certificates.client().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  /** Connects clients, all of whom have asked for a handshake when the latch is released. */
  private List<Socket> storm(Speaker holding, CountDownLatch release) throws Exception {
    List<Socket> storm = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      storm.add(connect(securedListener));
    }
    for (int i = 0; i < CLIENTS; i++) {
      stormed.add(secured.take());
    }
    holding.post(release);
    byte[] hello = clientHello();
    for (Socket socket : storm) {
      say(socket, hello);
    }
    return storm;
  }

  private static void assertAnswered(List<Socket> storm) throws IOException {
    for (Socket socket : storm) {
      assertThat(socket.getInputStream().read()).isEqualTo(HANDSHAKE);
    }
  }

  private long computed() {
    return events.stream().filter("computes"::equals).count();
  }

  private void awaitComputing() throws InterruptedException {
    while (!events.take().equals("computes")) {
      // until it has begun
    }
  }

  @Test
  void clientIsAnsweredBeforeHandshakesThatCameEarlierAreOver() throws Exception {
    Socket client = connect(plainListener);
    CountDownLatch release = new CountDownLatch(1);
    List<Socket> storm = storm(plain.take(), release);
    say(client, new byte[] {'x'});
    release.countDown();

    assertThat(client.getInputStream().read()).isEqualTo('x');
    assertAnswered(storm);

    assertThat(computed()).isEqualTo(CLIENTS);
    assertThat(List.copyOf(events).indexOf("received"))
        .isLessThan(List.copyOf(events).lastIndexOf("computes"));
  }

  @Test
  void longComputationsAreOneInAPass() throws Exception {
    connect(plainListener);
    Speaker counting = plain.take();
    CountDownLatch release = new CountDownLatch(1);
    List<Socket> storm = storm(counting, release);
    counting.signal(1);
    release.countDown();

    assertAnswered(storm);

    assertThat(computed()).isEqualTo(CLIENTS);
    List<String> all = List.copyOf(events);
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i - 1) + " " + all.get(i)).isNotEqualTo("computes computes");
    }
  }

  @Test
  void handshakesEndAlsoWhileATaskBlocks() throws Exception {
    Socket client = connect(plainListener);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch unblock = new CountDownLatch(1);
    List<Socket> storm = storm(plain.take(), release);
    release.countDown();
    awaitComputing();
    CompletableFuture<Void> unblocked = new CompletableFuture<>();
    loops.execute(
        () -> {
          try {
            unblock.await();
            unblocked.complete(null);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });

    assertAnswered(storm);
    assertThat(unblocked).isNotDone();
    assertEchoes(client, "still here");

    unblock.countDown();
    unblocked.get(10, TimeUnit.SECONDS);
    assertEchoes(client, "and now");
  }

  @Test
  void clientsThatEndTheirSideOrLeaveWhileTheyWaitHarmNobody() throws Exception {
    connect(plainListener);
    CountDownLatch release = new CountDownLatch(1);
    List<Socket> storm = storm(plain.take(), release);
    List<Socket> ending = storm.subList(0, CLIENTS / 3);
    List<Socket> leaving = storm.subList(CLIENTS / 3, 2 * CLIENTS / 3);
    for (Socket socket : ending) {
      socket.shutdownOutput();
    }
    release.countDown();
    awaitComputing();
    for (Socket socket : leaving) {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    assertAnswered(ending);
    for (Socket socket : ending) {
      socket.getInputStream().readAllBytes();
    }
    assertAnswered(storm.subList(2 * CLIENTS / 3, CLIENTS));
    try (SSLSocket next =
        (SSLSocket)
            certificates
                .client()
                .getSocketFactory()
                .createSocket(connect(securedListener), "localhost", 443, true)) {
      assertEchoes(next, "after all");
    }
  }

  @Test
  void alarmEndsWhoWaits() throws Exception {
    connect(plainListener);
    patience = Optional.of(Duration.ofMillis(1));
    CountDownLatch release = new CountDownLatch(1);
    plain.take().post(release);
    byte[] hello = clientHello();
    for (int i = 0; i < CLIENTS; i++) {
      say(connect(securedListener), hello);
    }
    release.countDown();

    for (int i = 0; i < CLIENTS; i++) {
      secured.take().ended.get(10, TimeUnit.SECONDS);
    }
    assertThat(computed()).isLessThan(CLIENTS);
  }

  @Test
  void endOfTheLoopsEndsWhoWaits() throws Exception {
    connect(plainListener);
    CountDownLatch release = new CountDownLatch(1);
    storm(plain.take(), release);
    release.countDown();
    awaitComputing();

    loops.shutdown();

    for (Speaker speaker : stormed) {
      speaker.ended.get(10, TimeUnit.SECONDS);
    }
    assertThat(computed()).isLessThan(CLIENTS - 1);
  }

  @Test
  void clientWhoWouldWaitLongIsNotAccepted() throws Exception {
    connect(plainListener);
    CountDownLatch release = new CountDownLatch(1);
    List<Socket> storm = storm(plain.take(), release);
    release.countDown();
    awaitComputing();

    connect(securedListener);
    secured.take();

    // One of them was awaited.
    assertThat(1 + List.copyOf(events).indexOf("opened")).isGreaterThan(CLIENTS - 64);
    assertAnswered(storm);
  }
}
