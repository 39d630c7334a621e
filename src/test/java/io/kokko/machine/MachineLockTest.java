package io.kokko.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MachineLockTest {

  private static final String NAME = "test";

  private Process other;

  /** Another JVM, which has the lock until its input ends. */
  static final class Holder {

    public static void main(String[] arguments) throws IOException {
      MachineLock lock = MachineLock.take(arguments[0]);
      System.out.println("has it");
      System.in.transferTo(System.out);
      lock.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    List<String> command = Jvm.command();
    command.add("-Dkokko.project=" + System.getProperty("kokko.project", "."));
    command.addAll(List.of(Holder.class.getName(), NAME));
    other = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(other.inputReader(UTF_8).readLine()).isEqualTo("has it");
  }

  @AfterEach
  void end() throws InterruptedException {
    other.destroyForcibly().waitFor();
  }

  @Test
  void whatAnotherJvmHasIsWaitedFor() throws IOException {
    assertThat(MachineLock.tryTake(NAME)).isEmpty();

    other.getOutputStream().close();

    MachineLock.take(NAME).close();
    assertThat(MachineLock.tryTake(NAME)).hasValueSatisfying(MachineLock::close);
  }

  @Test
  void whatAKilledJvmHadIsFree() {
    other.destroyForcibly();

    MachineLock.take(NAME).close();
  }
}
