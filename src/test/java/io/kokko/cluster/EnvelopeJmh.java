package io.kokko.cluster;

import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Times a broadcast of 128 bytes on its way into the bus and out of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnvelopeJmh {

  private final Envelope envelope =
      new Envelope(
          "room:lobby",
          new Broadcast(
              "room:lobby", "shout", Payload.ofJson("{\"x\":\"" + "x".repeat(120) + "\"}")));

  private final byte[] encoded = envelope.encode();

  @Benchmark
  public byte[] encode() {
    return envelope.encode();
  }

  @Benchmark
  public Object decode() {
    return Envelope.decode(encoded, Envelope.SIZE_BYTES, encoded.length);
  }
}
