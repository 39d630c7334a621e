package io.kokko.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;

import io.kokko.machine.FreePort;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Runs a PostgreSQL of its own: a cluster in a temporary directory, on a free port, with the
 * settings that matter for what survives as they are by default. As root it runs as the user {@code
 * postgres}, since the server refuses to be root. It ends with this JVM, however that ends.
 */
public final class PostgresServer implements AutoCloseable {

  /** How a server is stopped. */
  public enum Stop {
    /** In order: what is open is rolled back, and everything is written. */
    FAST("INT"),
    /** As a crash: the next start recovers from the log. */
    IMMEDIATE("QUIT");

    private final String signal;

    Stop(String signal) {
      this.signal = signal;
    }
  }

  private static final String USER = "postgres";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final int PATIENCE_SECONDS = 60;
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /**
   * Waits for the name of a signal; when this JVM is gone, it gets the end of its input instead.
   */
  private static final String KEEPER =
      "\"$@\" & server=$!; read -r signal || signal=INT; kill -s \"$signal\" $server; wait $server";

  private final Path binaries;
  private final Path directory;
  private final String address;
  private final int port;
  private Process keeper;

  private PostgresServer(Path binaries, Path directory, String address, int port)
      throws IOException {
    this.binaries = binaries;
    this.directory = directory;
    this.address = address;
    this.port = port;
    this.keeper = launch();
  }

  /** Makes a cluster and starts it. */
  public static PostgresServer start() {
    return startOn("127.0.0.1");
  }

  /** Makes a cluster and starts it, for everybody who can reach an address of this host. */
  public static PostgresServer startOn(String address) {
    try {
      Path binaries = binaries();
      Path directory = Files.createTempDirectory("kokko-postgres-");
      if (isRoot()) {
        Files.setOwner(
            directory,
            directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
      }
      run(
          directory,
          List.of(
              binaries.resolve("initdb").toString(),
              "--pgdata=" + directory.resolve("data"),
              "--username=" + USER,
              "--auth=trust",
              "--encoding=UTF8",
              "--locale=C",
              "--no-sync"));
      Files.writeString(
          directory.resolve("data/pg_hba.conf"), "\nhost all all samenet trust\n", APPEND);
      return new PostgresServer(
          binaries, directory, address, FreePort.find(InetAddress.getByName(address)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path binaries() throws IOException {
    List<Path> candidates = new ArrayList<>();
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        versions.map(version -> version.resolve("bin")).forEach(candidates::add);
      }
    }
    candidates.sort(Comparator.comparingInt(PostgresServer::version).reversed());
    Arrays.stream(System.getenv("PATH").split(":")).map(Path::of).forEach(candidates::add);
    return candidates.stream()
        .filter(path -> Files.isExecutable(path.resolve("initdb")))
        .filter(path -> Files.isExecutable(path.resolve("postgres")))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no PostgreSQL server in " + DEBIAN + " or on the path; scripts/test gets it"));
  }

  private static int version(Path binaries) {
    String name = binaries.getName(binaries.getNameCount() - 2).toString();
    return name.matches("\\d+") ? Integer.parseInt(name) : 0;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> asItsUser(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
    }
    whole.addAll(command);
    return whole;
  }

  private static ProcessBuilder process(Path directory, List<String> command) {
    return new ProcessBuilder(asItsUser(command))
        .directory(directory.toFile())
        .redirectErrorStream(true);
  }

  private static void run(Path directory, List<String> command) throws IOException {
    Process process = process(directory, command).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IllegalStateException(command + " failed: " + output);
    }
  }

  private Process launch() throws IOException {
    List<String> command =
        List.of(
            "sh",
            "-c",
            KEEPER,
            "keeper",
            binaries.resolve("postgres").toString(),
            "-D",
            directory.resolve("data").toString(),
            "-c",
            "port=" + port,
            "-c",
            "listen_addresses=" + address,
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=64MB");
    Process process = process(directory, command).start();
    awaitReady(process);
    return process;
  }

  private static void awaitReady(Process process) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Thread reader = new Thread(() -> read(process, log, ready), "postgres-log");
    reader.setDaemon(true);
    reader.start();
    try {
      ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      process.destroyForcibly();
      throw new IllegalStateException("PostgreSQL does not start: " + log, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Reads until the end, since a server whose log nobody takes stands still. */
  private static void read(Process process, Queue<String> log, CompletableFuture<Void> ready) {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!ready.isDone()) {
          log.add(line);
        }
        if (line.contains("database system is ready to accept connections")) {
          ready.complete(null);
        }
      }
    } catch (IOException end) {
      log.add(end.toString());
    }
    ready.completeExceptionally(new IllegalStateException("it has ended"));
  }

  /** Returns where it is: host and port. */
  public String authority() {
    return address + ':' + port;
  }

  /** Makes an empty database, and returns its JDBC URL. */
  public String createDatabase() {
    String name = "kokko_" + DATABASES.incrementAndGet();
    execute("create database " + name);
    return url(name);
  }

  /** Runs a statement as the server's superuser. */
  public void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url(USER));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://" + authority() + '/' + database + "?user=" + USER;
  }

  /** Stops the server, and returns when it has ended. */
  public void stop(Stop how) {
    try (OutputStream signal = keeper.getOutputStream()) {
      signal.write((how.signal + '\n').getBytes(UTF_8));
    } catch (IOException gone) {
      throw new UncheckedIOException("PostgreSQL's keeper has gone", gone);
    }
    keeper.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Starts a server that was stopped, at the same port with the same data. */
  public void startAgain() {
    try {
      keeper = launch();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    if (keeper.isAlive()) {
      stop(Stop.IMMEDIATE);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
