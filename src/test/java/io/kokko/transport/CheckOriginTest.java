package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;

/** PROTOCOL rule 5. */
class CheckOriginTest {

  private static final Origin REQUESTED = Origin.parse("http://localhost:4000").orElseThrow();

  @Test
  void hostAloneDecidesByDefault() {
    CheckOrigin check = CheckOrigin.host("localhost");

    assertThat(check.allows("http://localhost:9999", REQUESTED)).isTrue();
    assertThat(check.allows("https://LOCALHOST", REQUESTED)).isTrue();
    assertThat(check.allows("http://127.0.0.1:4000", REQUESTED)).isFalse();
    assertThat(check.allows("null", REQUESTED)).isFalse();
  }

  @Test
  void listEntriesLeaveOutWhatMayBeAnything() {
    CheckOrigin check = CheckOrigin.of("https://example.com", "//other.com:888", "//*.wild.com");

    assertThat(check.allows("https://example.com", REQUESTED)).isTrue();
    assertThat(check.allows("https://example.com:444", REQUESTED)).isFalse();
    assertThat(check.allows("http://example.com", REQUESTED)).isFalse();
    assertThat(check.allows("ftp://other.com:888", REQUESTED)).isTrue();
    assertThat(check.allows("http://other.com", REQUESTED)).isFalse();
    assertThat(check.allows("http://wild.com", REQUESTED)).isTrue();
    assertThat(check.allows("http://a.b.wild.com:1", REQUESTED)).isTrue();
    assertThat(check.allows("http://notwild.com", REQUESTED)).isFalse();
  }

  @Test
  void connectionComparesSchemeHostAndPort() {
    CheckOrigin check = CheckOrigin.connection();

    assertThat(check.allows("http://localhost:4000", REQUESTED)).isTrue();
    assertThat(check.allows("https://localhost:4000", REQUESTED)).isFalse();
    assertThat(check.allows("http://localhost", REQUESTED)).isFalse();
  }

  @Test
  void offAllowsEvenAnOriginWithoutHost() {
    assertThat(CheckOrigin.off().allows("null", REQUESTED)).isTrue();
  }

  @Test
  void entryWithoutHostIsRefusedAtOnce() {
    assertThatThrownBy(() -> CheckOrigin.of("example.com"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("example.com");
  }
}
