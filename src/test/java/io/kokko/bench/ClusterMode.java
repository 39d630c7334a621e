package io.kokko.bench;

import java.net.URI;
import java.util.List;

/** Measures broadcasts that are made on the first server, and heard on the others. */
final class ClusterMode {

  private static final double MEETING_SECONDS = 60;

  private final Session session;
  private final TrafficMode traffic;

  ClusterMode(Session session, TrafficMode traffic) {
    this.session = session;
    this.traffic = traffic;
  }

  /** Takes how many hear; the publishers come on top, one a topic. */
  Result run(String work, int clients, int topics, int sizeBytes, Pace pace) {
    meet();
    int publishers = Math.min(topics, clients);
    Setup setup = session.clusterSetup(clients + publishers, publishers, publishers);
    return traffic.fanout(work, setup, new Fanout.Plan(1, false, sizeBytes, pace));
  }

  /** Waits until the other servers hear the first. */
  private void meet() {
    List<URI> urls = session.servers().urls();
    urls.stream().skip(1).forEach(url -> meet(session.clusterSetup(2, 1, 1).at(urls.get(0), url)));
  }

  private void meet(Setup setup) {
    Fanout fanout = new Fanout(new Fanout.Plan(1, false, 64, Pace.of(20, 1)), setup);
    try (Load load = Load.start(setup, fanout)) {
      Watch watch = session.watch("cluster", load);
      load.join(watch);
      fanout.begin(load);
      boolean met =
          watch.until(
              MEETING_SECONDS,
              () -> fanout.counts().received.sum() > 0,
              () -> "waits until the servers hear each other");
      fanout.end();
      load.leave(watch);
      if (!met) {
        throw new BenchException("what is broadcast on the first server is not heard elsewhere");
      }
    }
  }
}
