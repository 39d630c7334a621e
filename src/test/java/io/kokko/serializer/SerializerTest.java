package io.kokko.serializer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protocol a client speaks (rule 4). */
class SerializerTest {

  @Test
  void rule4VersionOneIsSpokenWhereNoneIsNamed() {
    assertThat(Serializer.negotiate(null)).containsInstanceOf(V1Serializer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "1.0.7", "1.0.12", "1.0.1-a"})
  void rule4VersionOneIsSpoken(String version) {
    assertThat(Serializer.negotiate(version)).containsInstanceOf(V1Serializer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2.0.0", "2.0.1", "2.0.10", "2.0.0+build.01", "2.0.1-rc.1", "2.0.3-x-.0+b"})
  void rule4VersionTwoIsSpoken(String version) {
    assertThat(Serializer.negotiate(version)).containsInstanceOf(V2Serializer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "2.0",
        "2.1.0",
        "3.0.0",
        "0.9.0",
        "abc",
        "2.0.00",
        " 2.0.0",
        "2.0.0.0",
        "2.0.0-rc.1",
        "2.0.1-",
        "2.0.1-01",
        "2.0.1-a..b",
        "2.0.0+",
        "2.0.0+a..b",
        "-2.0.0",
        "2.0.x"
      })
  void rule4OtherVersionsAreNot(String version) {
    assertThat(Serializer.negotiate(version)).isEmpty();
  }
}
