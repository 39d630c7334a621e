package io.kokko.stream;

import java.time.Duration;

/** Runs something after a while; never, once the node has ended. */
@FunctionalInterface
interface Later {

  void run(Duration delay, Runnable action);
}
