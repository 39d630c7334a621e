package io.kokko.tracing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.telemetry.TraceContext;
import io.kokko.telemetry.Tracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of OpenTelemetry: {@code kokko.connect}, {@code kokko.join}, {@code kokko.handle},
 * {@code kokko.broadcast}, {@code kokko.append}, {@code kokko.transaction}, {@code kokko.receive},
 * {@code kokko.deliver} and {@code kokko.handle_out}.
 *
 * <p>Topic and event are attributes, no part of the names. A delivery is one span for each node,
 * with the number of subscribers, not one for each client. Any thread may call it. It needs {@code
 * io.opentelemetry:opentelemetry-api}, which is an optional dependency.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public final class OpenTelemetryTracing implements Tracing {

  private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("kokko.topic");
  private static final AttributeKey<String> EVENT = AttributeKey.stringKey("kokko.event");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("kokko.transport");
  private static final AttributeKey<String> FROM = AttributeKey.stringKey("kokko.node.from");

  private static final String TRACEPARENT = "traceparent";
  private static final String TRACESTATE = "tracestate";

  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<Function<String, @Nullable String>> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> carrier) {
          return List.of(TRACEPARENT, TRACESTATE);
        }

        @Override
        public @Nullable String get(
            @Nullable Function<String, @Nullable String> carrier, String key) {
          return carrier == null ? null : carrier.apply(key);
        }
      };

  private final Tracer tracer;

  private OpenTelemetryTracing(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer("io.kokko");
  }

  /** Traces with an OpenTelemetry of the application's own. */
  public static Tracing of(OpenTelemetry openTelemetry) {
    return new OpenTelemetryTracing(openTelemetry);
  }

  /** Traces with the OpenTelemetry of the process, which its Java agent sets for example. */
  public static Tracing global() {
    return new OpenTelemetryTracing(GlobalOpenTelemetry.get());
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Span connect(String path, String transport, Function<String, @Nullable String> carrier) {
    return new OpenTelemetrySpan(
        tracer
            .spanBuilder("kokko.connect")
            .setSpanKind(SpanKind.SERVER)
            .setParent(extract(carrier))
            .setAttribute(PATH, path)
            .setAttribute(TRANSPORT, transport)
            .startSpan());
  }

  @Override
  public Span join(String topic, @Nullable TraceContext connect, Payload params) {
    return new OpenTelemetrySpan(
        tracer
            .spanBuilder("kokko.join")
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent(params, connect))
            .setAttribute(TOPIC, topic)
            .startSpan());
  }

  @Override
  public Span handle(String topic, String event, @Nullable TraceContext join, Payload payload) {
    return start(
        builder("kokko.handle", SpanKind.SERVER, topic, event).setParent(parent(payload, join)));
  }

  @Override
  public Span broadcast(String topic, String event) {
    return start(builder("kokko.broadcast", SpanKind.PRODUCER, topic, event));
  }

  @Override
  public Span append(String topic, String event) {
    return start(builder("kokko.append", SpanKind.PRODUCER, topic, event));
  }

  @Override
  public Span transaction() {
    return start(tracer.spanBuilder("kokko.transaction"));
  }

  @Override
  public Span receive(String topic, String event, String fromNode, TraceContext sender) {
    return start(
        builder("kokko.receive", SpanKind.CONSUMER, topic, event)
            .setParent(extract(sender))
            .setAttribute(FROM, fromNode));
  }

  @Override
  public Span deliver(String topic, String event) {
    return isTraced()
        ? start(builder("kokko.deliver", SpanKind.INTERNAL, topic, event))
        : Tracing.off().deliver(topic, event);
  }

  @Override
  public Span handleOut(String topic, String event, TraceContext delivery) {
    return start(
        builder("kokko.handle_out", SpanKind.INTERNAL, topic, event).setParent(extract(delivery)));
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // whoever enters it closes it
  public Scope aside() {
    return Context.root().makeCurrent()::close;
  }

  private SpanBuilder builder(String name, SpanKind kind, String topic, String event) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(kind)
        .setAttribute(TOPIC, topic)
        .setAttribute(EVENT, event);
  }

  private static Span start(SpanBuilder builder) {
    return new OpenTelemetrySpan(builder.startSpan());
  }

  @Override
  public @Nullable TraceContext current() {
    return isTraced() ? inject(Context.current()) : null;
  }

  private static boolean isTraced() {
    return io.opentelemetry.api.trace.Span.current().getSpanContext().isValid();
  }

  /** What the client says goes before what is known of it. */
  private static Context parent(Payload payload, @Nullable TraceContext known) {
    Map<String, String> said = said(payload);
    if (said.containsKey(TRACEPARENT)) {
      return extract(said::get);
    }
    return known == null ? Context.root() : extract(known);
  }

  /** Only an object has members, and only text is a trace context. */
  private static Map<String, String> said(Payload payload) {
    if (!(payload instanceof JsonPayload json && json.isObject())
        || !payload.toString().contains(TRACEPARENT)) {
      return Map.of();
    }
    Map<String, String> said = new HashMap<>();
    JsonNode members = members(payload);
    for (String key : List.of(TRACEPARENT, TRACESTATE)) {
      if (members.path(key).isTextual()) {
        said.put(key, members.path(key).textValue());
      }
    }
    return said;
  }

  private static JsonNode members(Payload payload) {
    try {
      return payload.json();
    } catch (PayloadException unreadable) {
      // Whoever handles it will say so, if it matters.
      return MissingNode.getInstance();
    }
  }

  private static Context extract(TraceContext sender) {
    return extract(Map.of(TRACEPARENT, sender.traceparent(), TRACESTATE, sender.tracestate())::get);
  }

  private static Context extract(Function<String, @Nullable String> carrier) {
    return W3C.extract(Context.root(), carrier, GETTER);
  }

  private static TraceContext inject(Context context) {
    Map<String, String> carrier = new HashMap<>();
    W3C.inject(
        context,
        carrier,
        (map, key, value) -> {
          if (map != null) {
            map.put(key, value);
          }
        });
    return new TraceContext(
        carrier.getOrDefault(TRACEPARENT, ""), carrier.getOrDefault(TRACESTATE, ""));
  }

  /** One of ours. */
  private record OpenTelemetrySpan(io.opentelemetry.api.trace.Span span) implements Span {

    @Override
    @SuppressWarnings("MustBeClosedChecker") // whoever enters it closes it
    public Scope enter() {
      return span.makeCurrent()::close;
    }

    @Override
    public TraceContext context() {
      return inject(Context.root().with(span));
    }

    @Override
    public boolean isRecorded() {
      return span.isRecording();
    }

    @Override
    public void fail(Throwable cause) {
      span.recordException(cause).setStatus(StatusCode.ERROR);
    }

    @Override
    public void delivered(int subscribers) {
      span.setAttribute("kokko.deliveries", subscribers);
    }

    @Override
    public void end() {
      span.end();
    }
  }
}
