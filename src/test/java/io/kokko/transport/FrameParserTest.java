package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameParserTest {

  private static final int MAX = 1_000_000;

  @Test
  void anySplitOfAnySequenceGivesTheSameEvents() {
    Random random = new Random(6455);
    for (int round = 0; round < 300; round++) {
      List<String> expected = new ArrayList<>();
      byte[] bytes = sequence(random, expected);

      assertThat(parsedInPieces(bytes, random)).as("round %d", round).isEqualTo(expected);
    }
  }

  /** Makes messages in random fragments with control frames between them. */
  private static byte[] sequence(Random random, List<String> expected) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int message = 0; message < 1 + random.nextInt(5); message++) {
      boolean text = random.nextBoolean();
      byte[] payload = text ? randomText(random) : randomBytes(random);
      int opcode = text ? 1 : 2;
      int sent = 0;
      while (random.nextInt(3) == 0) {
        int size = random.nextInt(payload.length - sent + 1);
        bytes.writeBytes(RawClient.frame(opcode, Arrays.copyOfRange(payload, sent, sent + size)));
        opcode = 0;
        sent += size;
        ping(random, bytes, expected);
      }
      byte[] last = Arrays.copyOfRange(payload, sent, payload.length);
      bytes.writeBytes(RawClient.frame(0x80 | opcode, last));
      expected.add((text ? "text " : "binary ") + Arrays.hashCode(payload));
    }
    return bytes.toByteArray();
  }

  private static void ping(Random random, ByteArrayOutputStream bytes, List<String> expected) {
    byte[] payload = new byte[random.nextInt(126)];
    random.nextBytes(payload);
    bytes.writeBytes(RawClient.frame(0x89, payload));
    expected.add("ping " + Arrays.hashCode(payload));
  }

  private static byte[] randomText(Random random) {
    StringBuilder text = new StringBuilder();
    random
        .ints(random.nextInt(500), 0, 0x110000)
        .filter(point -> point < 0xd800 || point > 0xdfff)
        .map(point -> random.nextBoolean() ? point % 128 : point)
        .forEach(text::appendCodePoint);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(10) == 0 ? 70_000 : random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static List<String> parsedInPieces(byte[] bytes, Random random) {
    FrameParser parser = new FrameParser(MAX, MAX);
    List<String> events = new ArrayList<>();
    int most = 1 + random.nextInt(random.nextBoolean() ? 5 : 5000);
    int position = 0;
    while (position < bytes.length) {
      int end = Math.min(bytes.length, position + 1 + random.nextInt(most));
      parser.feed(Arrays.copyOfRange(bytes, position, end));
      // Now and then the next piece comes before the last one was used up.
      if (random.nextInt(4) > 0 || end == bytes.length) {
        drain(parser, events);
      }
      position = end;
    }
    return events;
  }

  private static void drain(FrameParser parser, List<String> events) {
    for (WebSocketEvent event = parser.next(); event != null; event = parser.next()) {
      events.add(described(event));
    }
  }

  private static String described(WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Message message) {
      Frame frame = message.frame();
      return (frame.isText() ? "text " : "binary ") + Arrays.hashCode(frame.bytes());
    }
    return event instanceof WebSocketEvent.Ping ping
        ? "ping " + Arrays.hashCode(ping.payload())
        : event.toString();
  }

  @Test
  void announcedLengthReservesNothing() {
    List<FrameParser> parsers = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      FrameParser parser = new FrameParser(Integer.MAX_VALUE, Integer.MAX_VALUE);
      parser.feed(new byte[] {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1});

      assertThat(parser.next()).isNull();
      parsers.add(parser);
    }

    assertThat(parsers).hasSize(2000);
  }

  @Test
  void nothingComesAfterAViolation() {
    FrameParser parser = new FrameParser(MAX, MAX);
    parser.feed(new byte[] {(byte) 0xff});
    parser.feed(RawClient.frame(0x81, new byte[0]));

    assertThat(parser.next()).isEqualTo(new WebSocketEvent.Violation(CloseCode.PROTOCOL_ERROR));
    assertThat(parser.next()).isNull();
    parser.feed(RawClient.frame(0x81, new byte[0]));
    assertThat(parser.next()).isNull();
  }

  @Test
  void utf8IsCheckedAsTheJdkDoes() {
    Random random = new Random(3629);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(7)];
      random.nextBytes(bytes);
      if (random.nextBoolean() && bytes.length > 0) {
        bytes[0] = (byte) (0xe0 | random.nextInt(32));
      }

      assertThat(Utf8.isValid(bytes, 0)).as("%s", Arrays.toString(bytes)).isEqualTo(isUtf8(bytes));
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    return Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes);
  }
}
