package io.kokko.channel;

import com.typesafe.config.Config;
import io.kokko.message.Message;
import io.kokko.pubsub.Adapter;
import io.kokko.pubsub.PubSub;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.Tracing;

/**
 * Holds what all channels of a node share.
 *
 * @param maxQueue how many intercepted broadcasts and info messages may wait for one channel
 */
public record ChannelRuntime(
    PubSub<Subscriber, Message.Broadcast> pubsub,
    Telemetry telemetry,
    int maxQueue,
    Streams streams) {

  /**
   * Reads {@code kokko.channel}, and joins a way to reach other nodes with what is needed on this
   * one.
   *
   * @throws InvalidSettingException if a number is not positive
   */
  public static ChannelRuntime of(
      Config config, Adapter<Message.Broadcast> adapter, Telemetry telemetry) {
    int maxQueue = new SettingReader(config, "kokko.channel").count("max-queue");
    return new ChannelRuntime(
        new PubSub<>(new Fastlane(telemetry), adapter), telemetry, maxQueue, Streams.none());
  }

  /** Publishes in a span of its own, where anybody traces. */
  public void traced(String topic, String event, Runnable publishing) {
    Tracing tracing = telemetry.tracing();
    if (!tracing.isOn()) {
      publishing.run();
      return;
    }
    Tracing.Span span = tracing.broadcast(topic, event);
    Tracing.Scope scope = span.enter();
    try {
      publishing.run();
    } catch (RuntimeException e) {
      span.fail(e);
      throw e;
    } finally {
      scope.close();
      span.end();
    }
  }

  /** Returns the same with streams. */
  public ChannelRuntime with(Streams kept) {
    return new ChannelRuntime(pubsub, telemetry, maxQueue, kept);
  }
}
