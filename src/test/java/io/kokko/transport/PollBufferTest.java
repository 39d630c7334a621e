package io.kokko.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule 50, and what is better than it: an answer that was lost is given again. */
class PollBufferTest {

  private final PollBuffer buffer = new PollBuffer();

  @Test
  void answerThatTheNextPollBringsBackIsNotRepeated() {
    assertThat(poll(0, "a", "b")).containsExactly("a", "b");
    assertThat(poll(2, "c")).containsExactly("c");
    assertThat(poll(3)).isEmpty();
  }

  @Test
  void answerThatTheNextPollDoesNotBringBackIsRepeatedInOrder() {
    poll(0, "a");
    poll(1, "b");

    assertThat(poll(1, "c")).containsExactly("b", "c");
    assertThat(poll(1)).containsExactly("b", "c");
    assertThat(poll(3)).isEmpty();
  }

  @Test
  void postBringsBackAsWell() {
    poll(0, "a");
    buffer.posted(1);
    poll(1, "b");

    assertThat(buffer.posted(1)).isZero();
    assertThat(poll(1)).containsExactly("b");
  }

  @Test
  void clientThatKeepsItsFirstTokenGetsEachMessageOnce() {
    assertThat(poll(0, "a")).containsExactly("a");
    assertThat(poll(0, "b")).containsExactly("b");
    assertThat(poll(0)).isEmpty();
  }

  @Test
  void clientThatKeepsItsFirstTokenGetsWhatIsKnownToBeLost() {
    poll(0, "a");
    buffer.lost();

    assertThat(poll(0, "b")).containsExactly("a", "b");
    assertThat(poll(0)).isEmpty();
  }

  @Test
  void positionFromTheFutureOrThePastHarmsNothing() {
    poll(0, "a");
    poll(1, "b");

    assertThat(poll(99)).isEmpty();
    assertThat(poll(0, "c")).containsExactly("c");
  }

  @Test
  void bytesAreHeldUntilTheyAreReceived() {
    poll(0, "four", "no");

    assertThat(buffer.polled(1)).isEqualTo(4);
    assertThat(buffer.polled(2)).isEqualTo(2);
    assertThat(buffer.polled(2)).isZero();
  }

  private List<String> poll(long position, String... before) {
    for (String message : before) {
      buffer.add(message.getBytes(UTF_8));
    }
    buffer.polled(position);
    return buffer.take().messages().stream().map(message -> new String(message, UTF_8)).toList();
  }
}
