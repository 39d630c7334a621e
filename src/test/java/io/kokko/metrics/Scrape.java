package io.kokko.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.HttpAnswer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Prometheus reads from a node. */
final class Scrape {

  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(\\{.*})? (\\S+)");

  /**
   * One value.
   *
   * @param labels as they are written, with their braces, or empty
   */
  record Sample(String name, String labels, double value) {}

  private final List<Sample> samples;

  private Scrape(List<Sample> samples) {
    this.samples = samples;
  }

  static Scrape of(InetSocketAddress address) {
    HttpAnswer answer =
        HttpAnswer.to(address, "GET", "/metrics", Map.of("Connection", "close"), "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
    return new Scrape(
        answer
            .body()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(SAMPLE::matcher)
            .peek(sample -> assertThat(sample.matches()).as("%s", sample).isTrue())
            .map(
                sample ->
                    new Sample(
                        sample.group(1),
                        sample.group(2) == null ? "" : sample.group(2),
                        Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"))))
            .toList());
  }

  List<Sample> samples() {
    return samples;
  }

  Set<String> names() {
    return samples.stream().map(Sample::name).collect(Collectors.toSet());
  }

  /** Adds up the samples of a name whose labels contain all these texts. */
  double value(String name, String... labels) {
    assertThat(names()).contains(name);
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> List.of(labels).stream().allMatch(sample.labels()::contains))
        .mapToDouble(Sample::value)
        .sum();
  }
}
