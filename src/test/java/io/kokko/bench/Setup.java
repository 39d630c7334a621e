package io.kokko.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Says which clients connect where, and how.
 *
 * @param urls where to; client i connects to the first for {@code firstServerClients}, then to each
 *     of the others in turn
 * @param clients how many
 * @param topics of how many; client i joins topic i modulo this
 * @param firstServerClients how many of them connect to the first server only, or -1 if all servers
 *     take turns
 * @param threads how many threads work for them
 * @param connecting how many set-ups are under way at most
 * @param connectsPerSecond how many begin a second, 0 for as many as go
 * @param heartbeat how often each sends a heartbeat, zero for never
 * @param timeout how long each step of a set-up or an end may take
 */
record Setup(
    List<URI> urls,
    Words words,
    int clients,
    int topics,
    int firstServerClients,
    int threads,
    int connecting,
    double connectsPerSecond,
    Duration heartbeat,
    Duration timeout) {

  URI url(int client) {
    if (firstServerClients < 0) {
      return urls.get(client % urls.size());
    }
    return client < firstServerClients
        ? urls.get(0)
        : urls.get(1 + (client - firstServerClients) % (urls.size() - 1));
  }

  /** Returns the same for other servers. */
  Setup at(URI... servers) {
    return new Setup(
        List.of(servers),
        words,
        clients,
        topics,
        firstServerClients,
        threads,
        connecting,
        connectsPerSecond,
        heartbeat,
        timeout);
  }

  int topic(int client) {
    return client % topics;
  }

  String topicName(int topic) {
    return words.topicPrefix() + topic;
  }
}
