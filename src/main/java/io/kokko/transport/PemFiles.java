package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads keys and certificates as OpenSSL writes them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class PemFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final byte[] SIGNED = "whose key is it".getBytes(ISO_8859_1);

  /** Reads one certificate or more, in their order. */
  static List<X509Certificate> certificates(String file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new CertificateException("no certificate");
      }
      return certificates;
    }
  }

  /** Reads a key without a password. */
  static PrivateKey privateKey(String file) throws IOException, GeneralSecurityException {
    Matcher text = KEY.matcher(Files.readString(Path.of(file), ISO_8859_1));
    if (!text.find()) {
      throw new InvalidKeyException("no \"BEGIN PRIVATE KEY\"");
    }
    try {
      return privateKey(
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.group(1).strip())));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("no base64", e);
    }
  }

  /** The key knows of which kind it is, but only its own factory can read that. */
  private static PrivateKey privateKey(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException other) {
        // The next one may know it.
      }
    }
    throw new InvalidKeyException("none of " + ALGORITHMS);
  }

  /** Fails if a signature with the key is not one by the certificate. */
  static void requirePair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm = signature(certificate.getPublicKey());
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(SIGNED);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(SIGNED);
    if (!verifying.verify(signed)) {
      throw new InvalidKeyException("another one than that of the certificate");
    }
  }

  private static String signature(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  private PemFiles() {}
}
