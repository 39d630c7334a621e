package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A {@code connect} that takes its time holds up its own client only. */
class ConnectTest {

  private static final int SLOW_CLIENTS = 8;

  private final CountDownLatch reached = new CountDownLatch(SLOW_CLIENTS);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CompletableFuture<ConnectResult<String>> later = new CompletableFuture<>();
  private final Queue<String> threads = new ConcurrentLinkedQueue<>();
  private final RunningEndpoint running = RunningEndpoint.start(this::describe);

  private EndpointBuilder describe(ActorSystem<?> system) {
    return Endpoint.on(system)
        .socket("/blocking", SocketHandler.connect(this::block).blocking())
        .socket("/undeclared", SocketHandler.connect(this::block))
        .socket("/later", SocketHandler.connect(this::later))
        .socket("/fast", SocketHandler.connect(params -> ConnectResult.ok("fast")));
  }

  private ConnectResult<String> block(Map<String, String> params) throws InterruptedException {
    threads.add(Thread.currentThread().getName());
    reached.countDown();
    return gate.await(15, TimeUnit.SECONDS)
        ? ConnectResult.ok("slow")
        : ConnectResult.error(Map.of("reason", "gate closed"));
  }

  private ConnectResult<String> later(Map<String, String> params) {
    reached.countDown();
    return ConnectResult.later(later);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    running.close();
  }

  private int statusOf(String path) {
    try (RawWebSocket client = RawWebSocket.open(running.address(), path + "/websocket")) {
      return client.answer().status();
    }
  }

  private List<CompletableFuture<Integer>> slowClients(String path) throws Exception {
    List<CompletableFuture<Integer>> statuses = new ArrayList<>();
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      CompletableFuture<Integer> status = new CompletableFuture<>();
      new Thread(() -> status.complete(statusOf(path))).start();
      statuses.add(status);
    }
    assertThat(reached.await(15, TimeUnit.SECONDS)).isTrue();
    return statuses;
  }

  @Test
  void blockingConnectsRunWhereTheyMayBlock() throws Exception {
    List<CompletableFuture<Integer>> slow = slowClients("/blocking");

    assertThat(statusOf("/fast")).isEqualTo(101);
    assertThat(slow).noneMatch(CompletableFuture::isDone);
    gate.countDown();

    for (CompletableFuture<Integer> status : slow) {
      assertThat(status.get(15, TimeUnit.SECONDS)).isEqualTo(101);
    }
    assertThat(threads).allMatch(name -> name.contains("kokko.blocking-dispatcher"));
  }

  @Test
  void connectsThatBlockUndeclaredHoldUpNobodyForLong() throws Exception {
    List<CompletableFuture<Integer>> slow = slowClients("/undeclared");

    assertThat(statusOf("/fast")).isEqualTo(101);
    assertThat(slow).noneMatch(CompletableFuture::isDone);
    gate.countDown();

    for (CompletableFuture<Integer> status : slow) {
      assertThat(status.get(15, TimeUnit.SECONDS)).isEqualTo(101);
    }
  }

  @Test
  void asynchronousConnectsHoldUpNobody() throws Exception {
    List<CompletableFuture<Integer>> slow = slowClients("/later");

    assertThat(statusOf("/fast")).isEqualTo(101);
    assertThat(slow).noneMatch(CompletableFuture::isDone);
    later.complete(ConnectResult.later(CompletableFuture.completedFuture(ConnectResult.error())));

    for (CompletableFuture<Integer> status : slow) {
      assertThat(status.get(15, TimeUnit.SECONDS)).isEqualTo(403);
    }
  }

  @Test
  void stageThatFailsIsACrashOfConnect() throws Exception {
    later.completeExceptionally(new IllegalStateException("no database"));

    assertThat(statusOf("/later")).isEqualTo(500);
  }
}
