package io.kokko.channel;

import org.jspecify.annotations.Nullable;

/** Stands for one subscriber of one topic, be it a stream or not, until it is closed. */
public final class Subscription implements AutoCloseable {

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
    runtime.pubsub().subscribe(topic, subscriber);
    Streams streams = runtime.streams();
    return new Subscription(
        runtime, topic, subscriber, streams.isStream(topic) ? streams.open(topic) : null);
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
