package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.DevCertificates;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts/dev-certs makes. */
class DevCertsTest {

  /** As X.509 numbers the kinds of names. */
  private static final int DNS = 2;

  private static final int IP = 7;

  @TempDir private Path directory;

  @Test
  void hostsAreNamesOrAddresses() throws Exception {
    DevCertificates made =
        DevCertificates.in(directory, "chat.local", "v1.2.3.4.example.com", "10.0.0.7", "fd00::7");

    assertThat(certificate(made, "server.pem").getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(DNS, "localhost"),
            List.of(IP, "127.0.0.1"),
            List.of(IP, "0:0:0:0:0:0:0:1"),
            List.of(DNS, "chat.local"),
            List.of(DNS, "v1.2.3.4.example.com"),
            List.of(IP, "10.0.0.7"),
            List.of(IP, "fd00:0:0:0:0:0:0:7"));
    certificate(made, "server.pem").verify(certificate(made, "ca.pem").getPublicKey());
    certificate(made, "cluster.pem").verify(certificate(made, "ca.pem").getPublicKey());
    for (String key : List.of("ca.key", "server.key", "cluster.key", "server-bundle.pem")) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(key)))
          .as(key)
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static X509Certificate certificate(DevCertificates made, String name) throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(made.file(name)))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
