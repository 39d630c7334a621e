package io.kokko.bench;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits while the loops work, and writes a line a second about how it goes. */
final class Watch {

  private static final long POLL_MILLIS = 2;

  private final PrintWriter progress;
  private final String work;
  private final long started = Clock.nanos();
  private Runnable eachSecond = () -> {};
  private Runnable check = () -> {};

  Watch(PrintWriter progress, String work) {
    this.progress = progress;
    this.work = work;
  }

  /** Has something looked at once a second, too. */
  void eachSecond(Runnable look) {
    eachSecond = look;
  }

  /** Has something thrown while it waits, if it has to be. */
  void check(Runnable mayThrow) {
    check = mayThrow;
  }

  void pause(double seconds, Supplier<String> line) {
    until(seconds, () -> false, line);
  }

  /** Waits until something is so, for so many seconds at most, and tells whether it is. */
  boolean until(double seconds, BooleanSupplier done, Supplier<String> line) {
    long start = Clock.nanos();
    long nextLine = start + Clock.SECOND;
    while (!done.getAsBoolean()) {
      long now = Clock.nanos();
      if (now - start >= seconds * Clock.SECOND) {
        return false;
      }
      if (now >= nextLine) {
        nextLine += Clock.SECOND;
        eachSecond.run();
        say(line.get());
      }
      check.run();
      sleep();
    }
    check.run();
    return true;
  }

  void say(String line) {
    progress.printf("[%5.1f s] %s: %s%n", (Clock.nanos() - started) / 1e9, work, line);
    progress.flush();
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
