package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.PushKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Words what the owner of the streams is asked. */
final class OwnerCodec {

  static final int APPEND = 1;
  static final int POSITIONS = 2;
  static final int READ = 3;
  static final int CLAIM = 4;
  static final int ANSWER = 5;
  static final int RELEASE = 6;

  static final int GRANTED = 0;
  static final int RUNNING = 1;
  static final int ANSWERED = 2;

  static final int OK = 0;
  static final int NOT_OWNER = 1;
  static final int FAILED = 2;

  private OwnerCodec() {}

  static byte[] append(List<Draft> drafts) {
    BytesOut out = new BytesOut().octet(APPEND);
    return out.all(drafts, out::draft).toByteArray();
  }

  static byte[] positions(Collection<String> topics) {
    BytesOut out = new BytesOut().octet(POSITIONS);
    return out.all(topics, out::text).toByteArray();
  }

  static byte[] read(String topic, Position after, int limit) {
    return new BytesOut().octet(READ).text(topic).position(after).number(limit).toByteArray();
  }

  static byte[] claim(PushKey key, Duration window) {
    return push(CLAIM, key).number(window.toMillis()).toByteArray();
  }

  static byte[] answer(PushKey key, String reply) {
    return push(ANSWER, key).text(reply).toByteArray();
  }

  static byte[] release(PushKey key) {
    return push(RELEASE, key).toByteArray();
  }

  private static BytesOut push(int act, PushKey key) {
    return new BytesOut().octet(act).text(key.topic()).text(key.user()).text(key.id());
  }

  static PushKey key(BytesIn in) {
    return new PushKey(in.text(), in.text(), in.text());
  }
}
