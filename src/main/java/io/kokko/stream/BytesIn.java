package io.kokko.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.store.Draft;
import io.kokko.store.Retention;
import io.kokko.store.StoredMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BytesOut} has written; anything else is a {@link RuntimeException}. */
final class BytesIn {

  private final byte[] bytes;
  private final ByteBuffer in;

  BytesIn(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes);
  }

  int octet() {
    return in.get();
  }

  long number() {
    return in.getLong();
  }

  String text() {
    int size = size();
    return new String(bytes, skip(size), size, UTF_8);
  }

  @Nullable String textOrNull() {
    return octet() == 0 ? null : text();
  }

  Payload payload() {
    int size = size();
    int from = skip(size);
    return JsonPayload.copyOf(bytes, from, from + size);
  }

  /** Reads a block as another one of these. */
  BytesIn block() {
    int size = size();
    int from = skip(size);
    byte[] inner = new byte[size];
    System.arraycopy(bytes, from, inner, 0, size);
    return new BytesIn(inner);
  }

  void skipBlock() {
    skip(size());
  }

  Position position() {
    return new Position(text(), number());
  }

  <T> List<T> all(Supplier<T> each) {
    long count = number();
    List<T> items = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      items.add(each.get());
    }
    return items;
  }

  Draft draft() {
    return new Draft(
        text(),
        text(),
        payload(),
        textOrNull(),
        new Retention(Math.toIntExact(number()), Duration.ofMillis(number())));
  }

  StoredMessage message(String topic) {
    return new StoredMessage(topic, position(), text(), payload(), textOrNull());
  }

  private int size() {
    int size = in.getInt();
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException(
          "block of " + size + " bytes (expected: <= " + in.remaining() + ")");
    }
    return size;
  }

  private int skip(int size) {
    int from = in.position();
    in.position(from + size);
    return from;
  }
}
