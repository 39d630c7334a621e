package io.kokko.serializer;

import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.util.concurrent.TimeUnit;
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

/** Times messages of 128 bytes between frame and message, in each version of the protocol. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class SerializersJmh {

  private static final String PAYLOAD = "{\"p\":0,\"s\":12345,\"x\":\"" + "x".repeat(104) + "\"}";

  @Param({"1.0.0", "2.0.0"})
  private String version;

  private Serializer serializer;
  private Frame push;
  private Message reply;
  private Message broadcast;

  @Setup
  public void setUp() {
    serializer = Serializer.negotiate(version).orElseThrow();
    push =
        Frame.text(
            version.equals("2.0.0")
                ? "[\"1\",\"17\",\"room:lobby\",\"shout\"," + PAYLOAD + "]"
                : "{\"topic\":\"room:lobby\",\"event\":\"shout\",\"ref\":\"17\",\"payload\":"
                    + PAYLOAD
                    + "}");
    Payload payload = Payload.ofJson(PAYLOAD);
    reply = new Message.Reply(Ref.of("1"), Ref.of("17"), "room:lobby", "ok", payload);
    broadcast = new Message.Broadcast("room:lobby", "shout", payload);
  }

  @Benchmark
  public Message decodePush() {
    return serializer.decode(push);
  }

  @Benchmark
  public Message decodePushInWhateverForm() {
    return version.equals("2.0.0") ? V2Serializer.decodeText(push) : serializer.decode(push);
  }

  @Benchmark
  public Frame encodeReply() {
    return serializer.encode(reply);
  }

  @Benchmark
  public Frame encodeBroadcast() {
    return serializer.encode(broadcast);
  }
}
