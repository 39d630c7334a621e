package io.kokko.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests what metas look like (rules 53 and 54). */
class MetaTest {

  private static final String REF = "GOodY44fcpKHyAFh";
  private static final String NEXT = "GOodY7LPC2CHyAGR";

  @Test
  void joinHasItsRef() {
    assertThat(text(Meta.of(REF, Meta.body(Map.of("online_at", 1)))))
        .isEqualTo("{\"phx_ref\":\"" + REF + "\",\"online_at\":1}");
  }

  @Test
  void emptyMetaHasOnlyItsRef() {
    assertThat(text(Meta.of(REF, Meta.body(Map.of())))).isEqualTo("{\"phx_ref\":\"" + REF + "\"}");
    assertThat(text(Meta.of(REF, Meta.body(Payload.ofJson("{ }")))))
        .isEqualTo("{\"phx_ref\":\"" + REF + "\"}");
  }

  @Test
  void updateHasThePreviousRef() {
    byte[] meta = Meta.of(NEXT, REF, Meta.body(Map.of("n", 1)));

    assertThat(text(meta))
        .isEqualTo("{\"phx_ref\":\"" + NEXT + "\",\"phx_ref_prev\":\"" + REF + "\",\"n\":1}");
    assertThat(Meta.ref(meta)).isEqualTo(NEXT);
    assertThat(Meta.previous(meta)).isEqualTo(REF);
  }

  @Test
  void refsThatAUserHandsBackAreReplaced() {
    assertThat(text(Meta.body(Map.of("phx_ref", REF, "phx_ref_prev", NEXT)))).isEqualTo("{}");
  }

  @Test
  void bodiesAreComparedWithoutRefs() {
    byte[] body = Meta.body(Map.of("n", 1));

    assertThat(Meta.sameBody(Meta.of(REF, body), Meta.of(NEXT, REF, body))).isTrue();
    assertThat(Meta.sameBody(Meta.of(REF, body), Meta.of(REF, Meta.body(Map.of("n", 2)))))
        .isFalse();
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> Meta.body(List.of(1)))
        .isInstanceOf(PayloadException.class)
        .hasMessage("meta: [1] (expected: a JSON object)");
    assertThatThrownBy(() -> Meta.body(new byte[] {1})).isInstanceOf(PayloadException.class);
  }

  @Test
  void refsAreTwelveBytesAndUniqueEvenIfTimeStandsStill() {
    Refs refs = new Refs(new Replica("a", 1), () -> 7);
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(refs.next());
    }

    assertThat(all).hasSize(100_000).allSatisfy(MetaTest::isRef);
  }

  private static void isRef(String ref) {
    if (ref.length() != Meta.REF_LENGTH || Base64.getUrlDecoder().decode(ref).length != 12) {
      throw new AssertionError(ref);
    }
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}
