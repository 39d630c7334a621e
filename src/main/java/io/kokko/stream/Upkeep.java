package io.kokko.stream;

import io.kokko.store.StoreUnavailableException;
import io.kokko.store.StreamStore;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does for streams what has to be done from time to time. */
final class Upkeep {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final Views views;
  private final LocalLog log;
  private final StreamStore store;
  private final Executor blocking;
  private final Outage outage;
  private final Later later;
  private final StreamSettings settings;
  private volatile boolean stopped;

  Upkeep(
      Views views,
      LocalLog log,
      StreamStore store,
      Executor blocking,
      Outage outage,
      Later later,
      StreamSettings settings) {
    this.views = views;
    this.log = log;
    this.store = store;
    this.blocking = blocking;
    this.outage = outage;
    this.later = later;
    this.settings = settings;
  }

  void start() {
    lookLater();
    trimLater();
  }

  /** Ends with the node, and closes the store. */
  void stop() {
    stopped = true;
    store.close();
  }

  private void lookLater() {
    later.run(
        settings.tailInterval(),
        () -> views.look(System.nanoTime()).whenComplete((done, failure) -> lookLater()));
  }

  private void trimLater() {
    later.run(settings.trimInterval(), this::trim);
  }

  private void trim() {
    if (!log.isUsed()) {
      trimLater();
      return;
    }
    try {
      blocking.execute(this::trimSome);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the node ends", ended);
    }
  }

  private void trimSome() {
    try {
      int gone = stopped ? 0 : store.trim();
      outage.worked(Outage.Act.TRIM);
      if (gone > 0) {
        trim();
        return;
      }
    } catch (StoreUnavailableException e) {
      outage.note(Outage.Act.TRIM, e);
    } catch (RuntimeException e) {
      LOG.error("old messages could not be removed", e);
    }
    trimLater();
  }
}
