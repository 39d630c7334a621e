package io.kokko.reference;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.reference.Scenario.Line;
import io.kokko.wire.RawFrame;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the lines of a transcript. */
final class Grammar {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What {@code POST /broadcast} carries where the transcript shows no body. */
  private static final String OUTSIDE = "{\"from\":\"outside\"}";

  /** The first one that matches the whole line counts. */
  private static final List<Map.Entry<Pattern, Function<MatchResult, Step>>> RULES =
      List.of(
          rule("(\\w)\\* GET (\\S+) \\(upgrade\\)", m -> new Step.Connect(client(m), m.group(2))),
          rule("(\\w)\\* 101(?: \\[.*])?", m -> new Step.Upgraded(client(m))),
          rule(
              "(\\w)\\* HTTP (\\d+) .*; body (\".*\")",
              m -> new Step.Refused(client(m), number(m, 2), json(m.group(3)).textValue())),
          rule("(\\w)\\* error Server sent no subprotocol", m -> new Step.NoSubprotocol(client(m))),
          rule(
              "(\\w)\\* closed code=(\\d+) reason=\"(.*)\"",
              m -> new Step.Closed(client(m), number(m, 2), m.group(3))),
          rule("(\\w)\\* close undefined", m -> new Step.Send(client(m), RawFrame.close())),
          rule("(\\w)\\* close", m -> new Step.Send(client(m), RawFrame.close(1000))),
          rule(
              "(\\w)\\* close (\\d+)", m -> new Step.Send(client(m), RawFrame.close(number(m, 2)))),
          rule("(\\w)! already closed.*", m -> new Step.StaysClosed(client(m))),
          rule(
              "(\\w)> \\(text opcode\\) (.*)",
              m -> new Step.Send(client(m), new RawFrame(true, RawFrame.TEXT, hex(m)))),
          rule("(\\w)> \\(2 fragments\\) (.*) \\| (.*)", Grammar::fragments),
          rule("(\\w)>ping ([0-9a-f]*)", m -> new Step.Send(client(m), RawFrame.ping(hex(m)))),
          rule(
              "(\\w)<pong ([0-9a-f]*)(?:  \".*)?",
              m -> new Step.Receive(client(m), new RawFrame(true, RawFrame.PONG, hex(m)))),
          rule(
              "(\\w)>b ([0-9a-f]*)(?:  \".*)?",
              m -> new Step.Send(client(m), RawFrame.binary(hex(m)))),
          rule(
              "(\\w)<b ([0-9a-f]*)(?:  \".*)?",
              m -> new Step.Receive(client(m), RawFrame.binary(hex(m)))),
          rule(
              "\\w(?:\\(waiting\\))?> (GET|POST|PUT|OPTIONS) (\\S+)"
                  + "(?:  body (\".*\"))?(?: content-type (\\S+))?",
              Grammar::request),
          rule(
              "\\w(?:\\(waiting\\))?< (\\d+) (?:(\\S+; charset=utf-8) (\\{.*})| *)",
              m ->
                  new Step.Answer(
                      Integer.parseInt(m.group(1)),
                      Objects.requireNonNullElse(m.group(2), ""),
                      Objects.requireNonNullElse(m.group(3), ""))),
          rule("  (?:token sample:|after) .*", m -> replay -> {}),
          rule("  waits (\\d+) ms", m -> replay -> replay.pause(Duration.ofMillis(number(m, 1)))),
          rule("\\* SIGTERM", m -> Replay::stopServer),
          rule("(\\w)> ?(.*)", m -> new Step.Send(client(m), RawFrame.text(m.group(2)))),
          rule("(\\w)< (.*)", m -> new Step.ReceiveJson(client(m), json(m.group(2)))),
          rule(
              "\\* POST (/broadcast\\S*)(?: (\\{.*}).*)?",
              m -> new Step.Call(m.group(1), m.group(2) == null ? OUTSIDE : m.group(2))),
          rule("\\* POST (/disconnect\\S*)", m -> new Step.Call(m.group(1), "")),
          rule(
              "\\* (\\w+) (\\S+)(?: with (\\{.*}))? -> (\\d+) \\{.*} body (\".*\")",
              Grammar::exchange));

  private Grammar() {}

  static Step step(Line line) {
    for (Map.Entry<Pattern, Function<MatchResult, Step>> rule : RULES) {
      Matcher matcher = rule.getKey().matcher(line.text());
      if (matcher.matches()) {
        return rule.getValue().apply(matcher);
      }
    }
    throw new IllegalArgumentException(line + " (expected: a line of a transcript)");
  }

  private static Map.Entry<Pattern, Function<MatchResult, Step>> rule(
      String regex, Function<MatchResult, Step> step) {
    return entry(Pattern.compile(regex, Pattern.DOTALL), step);
  }

  private static char client(MatchResult match) {
    return match.group(1).charAt(0);
  }

  private static int number(MatchResult match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static byte[] hex(MatchResult match) {
    return HexFormat.of().parseHex(match.group(2).replace(" ", ""));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text + " (expected: JSON)", e);
    }
  }

  private static Step fragments(MatchResult match) {
    RawFrame end = RawFrame.text(match.group(3));
    Step first =
        new Step.Send(
            client(match),
            new RawFrame(false, RawFrame.TEXT, RawFrame.text(match.group(2)).payload()));
    Step second =
        new Step.Send(client(match), new RawFrame(true, RawFrame.CONTINUATION, end.payload()));
    return replay -> {
      first.play(replay);
      second.play(replay);
    };
  }

  private static Step request(MatchResult match) {
    String body = match.group(3) == null ? "" : json(match.group(3)).textValue();
    String contentType = match.group(4) == null ? "application/json" : match.group(4);
    return new Step.Request(match.group(1), match.group(2), contentType, body);
  }

  private static Step exchange(MatchResult match) {
    Map<String, String> headers =
        match.group(3) == null
            ? Map.of("connection", "keep-alive")
            : JSON.convertValue(json(match.group(3)), new TypeReference<>() {});
    return new Step.Exchange(
        match.group(1),
        match.group(2),
        headers,
        number(match, 4),
        json(match.group(5)).textValue());
  }
}
