package io.kokko.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Joins a topic on one node, and joins again whenever its connection ends. */
public final class Hearer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Of phoenix.js; a node closes clients that send nothing for 60 s. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final RawFrame HEARTBEAT =
      RawFrame.text("[null,\"h\",\"phoenix\",\"heartbeat\",{}]");

  private final InetSocketAddress node;
  private final String topic;
  private final Earshot earshot = new Earshot();
  private final Thread thread;
  private volatile @Nullable RawWebSocket socket;
  private volatile int lastCloseCode;
  private volatile boolean closed;

  /** Starts to listen. */
  public Hearer(InetSocketAddress node, String topic) {
    this.node = node;
    this.topic = topic;
    this.thread = new Thread(this::run, "hearer-" + node);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns what it has heard. */
  public Earshot earshot() {
    return earshot;
  }

  /** Returns the code of the last close frame, or 0. */
  public int lastCloseCode() {
    return lastCloseCode;
  }

  private void run() {
    while (!closed) {
      try (RawWebSocket current = RawWebSocket.open(node, "/socket/websocket?vsn=2.0.0")) {
        socket = current;
        if (current.isUpgraded() && !closed) {
          listen(current);
        }
      } catch (UncheckedIOException | AssertionError end) {
        // The node is away, which is what this is about.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void listen(RawWebSocket current) {
    current.write(RawFrame.text("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]"));
    long lastSent = System.nanoTime();
    while (!closed) {
      if (System.nanoTime() - lastSent > HEARTBEAT_NANOS) {
        current.write(HEARTBEAT);
        lastSent = System.nanoTime();
      }
      RawFrame frame = current.read();
      if (frame.opcode() == RawFrame.CLOSE) {
        lastCloseCode = frame.closeCode();
        return;
      }
      JsonNode message = json(frame.asText());
      switch (message.get(3).asText()) {
        case "phx_reply" -> replied(message);
        case "shout" -> {
          JsonNode shout = message.get(4);
          earshot.heard(shout.get("from").asText(), shout.get("n").asLong());
        }
        default -> {}
      }
    }
  }

  private void replied(JsonNode reply) {
    if (reply.get(2).asText().equals(topic)) {
      earshot.joined();
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
    RawWebSocket current = socket;
    if (current != null) {
      current.close();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
