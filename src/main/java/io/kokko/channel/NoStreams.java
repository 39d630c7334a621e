package io.kokko.channel;

import io.kokko.message.Payload;
import io.kokko.message.Position;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** Keeps nothing, where no channel is declared a stream. */
enum NoStreams implements Streams {
  INSTANCE;

  @Override
  public boolean isStream(String topic) {
    return false;
  }

  @Override
  public CompletionStage<Position> append(
      String topic, String event, Payload payload, @Nullable String origin) {
    throw noStream(topic);
  }

  @Override
  public Reader open(String topic) {
    throw noStream(topic);
  }

  @Override
  public CompletionStage<Claim> claim(KeyedPush push, Duration window) {
    throw noStream(push.topic());
  }

  @Override
  public CompletionStage<Done> answer(KeyedPush push, Reply reply) {
    throw noStream(push.topic());
  }

  @Override
  public CompletionStage<Done> release(KeyedPush push) {
    throw noStream(push.topic());
  }

  @Override
  public <T> CompletionStage<T> transaction(TransactionCode<T> code, @Nullable KeyedPush push) {
    throw new IllegalStateException(
        "transaction without a store (expected: a channel declared with Channel.stream)");
  }

  @Override
  public int waiting() {
    return 0;
  }

  @Override
  public int followed() {
    return 0;
  }

  private static IllegalStateException noStream(String topic) {
    return new IllegalStateException(
        topic + " is no stream (expected: a channel declared with Channel.stream)");
  }
}
