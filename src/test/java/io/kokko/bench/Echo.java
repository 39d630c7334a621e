package io.kokko.bench;

import java.util.ArrayList;
import java.util.List;

/** Each client sends requests and checks their replies: each once, in order, undamaged. */
final class Echo implements Traffic {

  /**
   * Says what is asked how fast.
   *
   * @param sizeBytes the size of a payload
   * @param pace its rate is that of all clients together, its window that of each
   */
  record Plan(int sizeBytes, Pace pace) {}

  private final Plan plan;
  private final Setup setup;
  private final DeliveryCounts counts = new DeliveryCounts();
  private final Stages stages = new Stages();
  private final List<EchoScript> scripts = new ArrayList<>();
  private volatile boolean running;

  Echo(Plan plan, Setup setup) {
    this.plan = plan;
    this.setup = setup;
  }

  @Override
  public Script on(Loop loop) {
    EchoScript script = new EchoScript(this, loop);
    scripts.add(script);
    return script;
  }

  @Override
  public void begin(Load load) {
    running = true;
    load.onEachLoop(loop -> ((EchoScript) loop.script()).begin());
  }

  @Override
  public void end() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  Plan plan() {
    return plan;
  }

  Setup setup() {
    return setup;
  }

  @Override
  public DeliveryCounts counts() {
    return counts;
  }

  @Override
  public Stages stages() {
    return stages;
  }

  @Override
  public boolean isAllThere() {
    return missing() <= 0;
  }

  /** Returns how many requests have no answer. */
  long missing() {
    return counts.sent.sum() - (counts.received.sum() - counts.doubled.sum()) - counts.errors.sum();
  }

  /** Returns the latencies of a stage; only when the loops have ended. */
  @Override
  public Histogram latency(int stage) {
    Histogram all = new Histogram();
    scripts.forEach(script -> all.addAll(script.latencies().of(stage)));
    return all;
  }
}
