package io.kokko.bench;

import io.kokko.bench.LinkCounts.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection with one joined channel, from connect to the server's FIN. Belongs to its loop's
 * thread.
 */
final class Client {

  /** Where in its life it is. */
  enum State {
    NEW,
    UPGRADING,
    JOINING,
    JOINED,
    LEAVING,
    CLOSING,
    ENDED
  }

  /** How a connection ended that the client did not want to end. */
  enum End {
    NONE,
    /** With a close frame; its code is {@link #closeCode}. */
    CLOSE_FRAME,
    FIN,
    RESET
  }

  static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final byte[] REPLY = Ascii.bytes("phx_reply");
  private static final byte[] CHANNEL_CLOSE = Ascii.bytes("phx_close");
  private static final byte[] CHANNEL_ERROR = Ascii.bytes("phx_error");
  private static final byte[] PHOENIX = Ascii.bytes("phoenix");
  private static final byte[] JOIN_REF = Ascii.bytes("1");
  private static final byte[] LEAVE_REF = Ascii.bytes("2");
  private static final byte[] HEARTBEAT = Ascii.bytes("[null,\"h\",\"phoenix\",\"heartbeat\",{}]");
  private static final byte[] NORMAL_CLOSURE = {0x03, (byte) 0xe8};
  private static final byte[] NOTHING = {};

  private final Loop loop;
  private final int index;
  private InetSocketAddress server;
  private final boolean encrypts;
  private final byte[] request;
  private final byte[] topic;
  private final byte[] join;
  private final byte[] leave;

  /** Others may look at it. */
  private volatile State state = State.NEW;

  private End end = End.NONE;
  private int closeCode;
  private long stepStarted;
  private long opened;
  private long heartbeatSent;
  private boolean failed;
  private boolean deaf;
  private int receiveBufferBytes;
  private @Nullable SocketChannel channel;
  private @Nullable TlsEnd tls;
  private @Nullable SelectionKey key;

  /** What came of a frame that is not all here, and of a message in several frames. */
  private byte[] rest = NOTHING;

  private byte[] fragments = NOTHING;

  /** What the kernel did not take. */
  private @Nullable ByteBuffer unsent;

  Client(Loop loop, int index, InetSocketAddress server, Setup setup) {
    this.loop = loop;
    this.index = index;
    this.server = server;
    String topicName = setup.topicName(setup.topic(index));
    this.encrypts = "wss".equals(setup.url(index).getScheme());
    this.request = Upgrade.request(setup.url(index));
    this.topic = Ascii.bytes(topicName);
    this.join =
        Ascii.bytes(
            "[\"1\",\"1\",\"%s\",\"phx_join\",%s]"
                .formatted(topicName, setup.words().joinPayload()));
    this.leave = Ascii.bytes("[\"1\",\"2\",\"%s\",\"phx_leave\",{}]".formatted(topicName));
  }

  int index() {
    return index;
  }

  Loop loop() {
    return loop;
  }

  byte[] topic() {
    return topic;
  }

  State state() {
    return state;
  }

  End end() {
    return end;
  }

  /** Tells whether it ended without its own close. */
  boolean hasFailed() {
    return failed;
  }

  int closeCode() {
    return closeCode;
  }

  boolean isJoined() {
    return state == State.JOINED;
  }

  /** Tells whether it has been told to stop reading, even if it reads again. */
  boolean isDeaf() {
    return deaf;
  }

  /** Returns when this life of it began. */
  long opened() {
    return opened;
  }

  int unsentBytes() {
    return unsent == null ? 0 : unsent.remaining();
  }

  // --- Life ---

  void open(long now) {
    state = State.UPGRADING;
    end = End.NONE;
    closeCode = 0;
    failed = false;
    opened = now;
    stepStarted = now;
    rest = NOTHING;
    try {
      SocketChannel made = SocketChannel.open();
      channel = made;
      made.configureBlocking(false);
      made.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (receiveBufferBytes > 0) {
        made.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
      }
      if (SourceAddresses.suit(server)) {
        made.bind(SourceAddresses.of(loop.nextSource()));
      }
      boolean connected = made.connect(server);
      key = made.register(loop.selector(), SelectionKey.OP_CONNECT, this);
      if (connected) {
        connected(made, key);
      }
    } catch (IOException e) {
      failed(Failure.SOCKET, "connect: " + e.getMessage());
    }
  }

  /** Has the next open go to another server. */
  void aim(InetSocketAddress other) {
    server = other;
  }

  /** Has the kernel keep no more than so much for it from the next open on; 0 for its default. */
  void limitReceiveBuffer(int bytes) {
    receiveBufferBytes = bytes;
  }

  /** Does what its socket is ready for. */
  void ready() {
    SocketChannel open = channel;
    SelectionKey registered = key;
    if (open == null || registered == null || !registered.isValid()) {
      return;
    }
    try {
      int ready = registered.readyOps();
      if ((ready & SelectionKey.OP_CONNECT) != 0) {
        open.finishConnect();
        connected(open, registered);
      }
      if ((ready & SelectionKey.OP_WRITE) != 0) {
        flush(open, registered);
      }
      if ((ready & SelectionKey.OP_READ) != 0) {
        read(open);
        if (tls != null && registered.isValid()) {
          flush(open, registered);
        }
      }
    } catch (IOException e) {
      end = end == End.NONE ? End.RESET : end;
      failed(state == State.UPGRADING ? Failure.SOCKET : Failure.CLOSED, "" + e.getMessage());
    }
  }

  private void connected(SocketChannel open, SelectionKey registered) throws IOException {
    registered.interestOps(SelectionKey.OP_READ);
    if (encrypts) {
      tls = new TlsEnd(open, loop.tls());
    }
    write(open, registered, ByteBuffer.wrap(request));
  }

  /** Leaves its topic; the script is told when the server has answered. */
  void leave(long now) {
    state = State.LEAVING;
    stepStarted = now;
    send(TEXT, leave, leave.length);
  }

  /** Says goodbye, and ends when the server has closed. */
  void close(long now) {
    if (state == State.JOINED || state == State.LEAVING) {
      loop.isOver(this);
      state = State.CLOSING;
      stepStarted = now;
      hear();
      send(CLOSE, NORMAL_CLOSURE, NORMAL_CLOSURE.length);
    } else if (state == State.UPGRADING || state == State.JOINING) {
      loop.isSetUp();
      cut();
    }
  }

  /** Ends it at once, without a word. */
  void cut() {
    state = State.ENDED;
    SocketChannel open = channel;
    channel = null;
    tls = null;
    key = null;
    unsent = null;
    rest = NOTHING;
    fragments = NOTHING;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        loop.counts().note("close: " + e.getMessage());
      }
    }
  }

  /** Stops reading, as a client does whose process hangs. */
  void stopReading() {
    deaf = true;
    if (key != null) {
      key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
    }
  }

  /** Reads again. */
  void hear() {
    if (key != null && key.isValid()) {
      key.interestOps(key.interestOps() | SelectionKey.OP_READ);
    }
  }

  void heartbeat(long now) {
    // A client that does not read goes on sending, or the server would take it for dead.
    if (state == State.JOINED && (heartbeatSent == 0 || deaf)) {
      heartbeatSent = heartbeatSent == 0 ? now : heartbeatSent;
      loop.counts().heartbeatsSent.increment();
      send(TEXT, HEARTBEAT, HEARTBEAT.length);
    }
  }

  /** Fails if its step has taken longer than it may. */
  void checkTimeout(long now, long timeoutNanos) {
    boolean waits = state != State.NEW && state != State.JOINED && state != State.ENDED;
    if (waits && now - stepStarted > timeoutNanos) {
      failed(Failure.TIMEOUT, "nothing came for too long in state " + state);
    }
  }

  private void failed(Failure failure, String error) {
    State before = state;
    if (before == State.ENDED) {
      return;
    }
    cut();
    failed = before != State.CLOSING;
    switch (before) {
      case NEW, UPGRADING, JOINING -> {
        loop.counts().fail(failure, error);
        loop.isSetUp();
      }
      case JOINED, LEAVING -> {
        loop.counts().dropped.increment();
        loop.counts().note(error);
        loop.isOver(this);
      }
      case CLOSING, ENDED -> {}
    }
    loop.script().ended(this, false, Clock.nanos());
  }

  // --- Out ---

  /** Sends a frame of so many bytes. */
  void send(int opcode, byte[] payload, int length) {
    SocketChannel open = channel;
    SelectionKey registered = key;
    if (open == null || registered == null) {
      return;
    }
    try {
      write(open, registered, loop.mask().frame(opcode, payload, length));
    } catch (IOException e) {
      failed(Failure.CLOSED, "write: " + e.getMessage());
    }
  }

  private void write(SocketChannel open, SelectionKey registered, ByteBuffer bytes)
      throws IOException {
    if (unsent == null) {
      line(open).write(bytes);
    }
    if (bytes.hasRemaining()) {
      ByteBuffer before = unsent == null ? ByteBuffer.allocate(0) : unsent;
      unsent =
          ByteBuffer.allocate(before.remaining() + bytes.remaining()).put(before).put(bytes).flip();
    }
    if (unsent != null || tls != null) {
      awaitRoom(registered);
    }
  }

  private void flush(SocketChannel open, SelectionKey registered) throws IOException {
    ByteBuffer waiting = unsent;
    if (tls != null) {
      tls.flush();
    }
    if (waiting != null) {
      line(open).write(waiting);
      unsent = waiting.hasRemaining() ? waiting : null;
    }
    awaitRoom(registered);
  }

  private ByteChannel line(SocketChannel open) {
    return tls == null ? open : tls;
  }

  /** During a handshake there is room, but not for what waits. */
  private void awaitRoom(SelectionKey registered) {
    boolean waits =
        tls == null ? unsent != null : tls.hasUnsent() || (tls.isReady() && unsent != null);
    int others = registered.interestOps() & ~SelectionKey.OP_WRITE;
    int interest = waits ? others | SelectionKey.OP_WRITE : others;
    if (interest != registered.interestOps()) {
      registered.interestOps(interest);
    }
  }

  // --- In ---

  private void read(SocketChannel open) throws IOException {
    int count = loop.input().read(line(open), rest);
    if (count < 0) {
      finished();
      return;
    }
    loop.counts().receivedBytes.add(count);
    byte[] bytes = loop.input().bytes();
    int size = rest.length + count;
    int used = state == State.UPGRADING ? upgraded(bytes, size) : 0;
    if (state != State.UPGRADING && state != State.ENDED) {
      used = frames(bytes, used, size);
    }
    if (state != State.ENDED) {
      rest = used == size ? NOTHING : Arrays.copyOfRange(bytes, used, size);
    }
  }

  private void finished() {
    if (state == State.CLOSING) {
      cut();
      loop.script().ended(this, true, Clock.nanos());
    } else {
      end = end == End.NONE ? End.FIN : end;
      failed(Failure.CLOSED, "the server has closed, code " + closeCode);
    }
  }

  private int upgraded(byte[] bytes, int size) {
    int head = Upgrade.end(bytes, 0, size);
    if (head < 0) {
      return 0;
    }
    String fault = Upgrade.fault(bytes, 0, head);
    if (!fault.isEmpty()) {
      failed(Failure.UPGRADE, fault);
      return size;
    }
    long now = Clock.nanos();
    loop.times().upgrade.add(now - stepStarted);
    state = State.JOINING;
    stepStarted = now;
    send(TEXT, join, join.length);
    return head;
  }

  /** Takes the frames that are all here, and returns where the first begins that is not. */
  private int frames(byte[] bytes, int from, int to) {
    long now = Clock.nanos();
    FrameHeader header = loop.header();
    int position = from;
    int count = 0;
    while (state != State.ENDED && header.read(bytes, position, to)) {
      int end = header.end();
      frame(bytes, header, now);
      position = end;
      count++;
    }
    loop.counts().receivedFrames.add(count);
    if (header.isBroken()) {
      failed(Failure.PROTOCOL, "no frame of a server: opcode octet " + bytes[position]);
    }
    return position;
  }

  private void frame(byte[] bytes, FrameHeader header, long now) {
    int start = header.start();
    int end = header.end();
    switch (header.opcode()) {
      case CLOSE -> closeFrame(bytes, start, end);
      case PING -> send(PONG, Arrays.copyOfRange(bytes, start, end), end - start);
      case PONG -> {}
      default -> data(bytes, header, now);
    }
  }

  private void data(byte[] bytes, FrameHeader header, long now) {
    if (header.isWhole()) {
      message(bytes, header.start(), header.end(), now);
      return;
    }
    int before = fragments.length;
    fragments = Arrays.copyOf(fragments, before + header.end() - header.start());
    System.arraycopy(bytes, header.start(), fragments, before, fragments.length - before);
    if (header.isLast()) {
      byte[] all = fragments;
      fragments = NOTHING;
      message(all, 0, all.length, now);
    }
  }

  private void closeFrame(byte[] bytes, int start, int stop) {
    if (stop - start >= 2) {
      closeCode = (bytes[start] & 0xff) << 8 | (bytes[start + 1] & 0xff);
    }
    if (state != State.CLOSING) {
      end = End.CLOSE_FRAME;
      send(CLOSE, NORMAL_CLOSURE, NORMAL_CLOSURE.length);
      failed(Failure.CLOSED, "closed by the server with " + closeCode);
    }
  }

  private void message(byte[] bytes, int from, int to, long now) {
    if (state == State.JOINED && loop.script().knows(this, bytes, from, to, now)) {
      return;
    }
    PhoenixMessage message = loop.message();
    if (!message.read(bytes, from, to)) {
      failed(Failure.PROTOCOL, "no message of protocol 2.0.0");
    } else if (message.eventIs(REPLY)) {
      reply(message, now);
    } else if (message.eventIs(CHANNEL_ERROR)) {
      loop.counts().channelErrors.increment();
    } else if (!message.eventIs(CHANNEL_CLOSE)) {
      loop.script().heard(this, message, now);
    }
  }

  private void reply(PhoenixMessage message, long now) {
    if (message.topicIs(PHOENIX)) {
      loop.counts().heartbeatsAnswered.increment();
      loop.times().heartbeat.add(now - heartbeatSent);
      heartbeatSent = 0;
    } else if (state == State.JOINING && message.refIs(JOIN_REF)) {
      joined(message, now);
    } else if (state == State.LEAVING && message.refIs(LEAVE_REF)) {
      loop.times().leave.add(now - stepStarted);
      loop.script().left(this, now);
    } else {
      loop.script().replied(this, message, now);
    }
  }

  private void joined(PhoenixMessage message, long now) {
    if (!message.isOk()) {
      failed(Failure.JOIN, "join answered with " + message.text());
      return;
    }
    loop.times().join.add(now - stepStarted);
    state = State.JOINED;
    heartbeatSent = 0;
    loop.isSetUp();
    loop.isJoined(now);
    loop.script().joined(this, now);
  }
}
