package io.kokko.telemetry;

/**
 * Says where in which trace something happens, as it crosses from process to process.
 *
 * @param traceparent trace, span and flags
 * @param tracestate what tracing systems add of their own, or empty
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(String traceparent, String tracestate) {}
