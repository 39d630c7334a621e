package io.kokko.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboundWindowTest {

  @Test
  void pausesAboveEitherBoundAndGoesOnBelowHalfOfBoth() {
    InboundWindow window = new InboundWindow(4, 100);

    assertThat(window.add(100)).isFalse();
    assertThat(window.add(1)).as("bytes").isTrue();
    assertThat(window.remove(1, 1)).isFalse();
    assertThat(window.remove(1, 100)).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(window.add(1)).isFalse();
    }
    assertThat(window.add(1)).as("frames").isTrue();
    assertThat(window.remove(1, 1)).isFalse();
    assertThat(window.remove(1, 1)).isFalse();
    assertThat(window.remove(1, 1)).isTrue();
    assertThat(window.remove(1, 1)).as("woken once").isFalse();
  }

  @Test
  void everyPauseEndsHoweverTheThreadsMeet() throws Exception {
    InboundWindow window = new InboundWindow(2, 1000);
    Semaphore wakes = new Semaphore(0);
    AtomicInteger pauses = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 30_000; i++) {
        boolean paused = window.add(7);
        workers.execute(
            () -> {
              if (window.remove(1, 7)) {
                wakes.release();
              }
            });
        if (paused) {
          assertThat(wakes.tryAcquire(10, SECONDS)).as("round %d", i).isTrue();
          pauses.incrementAndGet();
        }
      }
    } finally {
      workers.shutdown();
    }

    assertThat(workers.awaitTermination(10, SECONDS)).isTrue();
    assertThat(wakes.availablePermits()).isZero();
    assertThat(pauses).hasPositiveValue();
  }
}
