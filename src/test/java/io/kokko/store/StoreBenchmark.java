package io.kokko.store;

import io.kokko.message.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures appends: lanes, each a thread with its own part of 100 topics, append batches as fast as
 * they can, and each store trims once a second. The arguments are lines to measure, each {@code
 * memory|file|postgres:stores:lanes:batch}; several stores append to the same topics, as nodes do.
 */
public final class StoreBenchmark {

  private static final int TOPICS = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(6);
  private static final Retention RETENTION = new Retention(1_000, Duration.ofMinutes(10));
  private static final Payload PAYLOAD = Payload.of(Map.of("text", "x".repeat(89)));

  /** Measures each line, one after the other. */
  public static void main(String[] lines) throws Exception {
    for (String line : lines) {
      String[] parts = line.split(":", 4);
      measure(
          line,
          parts[0],
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Integer.parseInt(parts[3]));
    }
  }

  private static void measure(String line, String kind, int stores, int lanes, int batch)
      throws Exception {
    switch (kind) {
      case "memory" -> report(line, "jdbc:h2:mem:" + Epochs.random(), stores, lanes, batch);
      case "file" -> report(line, "jdbc:h2:file:" + directory() + "/s", stores, lanes, batch);
      case "postgres" -> {
        try (PostgresServer server = PostgresServer.start()) {
          report(line, server.createDatabase(), stores, lanes, batch);
        }
      }
      default -> throw new IllegalArgumentException(line);
    }
  }

  private static Path directory() throws IOException {
    return Files.createTempDirectory("kokko-bench-");
  }

  private static void report(String line, String url, int stores, int lanes, int batch)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newCachedThreadPool();
    List<StreamStore> opened = new ArrayList<>();
    for (int store = 0; store < stores; store++) {
      opened.add(StreamStores.open(StoreConfig.with(url, "")));
    }
    opened.get(0).positions(List.of("topic:0"));
    long from = System.nanoTime() + WARM_UP.toNanos();
    long until = from + MEASURED.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    for (StreamStore store : opened) {
      for (int lane = 0; lane < lanes; lane++) {
        int mine = lane;
        running.add(threads.submit(() -> lane(store, mine, lanes, batch, from, until)));
      }
    }
    List<long[]> times = new ArrayList<>();
    for (Future<long[]> lane : running) {
      times.add(lane.get());
    }
    opened.forEach(StreamStore::close);
    threads.shutdown();
    long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%-22s %8d messages/s, a batch p50 %.2f ms, p99 %.2f ms%n",
        line,
        (long) sorted.length * batch / MEASURED.toSeconds(),
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6);
  }

  /** Returns how long each batch took that began in the measured time, ns. */
  private static long[] lane(
      StreamStore store, int lane, int lanes, int batch, long from, long until) {
    List<Long> times = new ArrayList<>();
    int topic = 0;
    long nextTrim = System.nanoTime();
    for (long begin = System.nanoTime(); begin < until; begin = System.nanoTime()) {
      List<Draft> drafts = new ArrayList<>(batch);
      for (int message = 0; message < batch; message++) {
        topic = (topic + 1) % (TOPICS / lanes);
        drafts.add(new Draft("topic:" + (topic * lanes + lane), "said", PAYLOAD, null, RETENTION));
      }
      store.append(drafts);
      if (begin >= from) {
        times.add(System.nanoTime() - begin);
      }
      if (lane == 0 && System.nanoTime() > nextTrim) {
        nextTrim += Duration.ofSeconds(1).toNanos();
        trim(store);
      }
    }
    return times.stream().mapToLong(Long::longValue).toArray();
  }

  private static void trim(StreamStore store) {
    int pieces = 0;
    while (store.trim() > 0 && pieces < 20) {
      pieces++;
    }
  }

  private StoreBenchmark() {}
}
