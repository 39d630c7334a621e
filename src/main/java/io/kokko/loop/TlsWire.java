package io.kokko.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * Encrypts the bytes of a connection by the JDK's TLS.
 *
 * <p>The buffers are the loop's, so that a connection that rests holds the state of its session and
 * nothing else. A handshake runs on the loop, as what it computes has to be computed anyhow; but
 * the costly part of it waits until the loop lets this connection have its turn.
 */
final class TlsWire implements Wire {

  /** Both directions need room for the largest record besides what fills the plain buffer. */
  static final int BUFFER_BYTES = 96 * 1024;

  /** Answers of the protocol itself to a client that does not read them. */
  private static final int MAX_UNSENT_BYTES = 2 * BUFFER_BYTES;

  private static final byte[] NONE = {};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final EventLoop loop;
  private final SocketChannel channel;
  private final SSLEngine engine;

  /** Encrypted: part of a record, or with {@link #isWhole} what can be gone on with at once. */
  private byte[] received = NONE;

  private boolean isWhole;

  /** Encrypted, and not yet taken by the operating system. */
  private ByteBuffer unsent = NOTHING;

  private boolean begun;
  private boolean hasToCompute;
  private boolean opened;

  TlsWire(EventLoop loop, SocketChannel channel, SSLEngine engine) {
    this.loop = loop;
    this.channel = channel;
    this.engine = engine;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (hasToCompute) {
      return 0;
    }
    if (engine.isInboundDone()) {
      return -1;
    }
    if (!begun) {
      begun = true;
      engine.beginHandshake();
    }
    ByteBuffer in = loop.encryptedIn().clear().put(received);
    boolean ended = !isWhole && channel.read(in) < 0;
    int before = into.position();
    try {
      decrypt(in.flip(), into);
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
    received = in.hasRemaining() ? new byte[in.remaining()] : NONE;
    in.get(received);
    int size = into.position() - before;
    return size == 0 && !hasToCompute && (ended || engine.isInboundDone()) ? -1 : size;
  }

  private void decrypt(ByteBuffer in, ByteBuffer into) throws IOException {
    isWhole = false;
    while (in.hasRemaining() && !engine.isInboundDone()) {
      SSLEngineResult result = engine.unwrap(in, into);
      boolean worked = answer(result.getHandshakeStatus());
      if (result.getStatus() == Status.BUFFER_OVERFLOW || hasToCompute) {
        isWhole = in.hasRemaining();
        return;
      }
      if (result.getStatus() == Status.BUFFER_UNDERFLOW
          || (!worked && result.bytesConsumed() == 0 && result.bytesProduced() == 0)) {
        return;
      }
    }
  }

  /**
   * Sends what the protocol itself wants, up to where it has to compute.
   *
   * @return whether there was something to do
   */
  private boolean answer(HandshakeStatus last) throws IOException {
    HandshakeStatus status = last;
    boolean worked = false;
    while (true) {
      if (status == HandshakeStatus.NEED_TASK) {
        refuseRenegotiation();
        hasToCompute = true;
        return true;
      } else if (status == HandshakeStatus.NEED_WRAP) {
        refuseRenegotiation();
        SSLEngineResult sent = wrap(NOTHING);
        status = sent.getHandshakeStatus();
        if (sent.getStatus() == Status.CLOSED && sent.bytesProduced() == 0) {
          return worked;
        }
      } else {
        opened |= status == HandshakeStatus.FINISHED || status == HandshakeStatus.NOT_HANDSHAKING;
        return worked;
      }
      worked = true;
    }
  }

  /** A handshake costs the server more than the client, who could ask for one without end. */
  private void refuseRenegotiation() throws SSLException {
    if (opened && engine.getSession().getProtocol().equals("TLSv1.2") && !engine.isInboundDone()) {
      throw new SSLException("the client wants another handshake");
    }
  }

  @Override
  public boolean hasToCompute() {
    return hasToCompute;
  }

  @Override
  public void compute() throws IOException {
    hasToCompute = false;
    runTasks();
    try {
      answer(engine.getHandshakeStatus());
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  @Override
  public boolean hasReceived() {
    return !hasToCompute && (isWhole || engine.isInboundDone());
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining() && canWrite() && flush()) {
      if (wrap(from).getStatus() == Status.CLOSED) {
        throw new ClosedChannelException();
      }
    }
  }

  /** Encrypts and sends, of a large buffer one record. */
  private SSLEngineResult wrap(ByteBuffer from) throws IOException {
    ByteBuffer out = loop.encryptedOut().clear();
    SSLEngineResult result = engine.wrap(from, out);
    while (result.getStatus() == Status.OK
        && from.hasRemaining()
        && out.remaining() >= engine.getSession().getPacketBufferSize()) {
      result = engine.wrap(from, out);
    }
    send(out.flip());
    return result;
  }

  private void send(ByteBuffer encrypted) throws IOException {
    if (flush()) {
      channel.write(encrypted);
    }
    if (!encrypted.hasRemaining()) {
      return;
    }
    int size = unsent.remaining() + encrypted.remaining();
    if (size > MAX_UNSENT_BYTES) {
      throw new SSLException("the client does not read");
    }
    unsent = ByteBuffer.allocate(size).put(unsent).put(encrypted).flip();
  }

  @Override
  public boolean flush() throws IOException {
    if (unsent.hasRemaining()) {
      channel.write(unsent);
      if (unsent.hasRemaining()) {
        return false;
      }
      unsent = NOTHING;
    }
    return true;
  }

  @Override
  public boolean hasUnsent() {
    return unsent.hasRemaining();
  }

  @Override
  public boolean canWrite() {
    return opened && !hasToCompute;
  }

  @Override
  public void finish() throws IOException {
    engine.closeOutbound();
    // Amidst a handshake it says that it gives up, and then that it ends.
    while (!engine.isOutboundDone() && wrap(NOTHING).bytesProduced() > 0) {
      // until all is said
    }
  }

  /** Lets the client know why, if it still listens. */
  private void sendAlert() throws IOException {
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(NOTHING);
    }
  }
}
