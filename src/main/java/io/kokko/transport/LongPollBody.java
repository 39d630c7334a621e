package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kokko.serializer.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the messages in the body of a post.
 *
 * <p>With the content type {@code application/x-ndjson} each line is one: text if it begins with a
 * bracket, otherwise bytes in base64. With any other the body is one text.
 */
final class LongPollBody {

  private static final String BATCH = "application/x-ndjson";

  /** The rest of a batch is ignored. */
  private static final int MAX_MESSAGES = 100;

  private static final int MAX_BASE64_BYTES = 10_000_000;

  private LongPollBody() {}

  /** Returns the messages, or nothing if one is neither text nor base64. */
  static Optional<List<Frame>> read(String contentType, byte[] body) {
    if (!contentType.equals(BATCH)) {
      return Optional.of(List.of(Frame.text(body)));
    }
    List<Frame> frames = new ArrayList<>();
    try {
      int start = 0;
      while (start <= body.length && frames.size() < MAX_MESSAGES) {
        int end = endOfLine(body, start);
        int next = end + 1;
        if (end < body.length && end > start && body[end - 1] == '\r') {
          end--;
        }
        frames.add(frame(Arrays.copyOfRange(body, start, end)));
        start = next;
      }
      return Optional.of(frames);
    } catch (IllegalArgumentException undecodable) {
      return Optional.empty();
    }
  }

  private static int endOfLine(byte[] body, int start) {
    int end = start;
    while (end < body.length && body[end] != '\n') {
      end++;
    }
    return end;
  }

  private static Frame frame(byte[] line) {
    if (line.length > 0 && line[0] == '[') {
      return Frame.text(line);
    }
    if (line.length > MAX_BASE64_BYTES) {
      throw new IllegalArgumentException("line of " + line.length + " bytes");
    }
    return Frame.binary(Base64.getDecoder().decode(new String(line, ISO_8859_1)));
  }
}
