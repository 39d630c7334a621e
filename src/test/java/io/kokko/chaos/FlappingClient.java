package io.kokko.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.message.Position;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one stream, on whichever node it finds, and goes on where it was whenever its
 * connection ends; it waits before it tries again as phoenix.js does.
 */
public final class FlappingClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** phoenix.js, {@code reconnectAfterMs}. */
  private static final int[] PAUSES_MILLIS = {10, 50, 100, 150, 200, 250, 500, 1000, 2000};

  private static final String JOIN =
      "[\"1\",\"1\",\"%s\",\"phx_join\",{\"kokko\":{\"resume\":%s}}]";

  /** Ten thousand of them should fit. */
  private static final int STACK_BYTES = 256 * 1024;

  private final String topic;
  private final List<InetSocketAddress> nodes;
  private final Random random;
  private final Thread thread;

  /** Guarded by itself. */
  private final List<Entry> log = new ArrayList<>();

  private volatile @Nullable Position position;
  private volatile @Nullable RawWebSocket socket;
  private volatile String lastId = "";
  private volatile boolean live;
  private volatile long liveSinceNanos;
  private volatile boolean closed;
  private int failures;

  /**
   * Starts to listen.
   *
   * @param nodes where it finds any of them; the list may change
   */
  public FlappingClient(String topic, List<InetSocketAddress> nodes, long seed) {
    this.topic = topic;
    this.nodes = nodes;
    this.random = new Random(seed);
    this.thread = new Thread(null, this::run, "client-" + seed, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the topic. */
  public String topic() {
    return topic;
  }

  /** Tells whether its join has been answered. */
  public boolean isLive() {
    return live;
  }

  /** Returns when its last join was answered, as {@link System#nanoTime} tells it. */
  public long liveSinceNanos() {
    return liveSinceNanos;
  }

  /** Returns the id of the message that it heard last. */
  public String lastId() {
    return lastId;
  }

  /** Cuts the connection, if there is one. */
  public void drop() {
    RawWebSocket current = socket;
    if (current != null) {
      current.close();
    }
  }

  /** Returns what it has written down. */
  public List<Entry> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  private void run() {
    while (!closed) {
      InetSocketAddress node = nodes.get(random.nextInt(nodes.size()));
      try (RawWebSocket current = RawWebSocket.open(node, "/socket/websocket?vsn=2.0.0")) {
        socket = current;
        if (current.isUpgraded() && !closed) {
          listen(current);
        }
      } catch (UncheckedIOException | AssertionError end) {
        // The connection has ended, which is what this is about.
      }
      live = false;
      socket = null;
      pause();
    }
  }

  private void pause() {
    int most = PAUSES_MILLIS[Math.min(failures++, PAUSES_MILLIS.length - 1)];
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(most));
  }

  private void listen(RawWebSocket current) {
    Position from = position;
    String resume =
        from == null
            ? "true"
            : "{\"epoch\":\"%s\",\"offset\":%d}".formatted(from.epoch(), from.offset());
    current.write(RawFrame.text(JOIN.formatted(topic, resume)));
    while (!closed) {
      RawFrame frame = current.read();
      if (frame.opcode() == RawFrame.CLOSE) {
        return;
      }
      JsonNode message = json(frame.asText());
      String event = message.get(3).asText();
      if (event.equals("phx_error") || event.equals("phx_close")) {
        return;
      }
      if (event.equals("phx_reply")) {
        if (!joined(message.get(4), from)) {
          return;
        }
      } else {
        heard(message);
      }
    }
  }

  /** Tells whether the join was answered with ok. */
  private boolean joined(JsonNode reply, @Nullable Position from) {
    if (!reply.get("status").asText().equals("ok")) {
      return false;
    }
    JsonNode kokko = reply.get("response").get("kokko");
    if (from != null && kokko.get("recovered").asBoolean()) {
      write(new Entry.WentOn());
    } else {
      Position begin = new Position(kokko.get("epoch").asText(), kokko.get("offset").asLong());
      position = begin;
      write(new Entry.Began(begin, from == null));
    }
    failures = 0;
    liveSinceNanos = System.nanoTime();
    live = true;
    return true;
  }

  private void heard(JsonNode message) {
    String[] ref = message.get(1).asText().split(":", -1);
    Position at = new Position(ref[1], Long.parseLong(ref[2]));
    String id = message.get(4).get("id").asText();
    position = at;
    write(new Entry.Heard(at, id));
    lastId = id;
  }

  private void write(Entry entry) {
    synchronized (log) {
      log.add(entry);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    drop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
