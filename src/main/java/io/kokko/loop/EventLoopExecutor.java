package io.kokko.loop;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Makes event loops the executor of a Pekko dispatcher: the {@code executor} of its settings is the
 * name of this class.
 *
 * <p>{@code event-loops.count}: how many; 0 for one a processor. {@code event-loops.spare-threads}:
 * how many more threads stand by for those that are blocked.
 */
public final class EventLoopExecutor extends ExecutorServiceConfigurator {

  private final int count;
  private final int spareThreads;

  /** Called by Pekko. */
  public EventLoopExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    int wanted = config.getInt("event-loops.count");
    count = wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    spareThreads = config.getInt("event-loops.spare-threads");
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new EventLoops(count, spareThreads, threads);
  }
}
