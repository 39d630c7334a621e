package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Encrypts the connections of clients: {@code https} and {@code wss}. Any thread may use it. */
public final class Tls {

  private static final String SECTION = "kokko.transport.tls";
  private static final String CERTIFICATE = "certificate-file";
  private static final String KEY = "key-file";
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** Guards a store that never leaves the memory. */
  private static final char[] PASSWORD = "in memory".toCharArray();

  private final SSLContext context;

  private Tls(SSLContext context) {
    this.context = context;
  }

  /**
   * Reads the section {@code kokko.transport.tls} and the files that it names.
   *
   * @return empty if it names none
   * @throws InvalidSettingException if only one is named, or a file is not what it should be
   */
  static Optional<Tls> of(Config config) {
    SettingReader settings = new SettingReader(config, SECTION);
    String certificate = settings.text(CERTIFICATE);
    String key = settings.text(KEY);
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Tls(context(chain(certificate), key(key), key)));
  }

  private static List<X509Certificate> chain(String file) {
    try {
      return PemFiles.certificates(file);
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(CERTIFICATE, file, e, "a PEM file with the server's certificate first");
    }
  }

  private static PrivateKey key(String file) {
    try {
      return PemFiles.privateKey(file);
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(
          KEY, file, e, "a PEM file with \"BEGIN PRIVATE KEY\", PKCS#8 without a password");
    }
  }

  private static SSLContext context(List<X509Certificate> chain, PrivateKey key, String file) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      store.setKeyEntry("kokko", key, PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(KEY, file, e, "the key of the certificate");
    }
  }

  private static InvalidSettingException invalid(
      String name, String file, Exception cause, String expected) {
    return new InvalidSettingException(
        SECTION + "." + name, "\"" + file + "\", " + cause, expected);
  }

  /** Makes the server's side of one connection. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
