package io.kokko.testkit;

import io.kokko.channel.Broadcasts;
import io.kokko.channel.EncodedBroadcast;
import io.kokko.channel.Subscriber;
import io.kokko.message.Message;
import io.kokko.pubsub.PubSub;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Hears the broadcasts of one topic in a test, as Phoenix's test process does after {@code
 * subscribe}.
 */
public final class TestSubscriber implements AutoCloseable {

  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final String topic;
  private final BlockingQueue<Message.Broadcast> heard = new LinkedBlockingQueue<>();
  private final Inbox<Message.Broadcast> inbox = new Inbox<>(heard, broadcast -> broadcast);
  private final Subscriber subscriber = this::deliver;

  TestSubscriber(PubSub<Subscriber, Message.Broadcast> pubsub, String topic) {
    this.pubsub = pubsub;
    this.topic = topic;
    pubsub.subscribe(topic, subscriber);
  }

  private void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
    heard.add(broadcast);
  }

  /** Waits for a broadcast; Phoenix's {@code assert_broadcast}. */
  public <T> T expectBroadcast(String event, Class<T> type) {
    Message.Broadcast broadcast =
        (Message.Broadcast) inbox.expect("a broadcast of " + event, message -> has(message, event));
    return broadcast.payload().as(type);
  }

  /**
   * Fails if a broadcast is there or comes in the next tenth of a second; Phoenix's {@code
   * refute_broadcast}.
   */
  public void expectNoBroadcast(String event) {
    inbox.refute("broadcast of " + event, message -> has(message, event));
  }

  /** Broadcasts to everybody but this subscriber; Phoenix's {@code broadcast_from}. */
  public void broadcastFrom(String event, Object payload) {
    pubsub.broadcastFrom(subscriber, topic, Broadcasts.of(topic, event, payload));
  }

  private static boolean has(Message message, String event) {
    return message instanceof Message.Broadcast broadcast && broadcast.event().equals(event);
  }

  /** Hears no more. */
  @Override
  public void close() {
    pubsub.unsubscribe(topic, subscriber);
  }
}
