package io.kokko.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shows what connections, and tasks beside them, can rely on. */
@Timeout(30)
class EventLoopsTest {

  private static final int SPARE_THREADS = 2;

  private final EventLoops loops = new EventLoops(1, SPARE_THREADS, Thread::new);
  private final BlockingQueue<Speaker> speakers = new LinkedBlockingQueue<>();
  private final Listener listener = listen();

  private Listener listen() {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return loops.listen(any, 10, Speaker::new);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    loops.shutdown();
    assertThat(loops.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Echoes, and does as some words say. */
  private final class Speaker extends TcpConnection {

    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final AtomicInteger bits = new AtomicInteger();

    Speaker(Accepted accepted) {
      super(accepted);
    }

    @Override
    protected void onOpen() {
      speakers.add(this);
      read();
    }

    @Override
    protected void onReceived(byte[] data) {
      String text = new String(data, StandardCharsets.UTF_8);
      heard.add(text);
      switch (text) {
        case "crash" -> throw new IllegalStateException("told to crash");
        case "alarm" -> alarmIn(Duration.ofMillis(30));
        case "flood" -> write(FLOOD, FLOOD);
        case "bye" -> {
          write(data);
          closeOutput();
        }
        default -> write(data);
      }
      read();
    }

    @Override
    protected void onWritten() {
      heard.add("written");
    }

    @Override
    protected void onPeerClosed() {
      heard.add("peer closed");
      close();
    }

    @Override
    protected void onAlarm() {
      write("rang".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void onSignals(int told) {
      bits.accumulateAndGet(told, (all, more) -> all | more);
      if (bits.get() == 7) {
        heard.add("all signals");
      }
    }

    @Override
    protected void onMessage(Object message) {
      heard.add(message);
    }

    @Override
    protected void onEnd() {
      ended.complete(null);
    }
  }

  private static final byte[] FLOOD = new byte[5_000_000];

  static {
    new Random(1).nextBytes(FLOOD);
  }

  /** Is a client that waits for what it wants to read. */
  private final class Client implements AutoCloseable {

    final Socket socket;
    final InputStream in;

    Client() throws IOException {
      InetSocketAddress address = listener.address();
      socket = new Socket(address.getAddress(), address.getPort());
      socket.setSoTimeout(10_000);
      in = socket.getInputStream();
    }

    Client say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    String hear(int bytes) throws IOException {
      return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void connectionThatIsGoneBeforeItsLoopTakesItNeitherOpensNorEnds() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    BlockingQueue<Speaker> made = new LinkedBlockingQueue<>();
    Listener closing =
        loops.listen(
            any,
            10,
            accepted -> {
              try {
                accepted.channel().close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              Speaker speaker = new Speaker(accepted);
              made.add(speaker);
              return speaker;
            });
    try (Socket gone = new Socket(closing.address().getAddress(), closing.address().getPort());
        Client other = new Client()) {
      assertThat(gone.getInputStream().read()).isNegative();
      assertThat(other.say("you").hear(3)).isEqualTo("you");

      assertThat(made.take().ended).isNotDone();
      assertThat(speakers).hasSize(1);
    }
  }

  @Test
  void bytesGoBothWays() throws Exception {
    try (Client one = new Client();
        Client other = new Client()) {
      assertThat(one.say("hello").hear(5)).isEqualTo("hello");
      assertThat(other.say("you").hear(3)).isEqualTo("you");
      assertThat(one.say("again").hear(5)).isEqualTo("again");
    }
    assertThat(speakers.take().ended).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void whatTheClientDoesNotTakeAtOnceIsWrittenWhenItDoes() throws Exception {
    try (Client client = new Client()) {
      client.say("flood");
      Speaker speaker = speakers.take();
      assertThat(speaker.heard.take()).isEqualTo("flood");
      speaker.post("waited");
      assertThat(speaker.heard.take()).isEqualTo("waited");

      byte[] all = client.in.readNBytes(2 * FLOOD.length);

      assertThat(Arrays.equals(all, 0, FLOOD.length, FLOOD, 0, FLOOD.length)).isTrue();
      assertThat(Arrays.equals(all, FLOOD.length, all.length, FLOOD, 0, FLOOD.length)).isTrue();
      assertThat(speaker.heard.take()).isEqualTo("written");
    }
  }

  @Test
  void crashCutsOneConnectionOnly() throws Exception {
    try (Client one = new Client();
        Client other = new Client()) {
      one.say("crash");
      assertThatThrownBy(() -> one.hear(1)).isInstanceOf(SocketException.class);

      assertThat(other.say("alive").hear(5)).isEqualTo("alive");
    }
  }

  @Test
  void endOfTheOutputLetsTheClientClose() throws Exception {
    try (Client client = new Client()) {
      assertThat(client.say("bye").hear(3)).isEqualTo("bye");
      assertThat(client.in.read()).isEqualTo(-1);
      Speaker speaker = speakers.take();
      assertThat(speaker.ended).isNotDone();

      client.socket.shutdownOutput();

      assertThat(speaker.ended).succeedsWithin(Duration.ofSeconds(10));
      assertThat(speaker.heard).contains("peer closed");
    }
  }

  @Test
  void alarmRings() throws Exception {
    try (Client client = new Client()) {
      assertThat(client.say("alarm").hear(4)).isEqualTo("rang");
    }
  }

  @Test
  void signalsOfManyThreadsAllArrive() throws Exception {
    try (Client client = new Client()) {
      client.say("x").hear(1);
      Speaker speaker = speakers.take();
      for (int bit : new int[] {1, 2, 4}) {
        new Thread(() -> speaker.signal(bit)).start();
      }

      assertThat(speaker.heard.take()).isEqualTo("x");
      assertThat(speaker.heard.take()).isEqualTo("all signals");
    }
  }

  @Test
  void tasksThatBlockHoldUpNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(SPARE_THREADS);
    try (Client client = new Client()) {
      for (int i = 0; i < SPARE_THREADS; i++) {
        loops.execute(() -> block(blocked, release));
      }

      assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.say("still here").hear(10)).isEqualTo("still here");
      release.countDown();
      assertThat(client.say("and now").hear(7)).isEqualTo("and now");
    }
  }

  @Test
  void loopWithoutSpareThreadsGoesOnWhenOneIsFree() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1 + SPARE_THREADS);
    try (Client client = new Client()) {
      for (int i = 0; i <= SPARE_THREADS; i++) {
        loops.execute(() -> block(blocked, release));
      }
      assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
      client.say("patience");
      release.countDown();

      assertThat(client.hear(8)).isEqualTo("patience");
    }
  }

  private static void block(CountDownLatch blocked, CountDownLatch release) {
    blocked.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tasksOfALoopRunOnIt() throws Exception {
    CompletableFuture<Thread> first = new CompletableFuture<>();
    CompletableFuture<Thread> second = new CompletableFuture<>();
    loops.execute(
        () -> {
          first.complete(Thread.currentThread());
          EventLoops.current().execute(() -> second.complete(Thread.currentThread()));
        });

    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(first.get());
    assertThatThrownBy(EventLoops::current).hasMessageContaining("expected: one of an event loop");
  }

  @Test
  void taskThatThrowsOrLeavesItsThreadInterruptedHarmsNobody() throws Exception {
    try (Client client = new Client()) {
      loops.execute(
          () -> {
            throw new IllegalStateException("told to");
          });
      loops.execute(() -> Thread.currentThread().interrupt());

      assertThat(client.say("unharmed").hear(8)).isEqualTo("unharmed");
    }
  }

  @Test
  void visitorSeesEachConnection() throws Exception {
    try (Client one = new Client();
        Client other = new Client()) {
      one.say("1").hear(1);
      other.say("2").hear(1);
      AtomicInteger seen = new AtomicInteger();

      CompletionStage<Void> visited = loops.forEach(connection -> seen.incrementAndGet());

      visited.toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(seen).hasValue(2);
    }
  }

  @Test
  void listenerThatIsClosedFreesItsPort() throws Exception {
    InetSocketAddress address = listener.address();
    try (Client client = new Client()) {
      client.say("here").hear(4);

      listener.close().toCompletableFuture().get(10, TimeUnit.SECONDS);

      assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
          .isInstanceOf(IOException.class);
      Listener next = loops.listen(address, 10, Speaker::new);
      assertThat(next.address()).isEqualTo(address);
      assertThat(client.say("still").hear(5)).isEqualTo("still");
    }
  }

  @Test
  void endOfTheLoopsCutsTheConnections() throws Exception {
    try (Client client = new Client()) {
      client.say("hello").hear(5);
      Speaker speaker = speakers.take();

      loops.shutdown();

      assertThat(speaker.ended).succeedsWithin(Duration.ofSeconds(10));
      assertThatThrownBy(() -> client.hear(1)).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> loops.execute(() -> {}))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }
}
