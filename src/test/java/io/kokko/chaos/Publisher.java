package io.kokko.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Broadcasts to streams at a rate, through all nodes in turn, and remembers what was acknowledged.
 */
public final class Publisher implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(1);

  private final List<InetSocketAddress> nodes;
  private final List<String> topics;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE).build();
  private final Map<String, Queue<String>> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong unacknowledged = new AtomicLong();
  private final List<Thread> threads;
  private volatile boolean closed;

  /**
   * Starts to broadcast.
   *
   * @param threads so many messages are under way at a time
   * @param perSecond how many a second, of all threads
   */
  public Publisher(List<InetSocketAddress> nodes, List<String> topics, int threads, int perSecond) {
    this.nodes = nodes;
    this.topics = topics;
    topics.forEach(topic -> acknowledged.put(topic, new ConcurrentLinkedQueue<>()));
    long period = threads * 1_000_000_000L / perSecond;
    this.threads =
        IntStream.range(0, threads)
            .mapToObj(i -> new Thread(() -> run(new Random(i), period), "publisher-" + i))
            .toList();
    this.threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
  }

  private void run(Random random, long periodNanos) {
    long next = System.nanoTime();
    while (!closed) {
      String topic = topics.get(random.nextInt(topics.size()));
      if (!publish(topic, "m" + numbers.incrementAndGet(), random)) {
        unacknowledged.incrementAndGet();
      }
      next = Math.max(next + periodNanos, System.nanoTime() - periodNanos);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /** Broadcasts until it is acknowledged, each time under another id, and returns the last one. */
  public String publishForSure(String topic, Duration deadline) {
    long start = System.nanoTime();
    Random random = new Random(start);
    for (int i = 0; System.nanoTime() - start < deadline.toNanos(); i++) {
      String id = "end-" + topic + '-' + i;
      if (publish(topic, id, random)) {
        return id;
      }
      LockSupport.parkNanos(100_000_000);
    }
    throw new AssertionError("no node has taken a message for " + topic + " within " + deadline);
  }

  /** Broadcasts once, and tells whether that was acknowledged. */
  private boolean publish(String topic, String id, Random random) {
    InetSocketAddress node = nodes.get(random.nextInt(nodes.size()));
    URI uri =
        URI.create(
            "http://%s:%d/broadcast?topic=%s&event=new_msg"
                .formatted(node.getAddress().getHostAddress(), node.getPort(), topic));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"" + id + "\"}"))
            .build();
    try {
      boolean ok = http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
      if (ok) {
        acknowledged.computeIfAbsent(topic, absent -> new ConcurrentLinkedQueue<>()).add(id);
      }
      return ok;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return false;
    }
  }

  /** Returns the ids that were acknowledged for a topic. */
  public List<String> acknowledged(String topic) {
    return List.copyOf(acknowledged.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
  }

  /** Returns how many messages were not acknowledged; some may have been appended all the same. */
  public long unacknowledged() {
    return unacknowledged.get();
  }

  /** Broadcasts no more at a rate; single messages are still possible. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
