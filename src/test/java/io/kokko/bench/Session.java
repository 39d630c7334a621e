package io.kokko.bench;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * The servers under load, and how clients are made for them.
 *
 * @param connecting how many set-ups are under way at most, 0 for what the mode thinks best
 */
record Session(
    Servers servers,
    Words words,
    int threads,
    int connecting,
    double connectsPerSecond,
    Duration heartbeat,
    Duration timeout,
    PrintWriter progress) {

  private static final int CONNECTING = 256;
  private static final int CONNECTING_OF_CHURN = 1024;

  Setup setup(int clients, int topics) {
    int atATime = connecting > 0 ? connecting : CONNECTING;
    return setup(clients, topics, -1, atATime, heartbeat);
  }

  /** Has the first clients connect to the first server, and the others to the others. */
  Setup clusterSetup(int clients, int topics, int firstServerClients) {
    int atATime = connecting > 0 ? connecting : CONNECTING;
    return setup(clients, topics, firstServerClients, atATime, heartbeat);
  }

  /** Sends no heartbeats, since nobody stays. */
  Setup churnSetup(int clients, int topics) {
    int atATime = connecting > 0 ? connecting : Math.min(clients, CONNECTING_OF_CHURN);
    return setup(clients, topics, -1, atATime, Duration.ZERO);
  }

  private Setup setup(
      int clients, int topics, int firstServerClients, int atATime, Duration interval) {
    return new Setup(
        servers.urls(),
        words,
        clients,
        Math.min(topics, clients),
        firstServerClients,
        threads,
        atATime,
        connectsPerSecond,
        interval,
        timeout);
  }

  Usage usage() {
    return Usage.of(servers.pids());
  }

  Watch watch(String work, Load load) {
    Watch watch = new Watch(progress, work);
    watch.check(load::check);
    return watch;
  }
}
