package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.message.BinaryPayload;
import io.kokko.message.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Reads the parts of one binary frame, in order. */
final class BinaryReader {

  private final byte[] bytes;
  private int at;

  BinaryReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() {
    require(1);
    return bytes[at++] & 0xff;
  }

  String text(int sizeInBytes) {
    require(sizeInBytes);
    int from = at;
    at += sizeInBytes;
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, sizeInBytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFrameException("binary frame with a part that is no UTF-8", e);
    }
  }

  Payload rest() {
    return BinaryPayload.copyOf(bytes, at, bytes.length);
  }

  private void require(int more) {
    if (bytes.length - at < more) {
      throw new MalformedFrameException(
          "binary frame of "
              + bytes.length
              + " bytes (expected: at least "
              + (at + more)
              + " by its own sizes)");
    }
  }
}
