package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.DisabledJavaSerializer;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSerializerTest {

  private static final int MANY = 200;

  @TempDir private Path directory;
  private Nodes nodes;
  private ActorSystem<?> system;
  private ClusterSerializer serializer;

  @BeforeEach
  void open() {
    nodes = new Nodes(directory);
    system = nodes.system("a@127.0.0.1", Map.of());
    serializer = new ClusterSerializer((ExtendedActorSystem) Adapter.toClassic(system));
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void allThatCrossesIsReadAsItWasWritten() throws Exception {
    ActorRef<NodeAnswer> answers = system.<Object>deadLetters().unsafeUpcast();
    NodeView view = new NodeView("a@h", "pekko://s@h:1#2", Set.of("x#1", "y#2"), Set.of("z"));
    List<ClusterMessage> messages =
        List.of(
            new NodeRequest.Look("", answers.narrow()),
            new NodeRequest.Reserve("lease", "partner", answers),
            new NodeRequest.Survey(Set.of("x", "y"), answers.narrow()),
            new NodeRequest.Release("lease"),
            new NodeRequest.Join("lease", "address"),
            new NodeRequest.Admit("ä@h"),
            new NodeRequest.Sever("b@h", system.deadLetters()),
            new NodeRequest.GiveWay("a#1", "b@h:7"),
            new NodeAnswer.Seen(view),
            new NodeAnswer.Granted("lease", view),
            new NodeAnswer.Busy("lease"),
            new NodeAnswer.Surveyed(Set.of("x", "y")),
            new BusMessage.Hello("a#1", system.<BusMessage>deadLetters()),
            new BusMessage.Welcome("a#1", "b#2", system.<LinkMessage>deadLetters()),
            new LinkMessage.Parcel(1L << 40, 7, ByteString.fromString("bytes")),
            new LinkMessage.Ack(1L << 41, true),
            new BusMessage.Probe("from", "to", system.deadLetters()),
            new BusMessage.ProbeAck("to", system.deadLetters()),
            part(CallMessage.Kind.QUESTION, 0, 1, ""),
            part(CallMessage.Kind.ANSWER, 2, 3, "ä"),
            part(CallMessage.Kind.FAILURE, 0, Integer.MAX_VALUE, "why"));

    for (ClusterMessage message : messages) {
      String manifest = serializer.manifest(message);
      assertThat(serializer.fromBinary(serializer.toBinary(message), manifest)).isEqualTo(message);
      ByteBuffer frame = ByteBuffer.allocateDirect(1000).order(ByteOrder.LITTLE_ENDIAN);
      serializer.toBinary(message, frame);
      frame.flip();
      assertThat(serializer.fromBinary(frame, manifest)).isEqualTo(message);
      assertThat(frame.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static CallMessage.Part part(CallMessage.Kind kind, int number, int count, String text) {
    ByteString content = ByteString.fromString(text);
    return new CallMessage.Part(kind, "a@h#1", "call 7", "long-poll", number, count, content);
  }

  @Test
  void pekkoUsesItAndNotJavas() throws Exception {
    var serialization = SerializationExtension.get(system);

    assertThat(serialization.serializerFor(NodeRequest.Release.class))
        .isInstanceOf(ClusterSerializer.class);
    assertThat(serialization.serializerFor(Random.class))
        .isInstanceOf(DisabledJavaSerializer.class);
  }

  @Test
  void whatIsUnknownOrCutShortIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "java.util.Random"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {0, 0, 0, 9, 1}, "release"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("part of 9 bytes (expected: <= 1)");
  }

  @Test
  void anyBroadcastIsReadAsItWasWritten() {
    Random random = new Random(42);
    for (int i = 0; i < MANY; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      String text =
          random
              .ints(random.nextInt(20), 1, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      Payload payload =
          random.nextBoolean() ? Payload.binary(bytes) : Payload.of(Map.of("t", text));
      String own = random.nextBoolean() ? text : "t" + text;
      Envelope envelope = new Envelope(text, new Broadcast(own, "e", payload));
      byte[] encoded = envelope.encode();

      assertThat(Envelope.decode(encoded, Envelope.SIZE_BYTES, encoded.length)).isEqualTo(envelope);
    }
  }
}
