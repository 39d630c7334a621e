package io.kokko.channel;

import io.kokko.message.Message;
import io.kokko.pubsub.Dispatcher;
import io.kokko.serializer.UnencodableMessageException;
import io.kokko.telemetry.Tap;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TraceContext;
import io.kokko.telemetry.Tracing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a broadcast straight to the connections of its subscribers, past their channels: encoded
 * once for each serializer, the same bytes for everyone.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/channel/server.ex">Phoenix.Channel.Server,
 *     dispatch/3</a>
 */
public final class Fastlane implements Dispatcher<Subscriber, Message.Broadcast> {

  private static final Logger LOG = LoggerFactory.getLogger(Fastlane.class);

  private final Telemetry telemetry;

  public Fastlane(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public void dispatch(
      Iterable<Subscriber> subscribers, @Nullable Subscriber from, Message.Broadcast broadcast) {
    Tracing tracing = telemetry.tracing();
    if (tracing.isOn()) {
      Tracing.Span span = tracing.deliver(broadcast.topic(), broadcast.event());
      TraceContext trace = span.isRecorded() ? span.context() : null;
      span.delivered(deliver(subscribers, from, new EncodedBroadcast(broadcast, trace)));
      span.end();
    } else {
      deliver(subscribers, from, new EncodedBroadcast(broadcast));
    }
    if (telemetry.isListening()) {
      telemetry.emit(new TelemetryEvent.Broadcasted(broadcast.topic(), broadcast.event()));
    }
  }

  private int deliver(
      Iterable<Subscriber> subscribers, @Nullable Subscriber from, EncodedBroadcast encoded) {
    Message.Broadcast broadcast = encoded.broadcast();
    int delivered = 0;
    for (Subscriber subscriber : subscribers) {
      if (subscriber != from) {
        deliver(subscriber, broadcast, encoded);
        delivered++;
      }
    }
    telemetry.counts().delivered(delivered);
    Tap tap = telemetry.tap();
    if (tap != null) {
      show(tap, subscribers, from, broadcast, delivered);
    }
    return delivered;
  }

  private static void show(
      Tap tap,
      Iterable<Subscriber> subscribers,
      @Nullable Subscriber from,
      Message.Broadcast broadcast,
      int delivered) {
    String event = broadcast.event();
    tap.broadcast(broadcast.topic(), event, broadcast.payload(), delivered);
    if (tap.isForSockets()) {
      for (Subscriber subscriber : subscribers) {
        if (subscriber != from && subscriber instanceof Membership member) {
          tap.delivery(member.user(), broadcast.topic(), event, broadcast.payload());
        }
      }
    }
  }

  /** One client that cannot get a message must not keep it from the others. */
  private static void deliver(
      Subscriber subscriber, Message.Broadcast broadcast, EncodedBroadcast encoded) {
    try {
      subscriber.deliver(broadcast, encoded);
    } catch (UnencodableMessageException e) {
      LOG.warn("{} of {} not delivered: {}", broadcast.event(), broadcast.topic(), e.getMessage());
    }
  }
}
