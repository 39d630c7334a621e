package io.kokko.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.reference.Scenario.Line;
import io.kokko.wire.RawFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  @Test
  void everyScenarioHasANameOfItsOwn() {
    List<Scenario> scenarios = Transcript.read("phoenix-1.8.12.txt");

    assertThat(scenarios).hasSize(61).extracting(Scenario::name).doesNotHaveDuplicates();
    assertThat(scenarios).allSatisfy(scenario -> assertThat(scenario.lines()).isNotEmpty());
  }

  @Test
  void emptyTextIsSentToo() {
    assertThat(step("A> ")).isEqualTo(new Step.Send('A', RawFrame.text("")));
  }

  @Test
  void binaryIsReadFromItsHexadecimalForm() {
    assertThat(step("B<b 01ff  \"\\u0001ÿ\""))
        .isEqualTo(new Step.Receive('B', RawFrame.binary(new byte[] {1, (byte) 0xff})));
  }

  @Test
  void callWithoutABodyCarriesTheOneFromOutside() {
    assertThat(step("* POST /broadcast?topic=room:m&event=ext"))
        .isEqualTo(new Step.Call("/broadcast?topic=room:m&event=ext", "{\"from\":\"outside\"}"));
    assertThat(step("* POST /broadcast?topic=ping&event=other {\"x\":1}  (not intercepted)"))
        .isEqualTo(new Step.Call("/broadcast?topic=ping&event=other", "{\"x\":1}"));
  }

  @Test
  void unknownLineIsNamed() {
    assertThatThrownBy(() -> Grammar.step(new Line(7, "  then 10 s")))
        .hasMessage("line 7:   then 10 s (expected: a line of a transcript)");
  }

  private static Step step(String text) {
    return Grammar.step(new Line(1, text));
  }
}
