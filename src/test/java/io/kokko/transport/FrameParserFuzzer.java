package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kokko.serializer.Frame;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Takes any bytes for what a client sends after the upgrade; the first one chooses the pieces. */
public final class FrameParserFuzzer {

  private static final int MAX_BYTES = 10_000_000;

  /** What the parser and its caller may spend on an input, beside a multiple of its size. */
  private static final int SLACK_BYTES = 200_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private FrameParserFuzzer() {}

  /** Fails if pieces make a difference, or if more is allocated than came. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    List<WebSocketEvent> whole = parsed(List.of(bytes));
    long bound = SLACK_BYTES + 100L * bytes.length;

    assertThat(Math.min(allocatedFor(bytes), allocatedFor(bytes))).isLessThan(bound);
    assertThat(described(parsed(pieces(bytes, new Random(input[0]))))).isEqualTo(described(whole));
    assertThat(whole.stream().mapToInt(FrameParserFuzzer::size).sum())
        .isLessThanOrEqualTo(bytes.length);
  }

  /** Classes that are loaded, and instrumented by the fuzzer, count too: the first time. */
  private static long allocatedFor(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    parsed(List.of(bytes));
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static List<byte[]> pieces(byte[] bytes, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    int position = 0;
    while (position < bytes.length) {
      int end = Math.min(bytes.length, position + 1 + random.nextInt(9));
      pieces.add(Arrays.copyOfRange(bytes, position, end));
      position = end;
    }
    return pieces;
  }

  private static List<WebSocketEvent> parsed(List<byte[]> pieces) {
    FrameParser parser = new FrameParser(MAX_BYTES, MAX_BYTES);
    List<WebSocketEvent> events = new ArrayList<>();
    for (byte[] piece : pieces) {
      parser.feed(piece);
      WebSocketEvent event = parser.next();
      while (event != null) {
        events.add(event);
        event = parser.next();
      }
    }
    return events;
  }

  private static List<String> described(List<WebSocketEvent> events) {
    return events.stream().map(FrameParserFuzzer::described).toList();
  }

  private static String described(WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Ping ping) {
      return "ping " + Arrays.toString(ping.payload());
    }
    if (event instanceof WebSocketEvent.Message message) {
      Frame frame = message.frame();
      return (frame.isText() ? "text " : "binary ") + Arrays.toString(frame.bytes());
    }
    return event.toString();
  }

  private static int size(WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Ping ping) {
      return ping.payload().length;
    }
    return event instanceof WebSocketEvent.Message message ? message.frame().bytes().length : 0;
  }
}
