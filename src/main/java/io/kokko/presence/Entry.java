package io.kokko.presence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * One meta of one key in one topic, from its join to its leave.
 *
 * <p>Immutable. There may be hundreds of thousands, so it has no field too many: its {@code
 * phx_ref} is read out of the meta, where it always comes first.
 */
final class Entry {

  private final long clock;
  private final String topic;
  private final String key;
  private final byte[] meta;

  /**
   * Takes what a replica said at a time of its clock.
   *
   * @param meta made by {@link Meta}, not copied
   */
  Entry(long clock, String topic, String key, byte[] meta) {
    this.clock = clock;
    this.topic = topic;
    this.key = key;
    this.meta = meta;
  }

  long clock() {
    return clock;
  }

  String topic() {
    return topic;
  }

  String key() {
    return key;
  }

  /** Returns the JSON object with its {@code phx_ref}, which nobody may change. */
  byte[] meta() {
    return meta;
  }

  String ref() {
    return Meta.ref(meta);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry that
        && clock == that.clock
        && topic.equals(that.topic)
        && key.equals(that.key)
        && Arrays.equals(meta, that.meta);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(clock) * 31 + key.hashCode();
  }

  @Override
  public String toString() {
    return clock + " " + topic + " " + key + " " + new String(meta, US_ASCII);
  }
}
