package io.kokko.serializer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protocol a client speaks (rule 4). */
class SerializerTest {

  @Test
  void versionOneIsSpokenWhereNoneIsNamed() {
    assertThat(Serializer.negotiate(null)).containsInstanceOf(V1Serializer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "1.0.7", "1.0.12"})
  void versionOneIsSpoken(String version) {
    assertThat(Serializer.negotiate(version)).containsInstanceOf(V1Serializer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0.0", "2.0.1", "2.0.10"})
  void versionTwoIsSpoken(String version) {
    assertThat(Serializer.negotiate(version)).containsInstanceOf(V2Serializer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "2.0", "2.1.0", "3.0.0", "0.9.0", "abc", "2.0.00", " 2.0.0", "2.0.0.0"})
  void otherVersionsAreNot(String version) {
    assertThat(Serializer.negotiate(version)).isEmpty();
  }
}
