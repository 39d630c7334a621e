package io.kokko.telemetry;

import io.kokko.message.Payload;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows what a client causes, as spans of a trace: connect, join, handle, broadcast or append,
 * and on each node the delivery, on others after a hop, and what a channel does with an intercepted
 * one.
 *
 * <p>Any thread may call it. Where nobody traces it is {@link #off}, which does nothing.
 */
public interface Tracing {

  /** Has begun, and goes on until {@link #end}. */
  interface Span {

    /** Makes it the current one of this thread, until what this returns is closed there. */
    Scope enter();

    /** Returns what others need to continue here, or null where nobody traces. */
    @Nullable TraceContext context();

    /**
     * Tells whether anybody will see it; if not, nothing has to be done for what follows from it.
     */
    boolean isRecorded();

    /** Notes what went wrong. */
    void fail(Throwable cause);

    /** Notes how many subscribers got a broadcast. */
    void delivered(int subscribers);

    /** Ends it; nothing is to be noted any more. */
    void end();
  }

  /** Is entered by a thread. */
  interface Scope extends AutoCloseable {

    /** Leaves it. */
    @Override
    void close();
  }

  /** Returns what traces nothing. */
  static Tracing off() {
    return NoTracing.INSTANCE;
  }

  /** Tells whether anybody traces at all. */
  boolean isOn();

  /**
   * Begins with a client that asks for a socket.
   *
   * @param carrier finds {@code traceparent} and {@code tracestate} of the request, or null
   */
  Span connect(String path, String transport, Function<String, @Nullable String> carrier);

  /**
   * Begins with a client that asks to join a topic; continues what {@code params} say, or else the
   * connect.
   */
  Span join(String topic, @Nullable TraceContext connect, Payload params);

  /**
   * Begins with a push that a channel handles; continues what its payload says, or else the join.
   */
  Span handle(String topic, String event, @Nullable TraceContext join, Payload payload);

  /** Begins with a broadcast of this thread; continues its current span. */
  Span broadcast(String topic, String event);

  /**
   * Begins with a message that is to be appended to a stream, until it has been handed out on this
   * node; continues the current span of this thread.
   */
  Span append(String topic, String event);

  /**
   * Begins with a transaction of the application, until what it appends has been handed out on this
   * node; continues the current span of this thread.
   */
  Span transaction();

  /** Begins with a broadcast of another node; continues what was current there. */
  Span receive(String topic, String event, String fromNode, TraceContext sender);

  /** Begins with handing a broadcast out on this node, if this thread's current span is traced. */
  Span deliver(String topic, String event);

  /** Begins with a broadcast that a channel intercepts; continues its delivery. */
  Span handleOut(String topic, String event, TraceContext delivery);

  /** Makes no span the current one of this thread, for what does not belong to the one that is. */
  Scope aside();

  /** Returns the current span of this thread, or null if none is traced. */
  @Nullable TraceContext current();
}
