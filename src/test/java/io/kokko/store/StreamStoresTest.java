package io.kokko.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StreamStoresTest {

  private static final String MEMORY = "jdbc:h2:mem:";

  @Test
  void urlOfAnotherDatabaseIsRefusedWithoutItsSecrets() {
    Config config = StoreConfig.with("jdbc:mysql://db/x?password=secret", "");

    assertThatThrownBy(() -> StreamStores.open(config))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "kokko.streams.store.url: jdbc:mysql://db/x"
                + " (expected: a URL that begins with jdbc:h2: or jdbc:postgresql:)");
  }

  @Test
  void urlThatTheDriverDoesNotUnderstandIsRefused() {
    Config config = StoreConfig.with("jdbc:postgresql://db:port/x?password=secret", "");

    assertThatThrownBy(() -> StreamStores.open(config))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("kokko.streams.store.url: jdbc:postgresql://db:port/x (expected: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> StreamStores.open(StoreConfig.with(MEMORY, "pool-size = 1")))
        .hasMessage("kokko.streams.store.pool-size: 1 (expected: >= 2)");
    assertThatThrownBy(
            () -> StreamStores.open(StoreConfig.with(MEMORY, "connection-timeout = 100 ms")))
        .hasMessage("kokko.streams.store.connection-timeout: 100 ms (expected: >= 250 ms)");
  }

  @Test
  void libraryThatIsMissingIsNamed() throws Exception {
    assertThat(openWithout("HikariCP", MEMORY)).startsWith("com.zaxxer:HikariCP is not");
    assertThat(openWithout("flyway-core", MEMORY)).startsWith("org.flywaydb:flyway-core is not");
    assertThat(openWithout("h2-", MEMORY)).startsWith("com.h2database:h2 is not");
    assertThat(openWithout("postgresql-42", "jdbc:postgresql://db/x"))
        .startsWith("org.postgresql:postgresql is not");
  }

  /** Returns what a store says that is opened without some jar, by classes of their own. */
  private static String openWithout(String jar, String url) throws Exception {
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(jar))
            .map(StreamStoresTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Class<?> opener = loader.loadClass(Opener.class.getName());
      opener.getMethod("open", String.class).invoke(null, url);
      return "nothing";
    } catch (InvocationTargetException refused) {
      return String.valueOf(refused.getTargetException().getMessage());
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Is loaded by the loader that lacks something. */
  public static final class Opener {

    /** Opens a store and closes it. */
    public static void open(String url) {
      StreamStores.open(StoreConfig.with(url, "")).close();
    }

    private Opener() {}
  }
}
