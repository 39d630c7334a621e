package io.kokko.token;

/** Lists the hash functions that a token's key may be derived with. */
public enum KeyDigest {
  /** SHA-1, which only old tokens need. */
  SHA1("PBKDF2WithHmacSHA1"),

  /** SHA-256, the default. */
  SHA256("PBKDF2WithHmacSHA256"),

  /** SHA-384. */
  SHA384("PBKDF2WithHmacSHA384"),

  /** SHA-512. */
  SHA512("PBKDF2WithHmacSHA512");

  private final String algorithm;

  KeyDigest(String algorithm) {
    this.algorithm = algorithm;
  }

  String algorithm() {
    return algorithm;
  }
}
