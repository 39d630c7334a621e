package io.kokko.telemetry;

import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened on a node.
 *
 * <p>The first four are Phoenix's own, with its measurements; the others are what Phoenix does not
 * tell. Parameters and payloads are what the client sent: filter them with {@link FilteredParams}
 * before they are written anywhere.
 *
 * @see <a href="https://hexdocs.pm/phoenix/telemetry.html#phoenix-telemetry-events">Phoenix's
 *     events</a>
 */
public sealed interface TelemetryEvent {

  /** Returns the name, for example {@code phoenix.channel_joined}. */
  String name();

  /** A client asked for a socket, and got it or not. */
  record SocketConnected(
      Duration duration,
      String transport,
      String path,
      String vsn,
      Map<String, String> params,
      boolean accepted)
      implements TelemetryEvent {
    @Override
    public String name() {
      return "phoenix.socket_connected";
    }
  }

  /** A client asked to join a topic, and was let in or refused. */
  record ChannelJoined(Duration duration, String topic, Payload params, boolean accepted)
      implements TelemetryEvent {
    @Override
    public String name() {
      return "phoenix.channel_joined";
    }
  }

  /** A channel has handled a push of its client without failing. */
  record ChannelHandledIn(
      Duration duration, String topic, String event, @Nullable Ref ref, Payload params)
      implements TelemetryEvent {
    @Override
    public String name() {
      return "phoenix.channel_handled_in";
    }
  }

  /**
   * A node that stops begins to close another batch of its sockets.
   *
   * @param count how many are in this batch
   * @param total how many there were when the drain began
   * @param index which batch this is, from 1
   * @param rounds how many batches there are
   * @param interval from the begin of one batch to that of the next
   */
  record SocketDrain(int count, int total, int index, int rounds, Duration interval)
      implements TelemetryEvent {
    @Override
    public String name() {
      return "phoenix.socket_drain";
    }
  }

  /** A socket has ended, whatever ended it. */
  record SocketDisconnected() implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.socket_disconnected";
    }
  }

  /**
   * A channel that was joined has ended in order.
   *
   * @param reason {@code left}, {@code closed}, {@code normal} or what the application said
   */
  record ChannelEnded(String topic, String reason) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.channel_ended";
    }
  }

  /** A channel, or a join, has failed. */
  record ChannelCrashed(String topic, Throwable cause) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.channel_crashed";
    }
  }

  /** A channel has pushed to its client. */
  record ChannelPushed(String topic, String event) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.channel_pushed";
    }
  }

  /** A broadcast was handed to the subscribers on this node. */
  record Broadcasted(String topic, String event) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.broadcasted";
    }
  }

  /**
   * Who is present in a topic has changed, and this node's clients have been told.
   *
   * @param joins how many metas came
   * @param leaves how many metas went
   */
  record PresenceChanged(String topic, int joins, int leaves) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.presence_changed";
    }
  }

  /**
   * The members of another node show on this one, or are hidden because it is gone or cut off.
   *
   * @param node the other node's name
   */
  record PresenceReplica(String node, boolean up) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.presence_replica";
    }
  }

  /**
   * Messages were appended to streams, together.
   *
   * @param messages how many
   * @param duration until they were safe and delivered on this node
   */
  record StreamAppended(int messages, Duration duration) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.stream_appended";
    }
  }

  /**
   * This node had missed messages of a stream, and has fetched them.
   *
   * @param messages how many were delivered late
   */
  record StreamGapMended(String topic, long messages) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.stream_gap_mended";
    }
  }

  /**
   * A client has come back to a stream.
   *
   * @param recovered whether it gets all that it missed
   */
  record StreamResumed(String topic, boolean recovered) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.stream_resumed";
    }
  }

  /** A stream cannot be continued: what kept it is gone. Its clients are told, and begin anew. */
  record StreamBroken(String topic) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.stream_broken";
    }
  }

  /** What keeps the streams does not answer; told once, until it does. */
  record StreamUnavailable(String reason) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.stream_unavailable";
    }
  }

  /** What keeps the streams answers again. */
  record StreamRecovered(Duration duration) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.stream_recovered";
    }
  }

  /**
   * A bounded queue was full.
   *
   * @param queue {@code channel}: what waits for a channel, which ends with {@code phx_error};
   *     {@code outbox}: what waits for the client of a WebSocket, which is closed with 1008; {@code
   *     long-poll}: what waits for a client that polls, whose session ends; {@code stream}: what
   *     waits to be appended, the next of which is refused
   * @param owner the topic of the channel or the stream, or the client's address, for example
   *     {@code 192.0.2.1:50123}
   */
  record QueueOverflowed(String queue, String owner) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.queue_overflowed";
    }
  }

  /**
   * A client did something too often, and was told so.
   *
   * @param what {@code connect}, {@code join} or {@code push}
   */
  record RateLimited(String what) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.rate_limited";
    }
  }

  /**
   * Broadcasts were not delivered to another node: it is gone, or did not acknowledge until more
   * waited for it than may.
   *
   * @param nodeName the other node
   * @param messages how many; some of them may have arrived all the same
   * @param bytes what they had, encoded
   */
  record BusDropped(String nodeName, long messages, long bytes) implements TelemetryEvent {
    @Override
    public String name() {
      return "kokko.bus_dropped";
    }
  }
}
