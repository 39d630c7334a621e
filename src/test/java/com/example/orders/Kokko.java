package com.example.orders;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.endpoint.Endpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

// tag::bean[]
/** Kokko as a bean: it starts when all other beans are there, and ends before any of them does. */
@Component
public class Kokko implements SmartLifecycle {

  /** Spring tells when to end; with hooks of their own Pekko would end beside it. */
  private static final Map<String, Object> HOOKS_OFF =
      Map.of("pekko.jvm-shutdown-hooks", false, "pekko.coordinated-shutdown.exit-jvm", false);

  private final Environment environment;
  private volatile @Nullable OrderServer server;

  public Kokko(Environment environment) {
    this.environment = environment;
  }

  /** What broadcasts; there is none before the application has started. */
  public Endpoint endpoint() {
    OrderServer running = server;
    if (running == null) {
      throw new IllegalStateException("the application has not started, or ends");
    }
    return running.endpoint();
  }

  @Override
  public void start() {
    String name = environment.getProperty("kokko.node.name", "orders@127.0.0.1");
    server = OrderServer.start(name, OrderSocket.create(), config());
  }

  /** Spring's properties {@code kokko.*} and {@code pekko.*} over Kokko's own files. */
  private Config config() {
    return ConfigFactory.load(
        ConfigFactory.parseMap(HOOKS_OFF)
            .withFallback(properties("kokko"))
            .withFallback(properties("pekko"))
            .withFallback(ConfigFactory.defaultApplication()));
  }

  private Config properties(String prefix) {
    Map<String, String> properties =
        Binder.get(environment)
            .bind(prefix, Bindable.mapOf(String.class, String.class))
            .orElseGet(Map::of);
    return ConfigFactory.parseMap(properties).atPath(prefix);
  }

  /** Spring waits for {@code done}, as long as spring.lifecycle.timeout-per-shutdown-phase says. */
  @Override
  public void stop(Runnable done) {
    OrderServer running = server;
    server = null;
    if (running == null) {
      done.run();
    } else {
      running.stop().whenComplete((ended, failure) -> done.run());
    }
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }
}
// end::bean[]
