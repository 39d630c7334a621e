package io.kokko.transport;

import io.kokko.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Names the files that a server's certificate and its key are in.
 *
 * @param certificate holds the server's certificate, and behind it those that vouch for it
 * @param key holds its key
 */
record TlsFiles(String certificate, String key) {

  static final String SECTION = "kokko.transport.tls";
  static final String CERTIFICATE = "certificate-file";
  static final String KEY = "key-file";

  /** Guards a store that never leaves the memory. */
  private static final char[] PASSWORD = "in memory".toCharArray();

  /**
   * Changes when a file is written or replaced.
   *
   * @param identity what the file system tells files apart by, or null where it does not say
   */
  record Stamp(FileTime modified, long size, @Nullable Object identity) {

    static Optional<Stamp> of(String file) {
      try {
        BasicFileAttributes now = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
        return Optional.of(new Stamp(now.lastModifiedTime(), now.size(), now.fileKey()));
      } catch (IOException gone) {
        return Optional.empty();
      }
    }
  }

  /** Returns what is equal as long as both files stay as they are, or stay away. */
  List<Optional<Stamp>> stamps() {
    return List.of(Stamp.of(certificate), Stamp.of(key));
  }

  /**
   * Reads both.
   *
   * @throws InvalidSettingException if one is not what it should be, or they do not belong together
   */
  SSLContext read() {
    List<X509Certificate> chain = chain();
    PrivateKey privateKey = privateKey();
    try {
      PemFiles.requirePair(chain.get(0), privateKey);
      return context(chain, privateKey);
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(KEY, key, e, "the key of the certificate");
    }
  }

  private List<X509Certificate> chain() {
    try {
      return PemFiles.certificates(certificate);
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(CERTIFICATE, certificate, e, "a PEM file with the server's certificate first");
    }
  }

  private PrivateKey privateKey() {
    try {
      return PemFiles.privateKey(key);
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(
          KEY, key, e, "a PEM file with \"BEGIN PRIVATE KEY\", PKCS#8 without a password");
    }
  }

  private static SSLContext context(List<X509Certificate> chain, PrivateKey key)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry("kokko", key, PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static InvalidSettingException invalid(
      String name, String file, Exception cause, String expected) {
    return new InvalidSettingException(
        SECTION + "." + name, "\"" + file + "\", " + cause, expected);
  }
}
