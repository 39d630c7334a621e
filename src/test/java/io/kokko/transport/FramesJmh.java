package io.kokko.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.serializer.Frame;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Times a frame between bytes and message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class FramesJmh {

  private static final int MAX_BYTES = 10_000_000;

  @Param({"128", "4096"})
  private int size;

  private FrameParser parser;
  private byte[] received;
  private Frame message;

  @Setup
  public void setUp() {
    byte[] text = "x".repeat(size).getBytes(UTF_8);
    parser = new FrameParser(MAX_BYTES, MAX_BYTES);
    received = RawClient.frame(0x81, text);
    message = Frame.text(text);
  }

  /** A client's frame: header, mask, and whether it is UTF-8. */
  @Benchmark
  public @Nullable Object parse() {
    parser.feed(received);
    return parser.next();
  }

  @Benchmark
  public byte[] frame() {
    return Framing.message(message);
  }
}
