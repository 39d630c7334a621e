package io.kokko.machine;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Makes each test class wait until those that run in other JVMs let it: one that is {@link Alone}
 * until all others have ended, and any other while one of these runs. JUnit finds this itself.
 */
public final class Turns implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean alone = context.getRequiredTestClass().isAnnotationPresent(Alone.class);
    // It ends with the class; a nested class finds that of the one around it.
    context
        .getStore(Namespace.create(Turns.class))
        .getOrComputeIfAbsent(MachineLock.class, key -> enter(alone), MachineLock.class);
  }

  /** Who waits for an empty room keeps the entrance, so that nobody slips in before. */
  private static MachineLock enter(boolean alone) {
    MachineLock entrance = MachineLock.take("entrance");
    try {
      return alone ? MachineLock.take("room") : MachineLock.share("room");
    } finally {
      entrance.close();
    }
  }
}
