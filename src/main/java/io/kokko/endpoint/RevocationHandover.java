package io.kokko.endpoint;

import io.kokko.cluster.Node;
import io.kokko.socket.RevocationBus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the revoked tokens to a node that starts, before it lets anybody in: it asks the others,
 * instead of waiting until they have seen it.
 */
final class RevocationHandover {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationHandover.class);

  private static final String SERVICE = "revocations";
  private static final byte[] ALL = {};

  /** Whoever does not answer keeps nobody from serving; it tells later. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Answers nodes that start from now on. */
  static void serve(Node node, RevocationBus bus) {
    node.calls().serve(SERVICE, question -> CompletableFuture.completedFuture(bus.all()));
  }

  /** Asks all nodes that are connected; completes when each has answered, or will not. */
  static CompletionStage<Void> ask(Node node, RevocationBus bus) {
    return CompletableFuture.allOf(
        node.list().stream()
            .map(name -> ask(node, name, bus).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private static CompletionStage<Void> ask(Node node, String name, RevocationBus bus) {
    return node.calls()
        .call(name, SERVICE, ALL, PATIENCE)
        .thenAccept(bus::learn)
        .exceptionally(
            failure -> {
              LOG.info("{} did not say yet which tokens are revoked: {}", name, failure.toString());
              return null;
            });
  }

  private RevocationHandover() {}
}
