package io.kokko.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Broadcasts numbers through one node, one after the other, and remembers which of them the node
 * has taken. None is sent twice, and while the node is away the numbers go on.
 */
public final class Shouter implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final InetSocketAddress node;
  private final String topic;
  private final String name;
  private final Duration interval;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final NavigableSet<Long> taken = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile long last;
  private volatile boolean closed;

  /** Starts to broadcast to a topic; the name tells whose numbers they are. */
  public Shouter(InetSocketAddress node, String topic, String name, Duration interval) {
    this.node = node;
    this.topic = topic;
    this.name = name;
    this.interval = interval;
    this.thread = new Thread(this::run, "shouter-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns whose numbers they are. */
  public String name() {
    return name;
  }

  /** Returns the newest number that has been sent, or is being sent. */
  public long last() {
    return last;
  }

  /** Returns the numbers that the node has taken. */
  public NavigableSet<Long> taken() {
    return new ConcurrentSkipListSet<>(taken);
  }

  private void run() {
    while (!closed) {
      long number = last + 1;
      last = number;
      if (shout(number)) {
        taken.add(number);
      }
      LockSupport.parkNanos(interval.toNanos());
    }
  }

  private boolean shout(long number) {
    String host = node.getAddress().getHostAddress();
    URI uri =
        URI.create(
            "http://%s:%d/broadcast?topic=%s&event=shout".formatted(host, node.getPort(), topic));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"from\":\"%s\",\"n\":%d}".formatted(name, number)))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
