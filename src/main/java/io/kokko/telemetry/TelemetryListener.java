package io.kokko.telemetry;

/**
 * Hears what happens on a node.
 *
 * <p>Called on the thread on which it happens, many at a time, so it must be quick and must not
 * block. If it throws, that is logged and the listener is detached, as Phoenix does.
 */
@FunctionalInterface
public interface TelemetryListener {
  void onEvent(TelemetryEvent event);
}
