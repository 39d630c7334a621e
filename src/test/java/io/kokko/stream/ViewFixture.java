package io.kokko.stream;

import com.typesafe.config.ConfigFactory;
import io.kokko.channel.EncodedBroadcast;
import io.kokko.channel.Streams;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.Retention;
import io.kokko.store.StoredMessage;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Holds the views of a node on one thread, where nothing happens but what the test lets happen. */
final class ViewFixture {

  static final String TOPIC = "stream:t";

  /** Notes what a client would get. */
  static final class Client implements Streams.Member {

    final List<Long> heard = new ArrayList<>();
    int broken;
    @Nullable Position begun;

    @Override
    public void begin(Position position) {
      begun = position;
    }

    @Override
    public void broken() {
      broken++;
    }

    @Override
    public void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
      Position position = Objects.requireNonNull(broadcast.stamp()).position();
      Position from = begun;
      if (from != null
          && (position.offset() > from.offset() || !position.epoch().equals(from.epoch()))) {
        heard.add(position.offset());
      }
    }
  }

  final MemoryStore store = new MemoryStore();
  final List<TelemetryEvent> events = new ArrayList<>();
  final Views views;
  private final List<Client> live = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final Queue<Runnable> asked = new ArrayDeque<>();
  private boolean held;

  ViewFixture() {
    this("");
  }

  ViewFixture(String settings) {
    Telemetry telemetry = new Telemetry();
    telemetry.attach(events::add);
    StreamLog log = new LocalLog(store, this::ask, new Outage(telemetry));
    views =
        new Views(
            new ViewContext(
                log,
                new Opener(log),
                this::deliver,
                (delay, action) -> later.add(action),
                telemetry,
                StreamSettings.of(
                    ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.defaultReference()))));
  }

  private void ask(Runnable question) {
    if (held) {
      asked.add(question);
    } else {
      question.run();
    }
  }

  /** Lets the store think about what it is asked from now on, until {@link #answer}. */
  void hold() {
    held = true;
  }

  /** Lets the store answer what it was asked. */
  void answer() {
    held = false;
    for (Runnable next = asked.poll(); next != null; next = asked.poll()) {
      next.run();
    }
  }

  /** Lets the time pass that something is waited for. */
  void pass() {
    for (int i = later.size(); i > 0; i--) {
      later.remove().run();
    }
  }

  /** Lets the node look where its streams end. */
  void look() {
    views.look(0);
    pass();
  }

  private void deliver(Message.Broadcast broadcast) {
    live.forEach(client -> client.deliver(broadcast, new EncodedBroadcast(broadcast)));
  }

  /** Appends a message on some node, and tells nobody. */
  StoredMessage append() {
    Payload payload = Payload.empty();
    Retention retention = new Retention(100, Duration.ofMinutes(1));
    Position position =
        store.append(List.of(new Draft(TOPIC, "new_msg", payload, null, retention))).get(0);
    return new StoredMessage(TOPIC, position, "new_msg", payload, null);
  }

  /** Appends a message, and announces it. */
  StoredMessage say() {
    StoredMessage message = append();
    views.offer(message);
    return message;
  }

  /** Joins as a channel does. */
  Client join(@Nullable Position wanted) {
    Client client = new Client();
    result(attach(client, wanted));
    return client;
  }

  CompletableFuture<Streams.Begin> attach(Client client, @Nullable Position wanted) {
    StreamReader reader = views.open(TOPIC);
    live.add(client);
    return reader
        .position()
        .thenCompose(start -> reader.attach(wanted, start, client))
        .toCompletableFuture();
  }

  static <T> T result(CompletableFuture<T> future) {
    if (!future.isDone()) {
      throw new AssertionError("not completed");
    }
    return future.join();
  }
}
