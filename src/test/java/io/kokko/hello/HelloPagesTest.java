package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.HttpAnswer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sample's pages are made of. */
class HelloPagesTest {

  @TempDir private Path runtimeDirectory;

  @Test
  void pagesAndAllThatTheyLoadAreServed() {
    try (RunningHello node = RunningHello.start("pages@127.0.0.1", runtimeDirectory)) {
      assertServed(node, "/", "text/html; charset=UTF-8", "/web/room.js");
      assertServed(node, "/streams", "text/html; charset=UTF-8", "/web/streams.js");
      assertServed(node, "/web/room.js", "application/javascript; charset=UTF-8", "/kokko.js");
      assertServed(node, "/web/page.css", "text/css; charset=UTF-8", "prefers-color-scheme");
      assertServed(node, "/web/kokko.svg", "image/svg+xml", "<svg");
      assertServed(node, "/phoenix.mjs", "text/javascript; charset=UTF-8", "Socket");
      assertServed(node, "/phoenix-license.md", "text/plain; charset=UTF-8", "MIT License");

      assertThat(get(node, "/").headers().get("content-security-policy"))
          .startsWith("default-src 'self'; connect-src ");
      assertThat(get(node, "/web/").status()).isEqualTo(404);
      assertThat(get(node, "/web/..%2fHelloPages.class").status()).isEqualTo(404);
      assertThat(get(node, "/nothing").status()).isEqualTo(404);
    }
  }

  private static HttpAnswer get(RunningHello node, String target) {
    return HttpAnswer.to(node.address(), "GET", target, Map.of(), "");
  }

  private static void assertServed(RunningHello node, String target, String type, String content) {
    HttpAnswer answer = get(node, target);
    assertThat(answer.status()).as(target).isEqualTo(200);
    assertThat(answer.headers().get("content-type")).as(target).isEqualTo(type);
    assertThat(answer.body()).as(target).contains(content);
  }
}
