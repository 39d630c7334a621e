package io.kokko.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is one TCP connection that was accepted; whoever speaks a protocol on it extends it.
 *
 * <p>Unless it says otherwise a method is called on the loop of the connection, and calls none that
 * blocks. What the extension throws cuts this connection and no other.
 */
public abstract class TcpConnection extends Alarmed implements EventLoop.Selected {

  /** Is a connection that was accepted, and that nobody speaks on yet. */
  public record Accepted(EventLoopRef loop, SocketChannel channel, InetSocketAddress peer) {}

  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

  private static final byte[][] NOTHING = {};

  private static final VarHandle SIGNALS;

  static {
    try {
      SIGNALS = MethodHandles.lookup().findVarHandle(TcpConnection.class, "signals", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private enum Afterwards {
    GO_ON,
    CLOSE_OUTPUT,
    CLOSE
  }

  private final EventLoop loop;
  private final SocketChannel channel;
  private final Wire wire;
  private final InetSocketAddress peer;

  private @Nullable SelectionKey key;
  private boolean reading;
  private boolean receivesMore;
  private boolean waitsToCompute;
  private boolean peerClosed;
  private boolean ended;
  private Afterwards afterwards = Afterwards.GO_ON;

  /** What is being written, and how far it has come. */
  private byte[][] pieces = NOTHING;

  private int piece;
  private int offset;

  /** What the connection was told and has not handled; once there is some it is on a stack. */
  @SuppressWarnings("unused")
  private volatile int signals;

  /** Below this one on the stack. */
  @Nullable TcpConnection nextSignalled;

  /** Takes over a connection. */
  protected TcpConnection(Accepted accepted) {
    loop = accepted.loop().loop();
    channel = accepted.channel();
    peer = accepted.peer();
    wire = new PlainWire(channel);
  }

  /** Takes over a connection, on which TLS is spoken first. */
  protected TcpConnection(Accepted accepted, SSLEngine tls) {
    loop = accepted.loop().loop();
    channel = accepted.channel();
    peer = accepted.peer();
    wire = new TlsWire(loop, channel, tls);
  }

  // --- What the extension does ---

  /** The connection can be used from now on. */
  protected abstract void onOpen();

  /** Something was read, after {@link #read} was called; the array is the extension's. */
  protected abstract void onReceived(byte[] data);

  /** A write has ended that {@link #write} could not end at once. */
  protected abstract void onWritten();

  /** The client sends nothing more; called once. */
  protected abstract void onPeerClosed();

  /** The time of {@link #alarmIn} has come. */
  protected abstract void onAlarm();

  /** Somebody has called {@link #signal}, perhaps more than once for the same bit. */
  protected abstract void onSignals(int bits);

  /** Somebody has called {@link #post}, perhaps after the end of the connection. */
  protected abstract void onMessage(Object message);

  /**
   * The connection is gone, in whatever way; only messages may come afterwards. Not called if it
   * was gone before {@link #onOpen}.
   */
  protected abstract void onEnd();

  // --- What any thread may call ---

  /** Sets bits of a number that is handed to {@link #onSignals}. Any thread may call it. */
  public final void signal(int bits) {
    if ((int) SIGNALS.getAndBitwiseOr(this, bits) == 0) {
      loop.signal(this);
    }
  }

  /** Hands a message to {@link #onMessage}, in order. Any thread may call it. */
  public final void post(Object message) {
    loop.execute((EventLoop.Own) () -> handle(message));
  }

  /**
   * Runs somebody else's code, which may block, next; what it has to say it {@linkplain #post
   * posts}. Any thread may call it.
   */
  public final void run(Runnable task) {
    loop.execute(task);
  }

  /** Returns the number of the loop that carries the connection. Any thread may call it. */
  public final int loopIndex() {
    return loop.index();
  }

  /** Returns the address of the client. Any thread may call it. */
  public final InetSocketAddress peer() {
    return peer;
  }

  // --- What the extension may call, on the loop ---

  /** Asks for the next piece; without that nothing is read. */
  public final void read() {
    reading = true;
  }

  /**
   * Writes pieces one behind the other, as far as the client takes them now.
   *
   * @return whether all is written; otherwise the next write has to wait for {@link #onWritten}
   */
  public final boolean write(byte[]... bytes) {
    if (pieces.length != 0) {
      throw new IllegalStateException("a write is under way");
    }
    pieces = bytes;
    return flush();
  }

  /** Closes once the write under way has ended. */
  public final void close() {
    afterwards = Afterwards.CLOSE;
    proceed();
  }

  /** Sends no more, but lets the client close, so that it sees what was sent before. */
  public final void closeOutput() {
    if (afterwards == Afterwards.GO_ON) {
      afterwards = Afterwards.CLOSE_OUTPUT;
    }
    proceed();
  }

  /** Cuts the connection, and what was not sent yet is dropped. */
  public final void abort() {
    if (!ended) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        LOG.trace("{} is gone already", peer, e);
      }
      end();
    }
  }

  /** Calls {@link #onAlarm} after a delay; an alarm that was set before is forgotten. */
  public final void alarmIn(Duration delay) {
    if (!ended) {
      loop.alarms().set(this, loop.now() + Math.max(1, delay.toMillis()));
    }
  }

  /** Forgets the alarm. */
  public final void cancelAlarm() {
    loop.alarms().cancel(this);
  }

  /** Tells whether the connection is gone. */
  public final boolean isEnded() {
    return ended;
  }

  // --- What the loop calls ---

  void open() {
    guarded(
        () -> {
          channel.configureBlocking(false);
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          key = channel.register(loop.selector(), 0, this);
          onOpen();
        });
  }

  @Override
  public final void onReady(int operations) {
    guarded(
        () -> {
          if ((operations & SelectionKey.OP_WRITE) != 0) {
            goOnWriting();
          }
          if ((operations & SelectionKey.OP_READ) != 0 && !ended) {
            receive();
          }
        });
  }

  @Override
  public final void onLoopClosed() {
    abort();
  }

  void handleSignals() {
    int bits = (int) SIGNALS.getAndSet(this, 0);
    if (!ended) {
      guarded(() -> onSignals(bits));
    }
  }

  /** It is its turn. */
  void compute() {
    waitsToCompute = false;
    if (!ended) {
      guarded(wire::compute);
    }
  }

  /** Tells whether TLS is spoken on it. */
  boolean isSecured() {
    return wire instanceof TlsWire;
  }

  void visit(Consumer<TcpConnection> visitor) {
    guarded(() -> visitor.accept(this));
  }

  private void handle(Object message) {
    guarded(() -> onMessage(message));
  }

  @Override
  final void ring() {
    guarded(this::onAlarm);
  }

  private void goOnWriting() throws IOException {
    if (pieces.length == 0) {
      if (wire.flush()) {
        proceed();
      }
    } else if (flush()) {
      onWritten();
    }
  }

  private void receive() throws IOException {
    ByteBuffer in = loop.in();
    in.clear();
    int size = wire.read(in);
    if (size > 0) {
      byte[] data = new byte[size];
      in.flip();
      in.get(data);
      reading = false;
      onReceived(data);
    } else if (size < 0) {
      peerClosed = true;
      onPeerClosed();
    }
  }

  private boolean flush() {
    if (ended) {
      return false;
    }
    try {
      while (piece < pieces.length) {
        ByteBuffer out = filled();
        wire.write(out);
        advance(out.position());
        if (out.hasRemaining()) {
          return false;
        }
      }
      if (!wire.flush()) {
        return false;
      }
    } catch (IOException e) {
      LOG.trace("{} is gone", peer, e);
      end();
      return false;
    }
    pieces = NOTHING;
    piece = 0;
    proceed();
    return true;
  }

  private ByteBuffer filled() {
    ByteBuffer out = loop.out();
    out.clear();
    int from = offset;
    for (int i = piece; i < pieces.length && out.hasRemaining(); i++) {
      byte[] bytes = pieces[i];
      out.put(bytes, from, Math.min(out.remaining(), bytes.length - from));
      from = 0;
    }
    return out.flip();
  }

  private void advance(int written) {
    int left = written;
    while (left > 0 || (piece < pieces.length && pieces[piece].length == offset)) {
      int taken = Math.min(left, pieces[piece].length - offset);
      left -= taken;
      offset += taken;
      if (offset == pieces[piece].length) {
        piece++;
        offset = 0;
      }
    }
  }

  /** Does what was to be done after the write. */
  private void proceed() {
    if (pieces.length != 0 || ended || afterwards == Afterwards.GO_ON) {
      return;
    }
    finish();
    if (wire.hasUnsent()) {
      // The last words of the wire itself; it is asked again when the client has taken some.
      return;
    }
    if (afterwards == Afterwards.CLOSE || peerClosed) {
      end();
    } else {
      shutDownOutput();
    }
  }

  private void finish() {
    try {
      wire.finish();
    } catch (IOException e) {
      LOG.trace("{} is gone", peer, e);
    }
  }

  private void shutDownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.trace("{} is gone", peer, e);
      end();
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      cancelAlarm();
      pieces = NOTHING;
      piece = 0;
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("close of {}", peer, e);
      }
      if (key != null) {
        onEnd();
      }
    }
  }

  /** Something that may go wrong, for this connection alone. */
  private interface Step {
    void run() throws IOException;
  }

  @SuppressWarnings("PMD.AvoidCatchingThrowable")
  private void guarded(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      LOG.trace("{} is gone", peer, e);
      end();
    } catch (Throwable e) {
      LOG.error("connection of {}", peer, e);
      abort();
    }
    if (!ended && key != null) {
      updateInterest(key);
      receiveMore();
      computeInTurn();
    }
  }

  private void computeInTurn() {
    if (wire.hasToCompute() && !waitsToCompute) {
      waitsToCompute = true;
      loop.computeInTurn(this);
    }
  }

  /** No event of the network tells of what has been read from it already. */
  private void receiveMore() {
    if (reading && !peerClosed && !receivesMore && wire.hasReceived()) {
      receivesMore = true;
      loop.execute((EventLoop.Own) () -> guarded(this::receiveRest));
    }
  }

  private void receiveRest() throws IOException {
    receivesMore = false;
    if (reading && !peerClosed && !ended) {
      receive();
    }
  }

  private void updateInterest(SelectionKey of) {
    int read = reading && !peerClosed && !wire.hasToCompute() ? SelectionKey.OP_READ : 0;
    boolean writing = pieces.length != 0 && wire.canWrite();
    int write = writing || wire.hasUnsent() ? SelectionKey.OP_WRITE : 0;
    int wanted = read | write;
    if (of.interestOps() != wanted) {
      of.interestOps(wanted);
    }
  }
}
