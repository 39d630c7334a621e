package io.kokko.token;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Erlang tuple, such as Elixir's {@code {:user, 42}}.
 *
 * @param elements may hold nulls, which are {@code nil}
 */
public record Tuple(List<@Nullable Object> elements) {

  /** Copies the elements. */
  public Tuple {
    elements = Collections.unmodifiableList(new ArrayList<>(elements));
  }

  /** Makes a tuple of these elements. */
  public static Tuple of(@Nullable Object... elements) {
    return new Tuple(java.util.Arrays.asList(elements));
  }
}
