package io.kokko.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs a command in a root directory as a container engine does: as its first process, with mounts
 * of its own, read-only but for {@code /tmp}, as a user without rights, with no variables but those
 * it is given. It sees the libraries and the Java of this machine where a base image has its own,
 * and no password file, as in an image that knows no such user.
 */
final class Container {

  /** Where images of Eclipse Temurin have their Java, and what they search for programs. */
  static final String JAVA_HOME = "/opt/java/openjdk";

  static final String PATH = JAVA_HOME + "/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final List<String> LIBRARIES = List.of("/bin", "/lib", "/lib32", "/lib64");

  /** Besides the libraries; Debian's Java has its configuration in such a directory. */
  private static final List<String> SETTINGS =
      List.of("ld.so.cache", "ssl", "java-17-openjdk", "java-21-openjdk", "java-25-openjdk");

  private final Path root;
  private final List<String> mounts = new ArrayList<>();

  private Container(Path root) {
    this.root = root;
  }

  /**
   * Makes ready to run what is in a directory, or skips the test where that cannot be.
   *
   * @param root holds the image's files, and gets directories for what is mounted there
   */
  static Container in(Path root) {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "needs root, to mount a container's file system (run it as root)");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/unshare")),
        "needs unshare, to run a container (Linux; Debian: apt install util-linux)");
    assumeTrue(
        succeeds("unshare", "--mount", "--pid", "--fork", "true"),
        "needs the right to make namespaces for mounts and processes");
    Container container = new Container(root);
    container.mountMachine();
    return container;
  }

  private void mountMachine() {
    try {
      readOnly(Path.of("/usr"), "/usr");
      for (String name : LIBRARIES) {
        Path there = Path.of(name);
        if (Files.isSymbolicLink(there)) {
          Files.createSymbolicLink(root.resolve(name.substring(1)), Files.readSymbolicLink(there));
        } else if (Files.isDirectory(there)) {
          readOnly(there, name);
        }
      }
      for (String name : SETTINGS) {
        Path there = Path.of("/etc", name);
        if (Files.exists(there)) {
          readOnly(there, "/etc/" + name);
        }
      }
      readOnly(Path.of(System.getProperty("java.home")), JAVA_HOME);
      directory("/proc");
      directory("/dev");
      directory("/tmp");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows a file or directory of the machine in the container, where nobody can write to it. */
  Container readOnly(Path there, String here) {
    try {
      Path place = root.resolve(here.substring(1));
      if (Files.isDirectory(there)) {
        directory(here);
      } else {
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        Files.createFile(place);
      }
      mounts.add("mount --bind '%s' '%s'".formatted(there.toRealPath(), place));
      mounts.add("mount -o remount,bind,ro '%s'".formatted(place));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void directory(String name) throws IOException {
    Files.createDirectories(root.resolve(name.substring(1)));
  }

  /**
   * Returns the command that starts the container; what ends with it is all that has been mounted.
   *
   * @param user as images have it, {@code UID:GID}
   * @param directory where it works, {@code /} if empty
   */
  List<String> command(
      String user, String directory, Map<String, String> variables, List<String> command) {
    List<String> script = new ArrayList<>(List.of("set -e", "mount --make-rprivate /"));
    script.add("mount --bind '%s' '%s'".formatted(root, root));
    script.addAll(mounts);
    script.add("mount -t proc proc '%s/proc'".formatted(root));
    script.add("mount -t tmpfs -o mode=1777 tmp '%s/tmp'".formatted(root));
    script.add("mount -t tmpfs -o mode=755 dev '%s/dev'".formatted(root));
    for (String device : List.of("null", "zero", "random", "urandom")) {
      script.add("touch '%s/dev/%s'".formatted(root, device));
      script.add("mount --bind /dev/%s '%s/dev/%s'".formatted(device, root, device));
    }
    script.add("mount -o remount,bind,ro '%s'".formatted(root));
    script.add("exec \"$@\"");

    List<String> line = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
    line.addAll(List.of("--kill-child", "sh", "-c", String.join("\n", script), "container"));
    line.addAll(List.of("chroot", "--groups=", "--userspec=" + user, root.toString()));
    line.addAll(List.of("/usr/bin/env", "--ignore-environment"));
    line.add("--chdir=" + (directory.isEmpty() ? "/" : directory));
    variables.forEach((name, value) -> line.add(name + "=" + value));
    line.addAll(command);
    return line;
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
