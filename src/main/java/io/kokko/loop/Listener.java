package io.kokko.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on a port and spreads the connections over the loops. Any thread may call it. */
public final class Listener implements EventLoop.Selected {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** How many connections are accepted before those that are there get their turn. */
  private static final int BATCH = 64;

  /** How long nobody is accepted when it was not possible, as without file descriptors. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final EventLoops loops;
  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final Function<TcpConnection.Accepted, TcpConnection> speaker;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private @Nullable SelectionKey key;
  private boolean failing;
  private boolean held;

  /** Those who connect here have much to compute before they are open. */
  private boolean secured;

  Listener(
      EventLoops loops,
      EventLoop loop,
      InetSocketAddress address,
      int backlog,
      Function<TcpConnection.Accepted, TcpConnection> speaker)
      throws IOException {
    this.loops = loops;
    this.loop = loop;
    this.speaker = speaker;
    channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.configureBlocking(false);
      channel.bind(address, backlog);
      this.address = (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    loop.execute((EventLoop.Own) this::register);
  }

  /** Returns where clients connect, with the real port. */
  public InetSocketAddress address() {
    return address;
  }

  /** Accepts no more; the stage completes when that is so. */
  public CompletionStage<Void> close() {
    loop.execute((EventLoop.Own) this::onLoopClosed);
    return closed.minimalCompletionStage();
  }

  /**
   * Leaves those who connect with the operating system, or accepts them again. It holds as many as
   * the backlog says; the clients beyond repeat their first packet, after a second and more.
   */
  public void hold(boolean hold) {
    loop.execute(
        (EventLoop.Own)
            () -> {
              held = hold;
              listen();
            });
  }

  private void register() {
    try {
      if (channel.isOpen()) {
        key = channel.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
        listen();
      }
    } catch (IOException e) {
      LOG.error("cannot accept at {}", address, e);
      onLoopClosed();
    }
  }

  @Override
  public void onReady(int operations) {
    if (secured && loop.computingCount() >= BATCH) {
      // With the operating system they wait without losing of the time that a handshake may take.
      return;
    }
    try {
      for (int i = 0; i < BATCH; i++) {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        failing = false;
        open(accepted);
      }
    } catch (IOException e) {
      pause(e);
    }
  }

  private void open(SocketChannel accepted) throws IOException {
    EventLoop carrier = loops.next();
    InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
    if (peer == null) {
      accepted.close();
      return;
    }
    TcpConnection connection =
        speaker.apply(new TcpConnection.Accepted(new EventLoopRef(carrier), accepted, peer));
    secured = connection.isSecured();
    if (carrier == loop) {
      connection.open();
    } else {
      carrier.execute((EventLoop.Own) connection::open);
    }
  }

  /** Those who connect meanwhile wait, instead of this thread being busy with failing. */
  private void pause(IOException cause) {
    if (!failing) {
      failing = true;
      LOG.error("cannot accept at {}, tries again every {}", address, PAUSE, cause);
    }
    interest(0);
    CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> loop.execute((EventLoop.Own) this::listen));
  }

  private void listen() {
    interest(held ? 0 : SelectionKey.OP_ACCEPT);
  }

  private void interest(int operations) {
    if (key != null && key.isValid()) {
      key.interestOps(operations);
    }
  }

  @Override
  public void onLoopClosed() {
    try {
      channel.close();
      // The port is free only after the selector has let go of it.
      loop.selector().selectNow(ignored -> {});
    } catch (IOException e) {
      LOG.debug("close of {}", address, e);
    }
    closed.complete(null);
  }
}
