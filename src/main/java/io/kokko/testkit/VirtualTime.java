package io.kokko.testkit;

import com.typesafe.config.Config;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Lets a test say when time passes.
 *
 * <p>A class of its own, so that a kit on real time does without Pekko's test kit.
 */
final class VirtualTime {

  private VirtualTime() {}

  static Config config() {
    return ManualTime.config();
  }

  static void pass(ActorSystem<?> system, Duration amount) {
    ManualTime.get(system).timePasses(amount);
  }
}
