package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Reply;
import io.kokko.message.Payload;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import io.kokko.testkit.TestSubscriber;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sample application, tested as applications are: with the kit of rule 63. */
// tag::test[]
class HelloChannelsTest {

  private final ChannelTestKit kit = ChannelTestKit.withManualTime();
  private final TestClient ann = kit.connect(UserSocket.create(), Map.of("id", "ann"));
  private final TestClient bob = kit.connect(UserSocket.create(), Map.of("id", "bob"));

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void pingIsAnsweredWithItsPhrase() {
    ann.join("ping", Map.of());

    assertThat(ann.push("ping", "ping", Map.of("ack_phrase", "hi")))
        .isEqualTo(Reply.ok(Map.of("ping", "hi")));
    assertThat(ann.push("ping", "ping:there", Map.of()))
        .isEqualTo(Reply.ok(Map.of("ping", "there")));
  }

  @Test
  void messageReachesTheOthersOfTheRoom() {
    ann.join("room:1", Map.of());
    bob.join("room:1", Map.of());

    ann.push("room:1", "new_msg_from", Map.of("body", "hi"));

    assertThat(bob.expectBroadcast("new_msg_from", Payload.class))
        .isEqualTo(Payload.of(Map.of("body", "hi")));
    ann.expectNo("new_msg_from");
  }

  @Test
  void answerComesWhenItsTimeHasCome() {
    ann.join("room:1", Map.of());
    String ref = ann.send("room:1", "async", Map.of());
    ann.expectNoReply(ref);

    kit.timePasses(Duration.ofMillis(50));

    assertThat(ann.expectReply(ref)).isEqualTo(Reply.ok(Map.of("later", true)));
  }

  @Test
  void subscriberHearsWhatTheRoomHears() {
    TestSubscriber subscriber = kit.subscribe("room:1");
    ann.join("room:1", Map.of());

    ann.push("room:1", "new_msg", Map.of("body", "hi"));
    subscriber.broadcastFrom("new_msg", Map.of("body", "ho"));

    assertThat(subscriber.expectBroadcast("new_msg", Payload.class))
        .isEqualTo(Payload.of(Map.of("body", "hi")));
    subscriber.expectNoBroadcast("new_msg");
  }

  @Test
  void clientThatAsksToBeRejectedIs() {
    assertThat(kit.expectRefusal(UserSocket.create(), Map.of("reject", "reason")))
        .contains(Payload.of(Map.of("reason", "nope")));
  }

  @Test
  void userIsDisconnectedById() {
    TestClient eve = kit.socket(UserSocket.create(), new User("eve"));
    eve.join("room:1", Map.of());

    kit.broadcast("user_socket:eve", "disconnect", Map.of());

    assertThat(eve.expectClose()).isEqualTo(CloseCode.DISCONNECTED);
  }

  @Test
  void deniedJoinSaysWhy() {
    assertThat(ann.join("room:1", Map.of("deny", true)))
        .isEqualTo(Reply.error(Map.of("reason", "denied")));
  }

  @Test
  void onlyPairsOfANumberAndItsDoubleAreLetIn() {
    assertThat(ann.join("wild:2:4", Map.of())).isEqualTo(Reply.ok());
    assertThat(ann.join("wild:2:5", Map.of())).isEqualTo(Reply.error());
  }
}
// end::test[]
