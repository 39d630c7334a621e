package io.kokko.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Holds what {@code scripts/dev-certs} has made in a directory. */
public record DevCertificates(Path directory) {

  private static final Path SCRIPT =
      Path.of(System.getProperty("kokko.project", "."), "scripts", "dev-certs").toAbsolutePath();

  /** Runs the script. */
  public static DevCertificates in(Path directory, String... hosts) {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString(), "" + directory));
    command.addAll(List.of(hosts));
    try {
      Process script = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(script.getInputStream().readAllBytes(), UTF_8);
      if (script.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return new DevCertificates(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns the path of one of the files, for example {@code server.pem}. */
  public String file(String name) {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      throw new AssertionError(file + " is missing");
    }
    return file.toAbsolutePath().toString();
  }

  /** Makes what clients trust the authority with. */
  public SSLContext client() {
    try (InputStream in = Files.newInputStream(Path.of(file("ca.pem")))) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
