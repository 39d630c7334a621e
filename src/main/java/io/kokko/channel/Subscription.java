package io.kokko.channel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for one subscriber of one topic, be it a stream or not, until it is closed. */
public final class Subscription implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private final ChannelRuntime runtime;
  private final String topic;
  private final Subscriber subscriber;
  private final Streams.@Nullable Reader reader;

  private Subscription(
      ChannelRuntime runtime,
      String topic,
      Subscriber subscriber,
      Streams.@Nullable Reader reader) {
    this.runtime = runtime;
    this.topic = topic;
    this.subscriber = subscriber;
    this.reader = reader;
  }

  /** Lets a subscriber have what is broadcast to a topic from now on. */
  public static Subscription open(ChannelRuntime runtime, String topic, Subscriber subscriber) {
    boolean stream = runtime.streams().isStream(topic);
    Subscriber guarded = stream ? guarded(topic, subscriber) : subscriber;
    runtime.pubsub().subscribe(topic, guarded);
    return new Subscription(runtime, topic, guarded, stream ? runtime.streams().open(topic) : null);
  }

  /** One that fails must not keep a message of a stream from the others. */
  private static Subscriber guarded(String topic, Subscriber subscriber) {
    return (broadcast, encoded) -> {
      try {
        subscriber.deliver(broadcast, encoded);
      } catch (RuntimeException crash) {
        LOG.error("a subscriber of {} failed", topic, crash);
      }
    };
  }

  /** Ends it; a second call does nothing. */
  @Override
  public void close() {
    runtime.pubsub().unsubscribe(topic, subscriber);
    if (reader != null) {
      reader.close();
    }
  }
}
