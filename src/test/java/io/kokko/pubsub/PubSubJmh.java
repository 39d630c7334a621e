package io.kokko.pubsub;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Times what the registry does for a topic of many subscribers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class PubSubJmh {

  private static final String TOPIC = "room:lobby";

  /** Does next to nothing with a message. */
  private static final class Listener {
    private long heard;
  }

  @Param({"1000", "10000"})
  private int subscribers;

  private PubSub<Listener, String> pubSub;
  private Listener guest;

  @Setup
  public void setUp() {
    pubSub =
        new PubSub<>(
            (listeners, from, message) -> listeners.forEach(listener -> listener.heard++),
            Adapter.local("node@127.0.0.1"));
    for (int i = 0; i < subscribers; i++) {
      pubSub.subscribe(TOPIC, new Listener());
    }
    guest = new Listener();
  }

  /** To all of them. */
  @Benchmark
  public void broadcast() {
    pubSub.broadcast(TOPIC, "message");
  }

  /** One more comes and goes. */
  @Benchmark
  public void joinAndLeave() {
    pubSub.subscribe(TOPIC, guest);
    pubSub.unsubscribe(TOPIC, guest);
  }
}
