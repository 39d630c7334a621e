package io.kokko.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Clients connect, join, leave and close, again and again. */
final class Churn implements Scenario {

  private final List<Turn> turns = new ArrayList<>();
  private final LongAdder cycles = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Stages stages = new Stages();
  private volatile boolean running = true;

  @Override
  public Script on(Loop loop) {
    Turn turn = new Turn(loop);
    turns.add(turn);
    return turn;
  }

  /** Lets nobody connect any more. */
  void end() {
    running = false;
  }

  Stages stages() {
    return stages;
  }

  long cycles() {
    return cycles.sum();
  }

  /** Returns how many cycles did not end as they should. */
  long errors() {
    return errors.sum();
  }

  /** Returns how long cycles took; only when the loops have ended. */
  Histogram cycleTimes() {
    Histogram all = new Histogram();
    turns.forEach(turn -> all.addAll(turn.times.of(0)));
    return all;
  }

  private final class Turn implements Script {
    private final Loop loop;
    private final Latencies times = new Latencies(stages);

    Turn(Loop loop) {
      this.loop = loop;
    }

    @Override
    public void joined(Client client, long now) {
      client.leave(now);
    }

    @Override
    public void left(Client client, long now) {
      client.close(now);
    }

    @Override
    public void ended(Client client, boolean orderly, long now) {
      if (orderly) {
        cycles.increment();
        times.add(client.opened(), now);
      } else {
        errors.increment();
      }
      if (running) {
        loop.open(client);
      }
    }
  }
}
