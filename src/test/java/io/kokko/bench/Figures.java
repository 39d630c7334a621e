package io.kokko.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the figures of one run by name, in order; a value is a number, a text or a map. */
final class Figures {

  private final Map<String, Object> values = new LinkedHashMap<>();

  Figures add(String name, Object value) {
    values.put(name, value instanceof Double number ? rounded(number, 3) : value);
    return this;
  }

  Figures addAll(Map<String, ?> more) {
    more.forEach(this::add);
    return this;
  }

  Map<String, Object> asMap() {
    return values;
  }

  static double rounded(double value, int digits) {
    double factor = Math.pow(10, digits);
    return Double.isFinite(value) ? Math.rint(value * factor) / factor : 0;
  }
}
