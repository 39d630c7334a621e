package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.endpoint.EndpointBuilder;
import io.kokko.store.StreamStore;
import io.kokko.tracing.OpenTelemetryTracing;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One trace from a client's handshake to the clients of another node. */
@Timeout(90)
class TracingNodesTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String OTHER_TRACE = "1bf7651916cd43dd8448eb211c80319d";
  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";

  /** A node, and the spans that it has ended. */
  private record Traced(RunningHello node, InMemorySpanExporter spans, SdkTracerProvider provider)
      implements AutoCloseable {

    static Traced start(String name, Path runtimeDirectory) {
      return start(name, runtimeDirectory, builder -> builder);
    }

    static Traced start(String name, Path runtimeDirectory, StreamStore store) {
      return start(name, runtimeDirectory, builder -> builder.streamStore(store));
    }

    private static Traced start(
        String name, Path runtimeDirectory, UnaryOperator<EndpointBuilder> described) {
      InMemorySpanExporter spans = InMemorySpanExporter.create();
      SdkTracerProvider provider =
          SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
      OpenTelemetrySdk sdk = OpenTelemetrySdk.builder().setTracerProvider(provider).build();
      RunningHello node =
          RunningHello.start(
              name,
              runtimeDirectory,
              builder -> described.apply(builder).tracing(OpenTelemetryTracing.of(sdk)));
      return new Traced(node, spans, provider);
    }

    /** Waits for a span, which may end after its client has heard. */
    SpanData span(String name) {
      while (true) {
        List<SpanData> found = all(name);
        if (!found.isEmpty()) {
          return found.get(found.size() - 1);
        }
        Thread.onSpinWait();
      }
    }

    /** Waits for a span with this topic. */
    SpanData span(String name, String topic) {
      while (true) {
        for (SpanData span : all(name)) {
          if (topic.equals(span.getAttributes().get(AttributeKey.stringKey("kokko.topic")))) {
            return span;
          }
        }
        Thread.onSpinWait();
      }
    }

    List<SpanData> all(String name) {
      return spans.getFinishedSpanItems().stream()
          .filter(span -> span.getName().equals("kokko." + name))
          .toList();
    }

    @Override
    public void close() {
      node.close();
      provider.close();
    }
  }

  @TempDir private Path runtimeDirectory;
  private Traced one;
  private Traced other;

  @BeforeEach
  void start() {
    one = Traced.start("one@127.0.0.1", runtimeDirectory);
    other = Traced.start("other@127.0.0.1", runtimeDirectory);
    one.node().connect("other@127.0.0.1");
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
  }

  private static String traceparent(String trace) {
    return "00-" + trace + "-b7ad6b7169203331-01";
  }

  private static void ask(RawWebSocket client, String frame) {
    client.write(RawFrame.text(frame));
    assertThat(client.read().asText()).contains("\"ok\"");
  }

  @Test
  void spansGoFromTheHandshakeToTheOtherNode() {
    try (RawWebSocket client =
            RawWebSocket.open(
                one.node().address(), SOCKET, Map.of("traceparent", traceparent(TRACE)));
        RawWebSocket far = RawWebSocket.open(other.node().address(), SOCKET)) {
      ask(far, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{}]");
      ask(client, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{}]");

      client.write(RawFrame.text("[\"1\",\"2\",\"bench:a\",\"shout\",{\"n\":1}]"));

      assertThat(far.read().asText()).contains("\"shout\"");
    }
    SpanData connect = one.span("connect");
    SpanData join = one.span("join");
    SpanData handle = one.span("handle");
    SpanData broadcast = one.span("broadcast");
    SpanData near = one.span("deliver");
    SpanData hop = other.span("receive");
    SpanData far = other.span("deliver");
    assertThat(List.of(connect, join, handle, broadcast, near, hop, far))
        .extracting(SpanData::getTraceId)
        .containsOnly(TRACE);
    assertThat(connect.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(join.getParentSpanId()).isEqualTo(connect.getSpanId());
    assertThat(handle.getParentSpanId()).isEqualTo(join.getSpanId());
    assertThat(broadcast.getParentSpanId()).isEqualTo(handle.getSpanId());
    assertThat(near.getParentSpanId()).isEqualTo(broadcast.getSpanId());
    assertThat(hop.getParentSpanId()).isEqualTo(broadcast.getSpanId());
    assertThat(far.getParentSpanId()).isEqualTo(hop.getSpanId());
    assertThat(far.getAttributes().asMap().toString()).contains("kokko.deliveries=1", "bench:a");
  }

  @Test
  void pushThatSaysWhereItBelongsGoesOnThere() {
    try (RawWebSocket client =
        RawWebSocket.open(
            one.node().address(), SOCKET, Map.of("traceparent", traceparent(TRACE)))) {
      ask(client, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{}]");

      ask(
          client,
          "[\"1\",\"2\",\"bench:a\",\"echo\",{\"traceparent\":\"%s\"}]"
              .formatted(traceparent(OTHER_TRACE)));
      ask(client, "[\"1\",\"3\",\"bench:a\",\"echo\",{\"traceparent\":42}]");
    }
    while (one.all("handle").size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(one.all("handle"))
        .extracting(SpanData::getTraceId)
        .containsExactly(OTHER_TRACE, TRACE);
  }

  @Test
  void whatTheClientsOfAnUntracedNodeHearIsTheSame() {
    try (RunningHello plain = RunningHello.start("plain@127.0.0.1", runtimeDirectory)) {
      plain.connect("one@127.0.0.1");
      try (RawWebSocket client = RawWebSocket.open(one.node().address(), SOCKET);
          RawWebSocket far = RawWebSocket.open(plain.address(), SOCKET)) {
        ask(far, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{}]");
        ask(client, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{}]");

        client.write(RawFrame.text("[\"1\",\"2\",\"bench:a\",\"shout\",{\"n\":1}]"));

        assertThat(far.read().asText()).isEqualTo("[null,null,\"bench:a\",\"shout\",{\"n\":1}]");
      }
    }
  }

  @Test
  void spansOfAChannelThatInterceptsContinueTheDelivery() {
    try (RawWebSocket client =
            RawWebSocket.open(
                one.node().address(), SOCKET, Map.of("traceparent", traceparent(TRACE)));
        RawWebSocket far = RawWebSocket.open(other.node().address(), SOCKET)) {
      ask(far, "[\"1\",\"1\",\"ping\",\"phx_join\",{}]");
      ask(client, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{}]");
      one.node().endpoint().broadcast("ping", "request_ping", Map.of("n", 1));

      assertThat(far.read().asText()).contains("\"send_ping\"");
    }
    SpanData far = other.span("deliver");
    SpanData out = other.span("handle_out");
    assertThat(out.getTraceId()).isEqualTo(one.span("broadcast").getTraceId());
    assertThat(out.getParentSpanId()).isEqualTo(far.getSpanId());
    assertThat(out.getAttributes().asMap().toString()).contains("ping", "request_ping");
  }

  @Test
  void whatIsAppendedToAStreamIsFollowedToTheOtherNode() throws Exception {
    SharedStore store = new SharedStore();
    try (Traced near = Traced.start("near@127.0.0.1", runtimeDirectory, store);
        Traced distant = Traced.start("distant@127.0.0.1", runtimeDirectory, store)) {
      near.node().connect("distant@127.0.0.1");
      try (RawWebSocket client =
              RawWebSocket.open(
                  near.node().address(), SOCKET, Map.of("traceparent", traceparent(TRACE)));
          RawWebSocket far = RawWebSocket.open(distant.node().address(), SOCKET)) {
        ask(far, "[\"1\",\"1\",\"stream:a\",\"phx_join\",{}]");
        ask(client, "[\"1\",\"1\",\"stream:a\",\"phx_join\",{}]");

        client.write(RawFrame.text("[\"1\",\"2\",\"stream:a\",\"new_msg\",{\"n\":1}]"));

        assertThat(far.read().asText()).contains("\"new_msg\"");
      }
      SpanData handle = near.span("handle");
      SpanData append = near.span("append");
      SpanData here = near.span("deliver", "stream:a");
      SpanData hop = distant.span("receive");
      SpanData there = distant.span("deliver", "stream:a");
      assertThat(List.of(handle, append, here, hop, there))
          .extracting(SpanData::getTraceId)
          .containsOnly(TRACE);
      assertThat(append.getParentSpanId()).isEqualTo(handle.getSpanId());
      assertThat(here.getParentSpanId()).isEqualTo(append.getSpanId());
      assertThat(hop.getParentSpanId()).isEqualTo(append.getSpanId());
      assertThat(there.getParentSpanId()).isEqualTo(hop.getSpanId());
      assertThat(append.getEndEpochNanos()).isGreaterThanOrEqualTo(here.getEndEpochNanos());
      assertThat(there.getAttributes().asMap().toString()).contains("kokko.deliveries=1");
    }
  }

  @Test
  void spanOfAMessageThatIsNotAppendedSaysWhy() throws Exception {
    SharedStore store = new SharedStore();
    try (Traced near = Traced.start("near@127.0.0.1", runtimeDirectory, store);
        RawWebSocket client = RawWebSocket.open(near.node().address(), SOCKET)) {
      ask(client, "[\"1\",\"1\",\"stream:a\",\"phx_join\",{}]");
      store.setDown(true);

      client.write(RawFrame.text("[\"1\",\"2\",\"stream:a\",\"new_msg\",{\"n\":1}]"));

      assertThat(client.read().asText()).contains("stream unavailable");
      assertThat(near.span("append").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }

  @Test
  void payloadThatOnlyTheTracerWouldHaveToReadIsNoTrouble() {
    try (RawWebSocket client =
        RawWebSocket.open(
            one.node().address(), SOCKET, Map.of("traceparent", traceparent(TRACE)))) {
      ask(client, "[\"1\",\"1\",\"bench:a\",\"phx_join\",{\"traceparent\":1,\"n\":1e99999999999}]");

      ask(client, "[\"1\",\"2\",\"bench:a\",\"echo\",{\"traceparent\":1,\"n\":1e99999999999}]");
    }
    assertThat(one.span("handle").getTraceId()).isEqualTo(TRACE);
  }
}
