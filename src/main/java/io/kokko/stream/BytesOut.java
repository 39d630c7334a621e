package io.kokko.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.Retention;
import io.kokko.store.StoredMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what nodes tell each other about streams. */
final class BytesOut {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  BytesOut octet(int octet) {
    return write(() -> out.writeByte(octet));
  }

  BytesOut number(long number) {
    return write(() -> out.writeLong(number));
  }

  BytesOut text(String text) {
    return block(text.getBytes(UTF_8));
  }

  BytesOut textOrNull(@Nullable String text) {
    return text == null ? octet(0) : octet(1).text(text);
  }

  BytesOut block(byte[] block) {
    return write(
        () -> {
          out.writeInt(block.length);
          out.write(block);
        });
  }

  BytesOut payload(Payload payload) {
    return block(payload.toByteArray());
  }

  BytesOut position(Position position) {
    return text(position.epoch()).number(position.offset());
  }

  <T> BytesOut all(Collection<T> items, Consumer<T> each) {
    number(items.size());
    items.forEach(each);
    return this;
  }

  BytesOut draft(Draft draft) {
    Retention retention = draft.retention();
    return text(draft.topic())
        .text(draft.event())
        .payload(draft.payload())
        .textOrNull(draft.origin())
        .number(retention.count())
        .number(retention.age().toMillis());
  }

  /** All but the topic. */
  BytesOut message(StoredMessage message) {
    return position(message.position())
        .text(message.event())
        .payload(message.payload())
        .textOrNull(message.origin());
  }

  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private BytesOut write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
