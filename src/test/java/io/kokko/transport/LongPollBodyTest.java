package io.kokko.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.serializer.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule 49. */
class LongPollBodyTest {

  private static final String BATCH = "application/x-ndjson";

  @Test
  void batchIsOneMessageALine() {
    assertThat(read(BATCH, "[1]\n[2]\r\n[3]"))
        .containsExactly(Frame.text("[1]"), Frame.text("[2]"), Frame.text("[3]"));
  }

  @Test
  void lineWithoutABracketIsBytes() {
    assertThat(read(BATCH, "AAH/\n[2]"))
        .containsExactly(Frame.binary(new byte[] {0, 1, -1}), Frame.text("[2]"));
  }

  @Test
  void emptyLineIsNoBytes() {
    assertThat(read(BATCH, "[1]\n")).containsExactly(Frame.text("[1]"), Frame.binary(new byte[0]));
  }

  @Test
  void batchEndsAfterAHundred() {
    assertThat(read(BATCH, "[]\n".repeat(150) + "[]")).hasSize(100);
  }

  @Test
  void otherContentTypesAreOneText() {
    assertThat(read("application/json", "[1]\n[2]")).containsExactly(Frame.text("[1]\n[2]"));
    assertThat(read("application/x-ndjson; charset=utf-8", "[1]\n[2]"))
        .containsExactly(Frame.text("[1]\n[2]"));
    assertThat(read("", "AAH/")).containsExactly(Frame.text("AAH/"));
  }

  @Test
  void lineThatIsNeitherTextNorBase64IsRefused() {
    assertThat(LongPollBody.read(BATCH, "[1]\n{}".getBytes(UTF_8))).isEmpty();
    assertThat(LongPollBody.read(BATCH, "A".repeat(10_000_001).getBytes(UTF_8))).isEmpty();
  }

  private static List<Frame> read(String contentType, String body) {
    return LongPollBody.read(contentType, body.getBytes(UTF_8)).orElseThrow();
  }
}
