package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.wire.HttpAnswer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that have no database in common: the oldest one keeps the streams of both. */
@Timeout(90)
class StreamOwnerTest {

  private static final String TOPIC = "stream:owned";

  @TempDir private Path runtimeDirectory;

  private static void say(RunningHello node, int n) {
    String target = "/broadcast?topic=" + TOPIC + "&event=said";
    Map<String, String> headers = Map.of("content-type", "application/json");
    HttpAnswer answer =
        HttpAnswer.to(node.address(), "POST", target, headers, "{\"n\":%d}".formatted(n));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static String said(JsonNode at, int offset, int n) {
    return "[null,\"s:%s:%d\",\"%s\",\"said\",{\"n\":%d}]"
        .formatted(at.get("epoch").asText(), offset, TOPIC, n);
  }

  @Test
  void bothAgreeAndTheEndOfTheOneIsSaid() {
    RunningHello ann = RunningHello.start("ann@127.0.0.1", runtimeDirectory);
    RunningHello bob = RunningHello.start("bob@127.0.0.1", runtimeDirectory);
    bob.connect("ann@127.0.0.1");
    assertThat(ann.isOldest()).isNotEqualTo(bob.isOldest());
    RunningHello one = ann.isOldest() ? ann : bob;
    RunningHello two = ann.isOldest() ? bob : ann;
    try (TopicClient client = TopicClient.open(two, TOPIC)) {
      JsonNode at = client.resume("true");
      say(two, 1);
      say(one, 2);
      say(two, 3);
      for (int n = 1; n <= 3; n++) {
        client.expect(said(at, n, n));
      }

      one.close();

      assertThat(client.read().get(3).asText()).isEqualTo("phx_error");
      JsonNode anew =
          client.resume("{\"epoch\":\"%s\",\"offset\":3}".formatted(at.get("epoch").asText()));
      assertThat(anew.get("recovered").asBoolean()).isFalse();
      assertThat(anew.get("epoch")).isNotEqualTo(at.get("epoch"));
      say(two, 4);
      client.expect(said(anew, 1, 4));
    } finally {
      two.close();
    }
  }

  @Test
  void aloneANodeGoesOnWithItsFile() {
    RunningHello ann = start("ann");
    JsonNode at;
    try (TopicClient client = TopicClient.open(ann, TOPIC)) {
      at = client.resume("true");
      say(ann, 1);
    } finally {
      ann.close();
    }

    RunningHello again = start("ann");
    try (TopicClient client = TopicClient.open(again, TOPIC)) {
      assertThat(recovers(client, at)).isTrue();
      client.expect(said(at, 1, 1));
    } finally {
      again.close();
    }
  }

  /** Or it would hide from clients what the other node has kept meanwhile. */
  @Test
  void whatAnotherNodeMayHaveKeptIsNotContinued() {
    RunningHello ann = start("ann");
    RunningHello bob = start("bob");
    bob.connect("ann@127.0.0.1");
    String first = ann.isOldest() ? "ann" : "bob";
    RunningHello one = ann.isOldest() ? ann : bob;
    RunningHello two = ann.isOldest() ? bob : ann;
    JsonNode at;
    try (TopicClient client = TopicClient.open(one, TOPIC)) {
      at = client.resume("true");
      say(one, 1);
    } finally {
      one.close();
    }
    say(two, 2);

    RunningHello again = start(first);
    again.connect(first.equals("ann") ? "bob@127.0.0.1" : "ann@127.0.0.1");
    two.close();

    try (TopicClient client = TopicClient.open(again, TOPIC)) {
      assertThat(recovers(client, at)).isFalse();
    } finally {
      again.close();
    }
  }

  private static boolean recovers(TopicClient client, JsonNode at) {
    String resume = "{\"epoch\":\"%s\",\"offset\":0}".formatted(at.get("epoch").asText());
    return client.resume(resume).get("recovered").asBoolean();
  }

  private RunningHello start(String name) {
    Path file = runtimeDirectory.resolve(name);
    return RunningHello.start(
        name + "@127.0.0.1",
        runtimeDirectory,
        "kokko.streams.store.url = \"jdbc:h2:file:" + file + "\"");
  }
}
