package io.kokko.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kokko.message.JsonPayload;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.message.Position;
import java.util.concurrent.CompletionStage;

/** Lets one client into the stream of its topic, at the place where it was. */
final class StreamJoin implements Streams.Member {

  private final Streams.Reader reader;
  private final StreamRequest request;
  private final StreamSeat seat;
  private final Membership membership;

  /** Follows the stream from now on; until it is attached the client gets nothing of it. */
  StreamJoin(Streams streams, Membership membership, Payload params, boolean intercepts) {
    this.membership = membership;
    this.request = StreamRequest.of(params);
    this.seat = new StreamSeat(request, intercepts);
    membership.sit(seat);
    this.reader = streams.open(membership.topic());
  }

  /** Returns where the stream is before the join is decided. */
  CompletionStage<Position> position() {
    return reader.position();
  }

  /** Lets the client have what comes after its own position, or else after another one. */
  CompletionStage<Streams.Begin> attach(Position start) {
    return reader.attach(request.wanted(), start, this);
  }

  /**
   * Returns what the join is answered with.
   *
   * @throws PayloadException if a position has to be put into something that is no JSON object
   */
  Payload reply(Payload response, Streams.Begin begin) {
    if (!request.positions()) {
      return response;
    }
    if (!(response instanceof JsonPayload json)) {
      throw new PayloadException("join reply: " + response + " (expected: a JSON object)");
    }
    return json.with(
        StreamRequest.KEY,
        Payload.of(
            JsonNodeFactory.instance
                .objectNode()
                .put("epoch", begin.position().epoch())
                .put("offset", begin.position().offset())
                .put("recovered", begin.recovered())));
  }

  @Override
  public void begin(Position position) {
    seat.begin(position);
  }

  @Override
  public void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
    membership.deliver(broadcast, encoded);
  }

  /** A client that knows its position has to be told that it means nothing any more. */
  @Override
  public void broken() {
    if (request.positions()) {
      membership.fail("another epoch of the stream");
    }
  }

  void close() {
    reader.close();
  }
}
