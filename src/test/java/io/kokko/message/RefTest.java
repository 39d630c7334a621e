package io.kokko.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "a b", "\"", "\\", "\n", "é", "\u007f", "😀", "null"})
  void textIsKept(String text) {
    Ref ref = Ref.of(text);

    assertThat(ref.isText()).isTrue();
    assertThat(ref.text()).isEqualTo(text);
    assertThat(ref).isEqualTo(Ref.of(text));
  }

  @Test
  void numberIsNotTheStringOfItsDigits() {
    assertThat(new Ref("1")).isNotEqualTo(Ref.of("1"));
  }

  @Test
  void onlyAStringHasText() {
    assertThatThrownBy(() -> new Ref("1").text())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ref: 1 (expected: a string)");
  }
}
