package io.kokko.metrics;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.onComplete;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import io.kokko.endpoint.Endpoint;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * Serves what {@link KokkoMetrics} registers, and the figures of the JVM, to Prometheus.
 *
 * <p>Any thread may call it. It needs {@code io.micrometer:micrometer-registry-prometheus}, which
 * is an optional dependency.
 */
public final class PrometheusMetrics {

  /** See https://prometheus.io/docs/instrumenting/exposition_formats/ */
  private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  private static final ContentType.NonBinary TEXT =
      MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false)
          .toContentType(HttpCharsets.UTF_8);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Guarded by this. */
  private @Nullable KokkoMetrics bound;

  /** Makes a registry for one endpoint, with the figures of the JVM in it. */
  @SuppressWarnings("resource") // its listener lives as long as the process, as the registry does
  public static PrometheusMetrics create() {
    PrometheusMetrics metrics = new PrometheusMetrics();
    PrometheusMeterRegistry registry = metrics.registry;
    new ClassLoaderMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return metrics;
  }

  private PrometheusMetrics() {}

  /** Returns the registry, for meters of the application's own. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * Answers {@code GET metrics} at the place where it is mounted, and nothing else, with what
   * happens at an endpoint; it may be mounted several times.
   */
  public Route route(Endpoint endpoint) {
    QueueSampler queues = bind(endpoint).queues();
    return path(
        "metrics",
        () -> get(() -> onComplete(queues.look(), looked -> complete(StatusCodes.OK, scrape()))));
  }

  private HttpEntity.Strict scrape() {
    return HttpEntities.create(TEXT, registry.scrape(FORMAT));
  }

  private synchronized KokkoMetrics bind(Endpoint endpoint) {
    KokkoMetrics metrics = bound;
    if (metrics == null) {
      metrics = KokkoMetrics.of(endpoint);
      metrics.bindTo(registry);
      bound = metrics;
    }
    return metrics;
  }
}
