package io.kokko.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.RunningEndpoint;
import io.kokko.hello.HelloSockets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KokkoMetricsTest {

  @Test
  void metersLiveAsLongAsTheirRegistry() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AtomicReference<Endpoint> endpoint = new AtomicReference<>();
    try (RunningEndpoint running =
        RunningEndpoint.start(system -> HelloSockets.on(system).whenServing(endpoint::set))) {
      assertThat(running.address().getPort()).isPositive();
      WeakReference<QueueSampler> queues = bind(Objects.requireNonNull(endpoint.get()), registry);

      for (int i = 0; i < 3; i++) {
        System.gc();
      }

      assertThat(queues.get()).isNotNull();
      assertThat(registry.get("kokko.queue").gauge().value()).isZero();
      assertThat(registry.get("kokko.queue.longest").gauge().value()).isZero();
      assertThat(registry.get("kokko.presence.metas").gauge().value()).isZero();
    }
  }

  @Test
  void connectionsAreVisitedOnceASecondHoweverManyAsk() {
    AtomicReference<Endpoint> endpoint = new AtomicReference<>();
    try (RunningEndpoint running =
        RunningEndpoint.start(system -> HelloSockets.on(system).whenServing(endpoint::set))) {
      assertThat(running.address().getPort()).isPositive();
      QueueSampler queues = new QueueSampler(Objects.requireNonNull(endpoint.get()));
      queues.look().toCompletableFuture().join();

      assertThat(queues.look().toCompletableFuture()).isDone();
    }
  }

  private static WeakReference<QueueSampler> bind(Endpoint endpoint, SimpleMeterRegistry registry) {
    KokkoMetrics metrics = KokkoMetrics.of(endpoint);
    metrics.bindTo(registry);
    return new WeakReference<>(metrics.queues());
  }
}
