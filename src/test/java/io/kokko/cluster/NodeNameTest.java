package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"server@127.0.0.1", "a_1-b@node-1.example.com", "x@localhost"})
  void nameIsReadAndWritten(String spelled) {
    assertThat(NodeName.parse(spelled)).hasToString(spelled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "server",
        "@127.0.0.1",
        "server@",
        "a@b@c",
        "a b@c",
        "../x@c",
        "a@../c",
        "a@b:1",
        "ä@b"
      })
  void whatIsNoNameIsRefused(String spelled) {
    assertThatThrownBy(() -> NodeName.parse(spelled))
        .isInstanceOf(BadNodeNameException.class)
        .hasMessageStartingWith("node name: \"" + spelled + "\" (expected: NAME@HOST");
  }

  @Test
  void locationMayHaveAPort() {
    assertThat(NodeLocation.parse("a@b:65535").port()).hasValue(65535);
    assertThat(NodeLocation.parse("a@b").port()).isEmpty();
    assertThat(NodeLocation.parse("a@b:1")).hasToString("a@b:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b:", "a@b:0", "a@b:65536", "a@b:x", "a@b:1:2", "a:1"})
  void whatIsNoLocationIsRefused(String spelled) {
    assertThatThrownBy(() -> NodeLocation.parse(spelled)).isInstanceOf(BadNodeNameException.class);
  }
}
