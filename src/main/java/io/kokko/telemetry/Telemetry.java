package io.kokko.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to whoever listens; while nobody does, it costs one look at an empty list.
 *
 * <p>Any thread may call it.
 *
 * @see <a href="https://hexdocs.pm/telemetry">telemetry</a>
 */
public final class Telemetry {

  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

  private final List<TelemetryListener> listeners = new CopyOnWriteArrayList<>();
  private final Counts counts = new Counts();
  private volatile Tracing tracing = Tracing.off();
  private volatile @Nullable Tap tap;

  /** Returns what is counted rather than told. */
  public Counts counts() {
    return counts;
  }

  /** Returns who looks at single messages, or null, which it nearly always is. */
  public @Nullable Tap tap() {
    return tap;
  }

  /** Lets somebody look at single messages from now on, or with null nobody. */
  public void tap(@Nullable Tap tap) {
    this.tap = tap;
  }

  /** Returns what follows the traces of clients, which may be nobody. */
  public Tracing tracing() {
    return tracing;
  }

  /** Lets traces be followed from now on. */
  public void trace(Tracing tracing) {
    this.tracing = tracing;
  }

  /** Lets a listener hear every event from now on. */
  public void attach(TelemetryListener listener) {
    listeners.add(listener);
  }

  /** Ends that; nothing happens if the listener is not attached. */
  public void detach(TelemetryListener listener) {
    listeners.remove(listener);
  }

  /** Tells whether it is worth making an event. */
  public boolean isListening() {
    return !listeners.isEmpty();
  }

  /** Tells everybody. */
  public void emit(TelemetryEvent event) {
    for (TelemetryListener listener : listeners) {
      emit(listener, event);
    }
  }

  private void emit(TelemetryListener listener, TelemetryEvent event) {
    try {
      listener.onEvent(event);
    } catch (RuntimeException e) {
      detach(listener);
      LOG.error("a listener failed at {} and was detached", event.name(), e);
    }
  }
}
