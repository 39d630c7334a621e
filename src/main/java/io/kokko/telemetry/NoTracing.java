package io.kokko.telemetry;

import io.kokko.message.Payload;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Traces nothing. */
enum NoTracing implements Tracing {
  INSTANCE;

  private static final Scope NO_SCOPE = () -> {};

  private static final Span NO_SPAN =
      new Span() {
        @Override
        public Scope enter() {
          return NO_SCOPE;
        }

        @Override
        public @Nullable TraceContext context() {
          return null;
        }

        @Override
        public boolean isRecorded() {
          return false;
        }

        @Override
        public void fail(Throwable cause) {}

        @Override
        public void delivered(int subscribers) {}

        @Override
        public void end() {}
      };

  @Override
  public boolean isOn() {
    return false;
  }

  @Override
  public Span connect(String path, String transport, Function<String, @Nullable String> carrier) {
    return NO_SPAN;
  }

  @Override
  public Span join(String topic, @Nullable TraceContext connect, Payload params) {
    return NO_SPAN;
  }

  @Override
  public Span handle(String topic, String event, @Nullable TraceContext join, Payload payload) {
    return NO_SPAN;
  }

  @Override
  public Span broadcast(String topic, String event) {
    return NO_SPAN;
  }

  @Override
  public Span append(String topic, String event) {
    return NO_SPAN;
  }

  @Override
  public Span transaction() {
    return NO_SPAN;
  }

  @Override
  public Span receive(String topic, String event, String fromNode, TraceContext sender) {
    return NO_SPAN;
  }

  @Override
  public Span deliver(String topic, String event) {
    return NO_SPAN;
  }

  @Override
  public Span handleOut(String topic, String event, TraceContext delivery) {
    return NO_SPAN;
  }

  @Override
  public Scope aside() {
    return NO_SCOPE;
  }

  @Override
  public @Nullable TraceContext current() {
    return null;
  }
}
