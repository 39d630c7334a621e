package io.kokko.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Shows one visitor the messages of a topic or a socket, as all nodes hear them. */
final class TapChannel {

  private static final String TOPIC = "tap:topic:";
  private static final String SOCKET = "tap:socket:";

  /** To the visitor: what each node has heard. */
  record HeardByNode(Map<String, JsonNode> nodes) {}

  private enum Tick {
    INSTANCE
  }

  private static final Duration INTERVAL = Duration.ofMillis(500);

  static Channel<Observatory, TapChannel> create() {
    return Channel.join(TapChannel::join)
        .handleInfo(Tick.class, TapChannel::tick)
        .handleInfo(HeardByNode.class, TapChannel::tell);
  }

  private final Socket<Observatory> socket;
  private final TapRequest request;

  private TapChannel(Socket<Observatory> socket, TapRequest request) {
    this.socket = socket;
    this.request = request;
    socket.info(Tick.INSTANCE);
  }

  private static JoinResult<TapChannel> join(
      String topic, Payload params, Socket<Observatory> socket) {
    String id = UUID.randomUUID().toString();
    if (topic.startsWith(TOPIC)) {
      String tapped = topic.substring(TOPIC.length());
      return open(socket, new TapRequest(id, TapRequest.Kind.TOPIC, tapped));
    }
    return topic.startsWith(SOCKET)
        ? open(socket, new TapRequest(id, TapRequest.Kind.SOCKET, topic.substring(SOCKET.length())))
        : JoinResult.error();
  }

  private static JoinResult<TapChannel> open(Socket<Observatory> socket, TapRequest request) {
    return request.what().isEmpty()
        ? JoinResult.error()
        : JoinResult.ok(new TapChannel(socket, request));
  }

  private Next tick(Tick tick) {
    socket.assigns().listen(request).thenAccept(heard -> socket.info(new HeardByNode(heard)));
    return Next.noReply();
  }

  private Next tell(HeardByNode heard) {
    socket.push("heard", heard);
    socket.infoAfter(INTERVAL, Tick.INSTANCE);
    return Next.noReply();
  }
}
