package io.kokko.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The client's end of TLS on one connection, which takes any certificate, since a generator has no
 * secrets. Each connection has a full handshake: no session is resumed.
 */
final class TlsEnd implements ByteChannel {

  private static final int ENCRYPTED_BYTES = 128 * 1024;
  private static final byte[] NONE = {};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final SSLContext CONTEXT = context();

  /** What all clients of a loop share. */
  static final class Buffers {
    private final ByteBuffer in = ByteBuffer.allocate(ENCRYPTED_BYTES);
    private final ByteBuffer out = ByteBuffer.allocate(ENCRYPTED_BYTES);
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new BenchException("no TLS", e);
    }
  }

  private final SocketChannel channel;
  private final Buffers buffers;
  private final SSLEngine engine = CONTEXT.createSSLEngine();

  /** Encrypted, part of a record. */
  private byte[] received = NONE;

  /** Encrypted, and not yet taken by the kernel. */
  private ByteBuffer unsent = NOTHING;

  private boolean ready;

  /** Takes a connection, and begins the handshake. */
  TlsEnd(SocketChannel channel, Buffers buffers) throws IOException {
    this.channel = channel;
    this.buffers = buffers;
    engine.setUseClientMode(true);
    engine.beginHandshake();
    answer(engine.getHandshakeStatus());
  }

  /** Tells whether the handshake is over, before which nothing can be written. */
  boolean isReady() {
    return ready;
  }

  /** Tells whether something waits for the kernel. */
  boolean hasUnsent() {
    return unsent.hasRemaining();
  }

  /** Returns what came decrypted, for which there must be as much room as the buffers have. */
  @Override
  public int read(ByteBuffer into) throws IOException {
    ByteBuffer in = buffers.in.clear().put(received);
    boolean ended = channel.read(in) < 0;
    int before = into.position();
    decrypt(in.flip(), into);
    received = in.hasRemaining() ? new byte[in.remaining()] : NONE;
    in.get(received);
    int size = into.position() - before;
    return size == 0 && (ended || engine.isInboundDone()) ? -1 : size;
  }

  private void decrypt(ByteBuffer in, ByteBuffer into) throws IOException {
    while (in.hasRemaining() && !engine.isInboundDone()) {
      SSLEngineResult result = engine.unwrap(in, into);
      boolean worked = answer(result.getHandshakeStatus());
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        throw new SSLException("a record of " + in.remaining() + " bytes has no room");
      }
      if (result.getStatus() == Status.BUFFER_UNDERFLOW
          || (!worked && result.bytesConsumed() == 0 && result.bytesProduced() == 0)) {
        return;
      }
    }
  }

  /** Does what the handshake wants, and tells whether that was anything. */
  private boolean answer(HandshakeStatus wanted) throws IOException {
    HandshakeStatus status = wanted;
    boolean worked = false;
    while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
      if (status == HandshakeStatus.NEED_TASK) {
        runTasks();
        status = engine.getHandshakeStatus();
      } else {
        SSLEngineResult sent = wrap(NOTHING);
        status = sent.getHandshakeStatus();
        if (sent.getStatus() == Status.CLOSED && sent.bytesProduced() == 0) {
          return worked;
        }
      }
      worked = true;
    }
    ready |= status == HandshakeStatus.FINISHED || status == HandshakeStatus.NOT_HANDSHAKING;
    return worked;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /** Takes what it can: nothing before the handshake is over, or while something waits. */
  @Override
  public int write(ByteBuffer from) throws IOException {
    int before = from.remaining();
    while (from.hasRemaining() && ready && flush()) {
      if (wrap(from).getStatus() == Status.CLOSED) {
        throw new SSLException("closed");
      }
    }
    return before - from.remaining();
  }

  private SSLEngineResult wrap(ByteBuffer from) throws IOException {
    ByteBuffer out = buffers.out.clear();
    SSLEngineResult result = engine.wrap(from, out);
    out.flip();
    if (flush()) {
      channel.write(out);
    }
    if (out.hasRemaining()) {
      unsent =
          ByteBuffer.allocate(unsent.remaining() + out.remaining()).put(unsent).put(out).flip();
    }
    return result;
  }

  /** Sends on what waits, and tells whether nothing waits any more. */
  boolean flush() throws IOException {
    if (unsent.hasRemaining()) {
      channel.write(unsent);
    }
    return !unsent.hasRemaining();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
