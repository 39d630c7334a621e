package io.kokko.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.docs.Page;
import io.kokko.machine.FreePort;
import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The load balancers that we have configurations for, each started with its own on a free port. */
enum Proxy {
  NGINX {
    @Override
    Program start(Commands commands, Path directory, Rewritten rewritten) throws IOException {
      String kokko =
          rewritten
              .replace("listen 80;", "listen 127.0.0.1:" + FreePort.find() + ";")
              .replace("listen 443 ssl;", "listen 127.0.0.1:" + rewritten.port() + " ssl;")
              .replace("/etc/ssl/kokko/server.pem", rewritten.certificates().file("server.pem"))
              .replace("/etc/ssl/kokko/server.key", rewritten.certificates().file("server.key"))
              .replace("/var/log/nginx/kokko.log", directory.resolve("access.log").toString())
              .replace("10.0.0.1:4000", "127.0.0.1:" + rewritten.nodePorts().get(0))
              .replace("10.0.0.2:4000", "127.0.0.1:" + rewritten.nodePorts().get(1))
              .text();
      Files.writeString(directory.resolve("kokko.conf"), kokko);
      // Without the first line what it keeps in files would belong to another user.
      Path main =
          Files.writeString(
              directory.resolve("nginx.conf"),
              String.join(
                  "\n",
                  System.getProperty("user.name").equals("root") ? "user root;" : "",
                  "daemon off;",
                  "worker_processes 1;",
                  "pid " + directory.resolve("nginx.pid") + ";",
                  "error_log stderr warn;",
                  "events { worker_connections 512; }",
                  "http {",
                  "  client_body_temp_path " + directory.resolve("body") + ";",
                  "  proxy_temp_path " + directory.resolve("proxy") + ";",
                  "  fastcgi_temp_path " + directory.resolve("fastcgi") + ";",
                  "  uwsgi_temp_path " + directory.resolve("uwsgi") + ";",
                  "  scgi_temp_path " + directory.resolve("scgi") + ";",
                  "  include " + directory.resolve("kokko.conf") + ";",
                  "}"));
      return commands.program(
          program("nginx"), "-p", "" + directory, "-e", "stderr", "-c", "" + main);
    }
  },

  HAPROXY {
    @Override
    Program start(Commands commands, Path directory, Rewritten rewritten) throws IOException {
      String kokko =
          rewritten
              .replace("bind :80", "bind 127.0.0.1:" + FreePort.find())
              .replace("bind :443", "bind 127.0.0.1:" + rewritten.port())
              .replace("maxconn 50000", "maxconn 500")
              .replace("/etc/haproxy/kokko.pem", rewritten.certificates().file("server-bundle.pem"))
              .replace("10.0.0.1:4000", "127.0.0.1:" + rewritten.nodePorts().get(0))
              .replace("10.0.0.2:4000", "127.0.0.1:" + rewritten.nodePorts().get(1))
              .text();
      Path file = Files.writeString(directory.resolve("kokko.cfg"), kokko);
      return commands.program(program("haproxy"), "-db", "-f", "" + file);
    }
  };

  /** A configuration whose places are replaced by those of a test; each has to be there. */
  private record Rewritten(
      String text, DevCertificates certificates, int port, List<Integer> nodePorts) {

    Rewritten replace(String place, String by) {
      if (!text.contains(place)) {
        throw new AssertionError("no " + place + " in " + text);
      }
      return new Rewritten(text.replace(place, by), certificates, port, nodePorts);
    }
  }

  abstract Program start(Commands commands, Path directory, Rewritten rewritten) throws IOException;

  /**
   * One that runs.
   *
   * @param port at which it speaks TLS
   */
  record Running(Program program, int port) {}

  /** Starts it before two nodes. */
  Running start(
      Commands commands, Path directory, DevCertificates certificates, List<Integer> nodes)
      throws IOException {
    int port = FreePort.find();
    String text = Files.readString(configuration(), UTF_8);
    Program program =
        start(commands, directory, new Rewritten(text, certificates, port, List.copyOf(nodes)));
    awaitPort(port, program);
    return new Running(program, port);
  }

  private Path configuration() {
    return Page.PROJECT.resolve(this == NGINX ? "ops/nginx/kokko.conf" : "ops/haproxy/kokko.cfg");
  }

  private static String program(String name) {
    Path debian = Path.of("/usr/sbin", name);
    return Files.isExecutable(debian) ? debian.toString() : name;
  }

  static void awaitPort(int port, Program program) {
    for (long end = System.nanoTime() + 20_000_000_000L; System.nanoTime() - end < 0; ) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(20_000_000);
      }
    }
    throw new AssertionError("does not listen; it printed:\n" + program.printed());
  }
}
