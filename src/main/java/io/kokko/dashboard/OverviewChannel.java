package io.kokko.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.channel.StopReason;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells one visitor every second how all nodes fare. */
final class OverviewChannel {

  static final String TOPIC = "overview";

  /** To the visitor, at the join. */
  record Welcome(String node) {}

  /** To the visitor: the report of each node, null of one that gave none. */
  record Reports(Map<String, JsonNode> nodes) {}

  /** From the visitor: who is there? */
  record Who(String topic) {}

  /** To the visitor. */
  record There(List<Observatory.PresenceOf> presences) {}

  /** To the visitor: why not. */
  record Refused(String reason) {}

  private enum Tick {
    INSTANCE
  }

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  static Channel<Observatory, OverviewChannel> create() {
    return Channel.join(OverviewChannel::join)
        .handleIn("presence", Who.class, OverviewChannel::presence)
        .handleInfo(Tick.class, OverviewChannel::tick)
        .handleInfo(Reports.class, OverviewChannel::tell)
        .terminate(OverviewChannel::terminate);
  }

  private final Socket<Observatory> socket;
  private final String visitor;
  private final Observatory observatory;

  /** By node, the number of the last sample that the visitor has. */
  private final Map<String, Long> since = new HashMap<>();

  private OverviewChannel(Socket<Observatory> socket, String visitor) {
    this.socket = socket;
    this.visitor = visitor;
    observatory = socket.assigns();
    socket.info(Tick.INSTANCE);
  }

  private static JoinResult<OverviewChannel> join(
      String topic, Payload params, Socket<Observatory> socket) {
    String visitor = UUID.randomUUID().toString();
    return socket.assigns().enter(visitor)
        ? JoinResult.ok(
            new OverviewChannel(socket, visitor), new Welcome(socket.assigns().nodeName()))
        : JoinResult.error(
            new Refused("there are " + Observatory.MOST_VISITORS + " visitors already"));
  }

  private Next tick(Tick tick) {
    observatory
        .reports(visitor, Map.copyOf(since))
        .thenAccept(reports -> socket.info(new Reports(reports)));
    return Next.noReply();
  }

  private Next tell(Reports reports) {
    reports
        .nodes()
        .forEach(
            (node, report) -> {
              // The newest is the first; a node that has started again counts anew.
              JsonNode newest = report.path("samples").path(0).path("number");
              if (newest.isNumber()) {
                since.put(node, newest.asLong());
              } else if (report.isNull()) {
                since.remove(node);
              }
            });
    since.keySet().retainAll(reports.nodes().keySet());
    socket.push("reports", reports);
    socket.infoAfter(INTERVAL, Tick.INSTANCE);
    return Next.noReply();
  }

  private Reply presence(Who who) {
    return Reply.ok(new There(observatory.presences(who.topic())));
  }

  private void terminate(StopReason reason) {
    observatory.leave(visitor);
  }
}
