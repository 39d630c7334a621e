package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.kokko.message.BinaryPayload;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts a frame together in one growing array; payloads are spliced in as they are. */
final class FrameWriter {

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private byte[] bytes;
  private int size;

  FrameWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** Appends text that has only ASCII characters and needs no quotes. */
  FrameWriter raw(String ascii) {
    int length = ascii.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) ascii.charAt(i);
    }
    size += length;
    return this;
  }

  FrameWriter raw(byte[] source) {
    reserve(source.length);
    System.arraycopy(source, 0, bytes, size, source.length);
    size += source.length;
    return this;
  }

  FrameWriter raw(int octet) {
    reserve(1);
    bytes[size++] = (byte) octet;
    return this;
  }

  /** Appends a JSON string with its quotes. */
  FrameWriter string(String text) {
    int start = size;
    int length = text.length();
    reserve(length + 2);
    bytes[size++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        size = start;
        return escaped(text);
      }
      bytes[size++] = (byte) c;
    }
    bytes[size++] = '"';
    return this;
  }

  private FrameWriter escaped(String text) {
    return raw('"').raw(JsonStringEncoder.getInstance().quoteAsUTF8(text)).raw('"');
  }

  FrameWriter ref(@Nullable Ref ref) {
    return ref == null ? raw(NULL) : raw(ref.json().getBytes(UTF_8));
  }

  /** Appends a JSON payload. */
  FrameWriter json(Payload payload) {
    if (payload instanceof BinaryPayload) {
      throw new UnencodableMessageException(
          payload + " (expected: JSON, since this frame is text)");
    }
    return data(payload);
  }

  /** Appends the bytes of a payload. */
  FrameWriter data(Payload payload) {
    int length = payload.sizeInBytes();
    reserve(length);
    payload.copyTo(bytes, size);
    size += length;
    return this;
  }

  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
