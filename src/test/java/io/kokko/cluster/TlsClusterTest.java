package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets nodes speak TLS with each other, where each has to show a certificate. */
class TlsClusterTest {

  @TempDir private static Path directory;
  private static DevCertificates ours;
  private static DevCertificates theirs;

  @TempDir private Path names;
  private Nodes nodes;

  @BeforeAll
  static void makeCertificates() {
    ours = DevCertificates.in(directory.resolve("ours"));
    theirs = DevCertificates.in(directory.resolve("theirs"));
  }

  @BeforeEach
  void open() {
    nodes = new Nodes(names);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nodesWithCertificatesOfOneAuthorityJoinAndHearEachOther() throws Exception {
    Node a = nodes.start("a@127.0.0.1", tls(ours));
    Node b = nodes.start("b@127.0.0.1", tls(ours));
    BlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
    a.bus().start((topic, broadcast) -> {});
    b.bus().start((topic, broadcast) -> heard.add(broadcast));

    Nodes.get(a.connect("b@127.0.0.1"));
    a.bus().broadcast("room", new Broadcast("room", "hi", Payload.empty()));

    assertThat(a.list()).containsExactly("b@127.0.0.1");
    assertThat(heard.poll(20, TimeUnit.SECONDS)).extracting(Broadcast::event).isEqualTo("hi");
  }

  @Test
  void nodeWithoutCertificateIsRefused() {
    nodes.start("a@127.0.0.1", tls(ours));
    Node plain = nodes.start("b@127.0.0.1", Map.of("kokko.cluster.connect-timeout", "4s"));

    assertRefused(plain);
  }

  @Test
  void nodeWithCertificateOfAnotherAuthorityIsRefused() {
    nodes.start("a@127.0.0.1", tls(ours));
    Node stranger = nodes.start("b@127.0.0.1", tls(theirs));

    assertRefused(stranger);
  }

  @Test
  void nodeTakesOverFilesThatWereReplaced() throws Exception {
    Path live = Files.createDirectory(names.resolve("live"));
    install(ours, live);
    Map<String, Object> settings = new HashMap<>(tls(new DevCertificates(live)));
    settings.put("pekko.remote.artery.ssl.rotating-keys-engine.ssl-context-cache-ttl", "1ms");
    Node a = nodes.start("a@127.0.0.1", settings);
    Nodes.get(a.connect(nodes.start("b@127.0.0.1", settings).self()));

    install(theirs, live);
    Node renewed = nodes.start("c@127.0.0.1", tls(theirs));
    Nodes.get(renewed.connect("a@127.0.0.1"));

    assertThat(a.list()).containsExactly("b@127.0.0.1", "c@127.0.0.1");
  }

  private static void install(DevCertificates certificates, Path live) throws IOException {
    for (String name : List.of("cluster.key", "cluster.pem", "ca.pem")) {
      Files.copy(
          Path.of(certificates.file(name)),
          live.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void assertRefused(Node node) {
    assertThatExceptionOfType(ConnectFailedException.class)
        .isThrownBy(() -> Nodes.get(node.connect("a@127.0.0.1")));
    assertThat(node.list()).isEmpty();
  }

  /** The settings of docs/deployment.md. */
  private static Map<String, Object> tls(DevCertificates certificates) {
    String section = "pekko.remote.artery.ssl.";
    return Map.of(
        "kokko.cluster.connect-timeout",
        "4s",
        "pekko.remote.artery.transport",
        "tls-tcp",
        section + "ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        section + "rotating-keys-engine.key-file",
        certificates.file("cluster.key"),
        section + "rotating-keys-engine.cert-file",
        certificates.file("cluster.pem"),
        section + "rotating-keys-engine.ca-cert-file",
        certificates.file("ca.pem"));
  }
}
