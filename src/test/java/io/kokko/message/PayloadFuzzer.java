package io.kokko.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes any text for a payload. */
public final class PayloadFuzzer {

  record Everything(
      int count,
      long id,
      double ratio,
      @Nullable BigDecimal price,
      @Nullable String text,
      @Nullable Boolean flag,
      @Nullable List<Integer> list,
      @Nullable Map<String, Object> map,
      @Nullable Everything inner) {}

  private static final List<Class<?>> TYPES =
      List.of(Everything.class, Map.class, List.class, String.class, Integer.class, Object[].class);

  private PayloadFuzzer() {}

  /** Fails unless the text is refused, or stays the same value wherever it goes. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      Payload payload = Payload.ofJson(text);
      Payload again = Payload.ofJson(payload.toString());

      assertThat(again).isEqualTo(payload).hasSameHashCodeAs(payload).hasToString("" + payload);
      TYPES.forEach(type -> bind(payload, type));
    } catch (PayloadException refused) {
      assertThat(refused).hasMessageContaining("no JSON");
    }
  }

  private static void bind(Payload payload, Class<?> type) {
    try {
      assertThat(payload.as(type)).isNotNull();
    } catch (PayloadException doesNotFit) {
      assertThat(doesNotFit).hasMessageContaining(type.getName());
    }
  }
}
