package io.kokko.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows results: a table for people, JSON for programs. */
final class Report {

  private static final String NOTHING = "-";

  private final String mode;
  private final List<Result> results;

  Report(String mode, List<Result> results) {
    this.mode = mode;
    this.results = results;
  }

  /** Tells whether everything was as it should be. */
  boolean isSound() {
    return results.stream().allMatch(result -> result.faults() == 0);
  }

  /** Prints a line for each result, and all figures if they are those of one mode. */
  void print(PrintWriter out) {
    Table table =
        new Table(
            "work", "a second", "of", "p50 ms", "p99 ms", "CPU %", "CPU s/M", "B/conn", "faults");
    results.forEach(result -> table.add(line(result)));
    table.print(out);
    if (!mode.equals("all")) {
      out.println();
      details().print(out);
    }
    out.flush();
  }

  private static String[] line(Result result) {
    Map<String, Object> figures = result.figures();
    boolean timed = result.times().count() > 0;
    return new String[] {
      result.work(),
      number(result.perSecond(), 0),
      result.unit(),
      timed ? number(result.times().micros(50) / 1000, 2) : NOTHING,
      timed ? number(result.times().micros(99) / 1000, 2) : NOTHING,
      figure(figures, "server_cpu_pct", 1),
      figure(figures, "server_cpu_s_per_M_" + result.unit(), 2),
      figure(figures, "rss_bytes_per_conn", 0),
      Long.toString(result.faults())
    };
  }

  private static String figure(Map<String, Object> figures, String name, int digits) {
    return figures.get(name) instanceof Number value
        ? number(value.doubleValue(), digits)
        : NOTHING;
  }

  private static String number(double value, int digits) {
    return String.format("%,." + digits + "f", value);
  }

  /** Has a line for each figure, and a column for each result. */
  private Table details() {
    List<Map<String, String>> columns = results.stream().map(Report::flat).toList();
    List<String> head = new ArrayList<>(List.of("figure"));
    results.forEach(result -> head.add(result.work()));
    Table table = new Table(head.toArray(String[]::new));
    Map<String, String> names = new LinkedHashMap<>();
    columns.forEach(names::putAll);
    for (String name : names.keySet()) {
      List<String> line = new ArrayList<>(List.of(name));
      columns.forEach(column -> line.add(column.getOrDefault(name, NOTHING)));
      table.add(line.toArray(String[]::new));
    }
    return table;
  }

  private static Map<String, String> flat(Result result) {
    Map<String, String> flat = new LinkedHashMap<>();
    result
        .figures()
        .forEach(
            (name, value) -> {
              if (value instanceof Map<?, ?> parts) {
                parts.forEach((part, inner) -> flat.put(name + "." + part, "" + inner));
              } else {
                flat.put(name, "" + value);
              }
            });
    return flat;
  }

  /** Writes machine, JDK and all figures. */
  void writeJson(Path file) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("mode", mode);
    all.put("generator_java", System.getProperty("java.vm.version"));
    all.put("processors", Runtime.getRuntime().availableProcessors());
    all.put("results", results.stream().map(Report::json).toList());
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> json(Result result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("work", result.work());
    json.put("faults", result.faults());
    json.putAll(result.figures());
    return json;
  }
}
