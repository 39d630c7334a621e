package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.Draft;
import java.util.Collection;
import java.util.List;

/** Words what the owner of the streams is asked. */
final class OwnerCodec {

  static final int APPEND = 1;
  static final int POSITIONS = 2;
  static final int READ = 3;

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
}
