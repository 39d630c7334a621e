package io.kokko.stream;

import io.kokko.channel.EncodedBroadcast;
import io.kokko.channel.Subscriber;
import io.kokko.message.ChannelsException;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.pubsub.PubSub;
import io.kokko.store.StoredMessage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all nodes what has been appended: this one at once, the others a batch in one message. What
 * does not get there is found by the views that miss it.
 */
final class Announcements implements Subscriber, Publishing {

  private static final String TOPIC = "kokko_streams:";
  private static final String APPENDED = "appended";
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final Views views;

  Announcements(PubSub<Subscriber, Message.Broadcast> pubsub, Views views) {
    this.pubsub = pubsub;
    this.views = views;
  }

  /** Hears the other nodes from now on. */
  void start() {
    pubsub.subscribe(TOPIC, this);
  }

  void stop() {
    pubsub.unsubscribe(TOPIC, this);
  }

  /** Delivers here, then tells the other nodes. */
  @Override
  public void publish(List<StoredMessage> messages) {
    messages.forEach(this::deliver);
    BytesOut out = new BytesOut();
    out.all(messages, message -> write(message, out));
    try {
      pubsub.broadcastFrom(
          this, TOPIC, new Message.Broadcast(TOPIC, APPENDED, Payload.binary(out.toByteArray())));
    } catch (ChannelsException refused) {
      LOG.warn("not announced, so other nodes have to look: {}", refused.getMessage());
    }
  }

  private static void write(StoredMessage message, BytesOut out) {
    out.text(message.topic()).block(new BytesOut().message(message).toByteArray());
  }

  @Override
  public void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
    try {
      BytesIn in = new BytesIn(broadcast.payload().as(byte[].class));
      in.all(() -> read(in));
    } catch (RuntimeException unreadable) {
      LOG.warn("from another node: {}", unreadable.getMessage());
    }
  }

  private boolean read(BytesIn in) {
    String topic = in.text();
    boolean wanted = views.has(topic);
    if (wanted) {
      deliver(in.block().message(topic));
    } else {
      in.skipBlock();
    }
    return wanted;
  }

  private void deliver(StoredMessage message) {
    try {
      views.offer(message);
    } catch (RuntimeException crash) {
      LOG.error("a subscriber of {} failed", message.topic(), crash);
    }
  }
}
