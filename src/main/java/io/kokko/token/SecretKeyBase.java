package io.kokko.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;

/** Reads the one secret that all keys are derived from, and refuses a bad one in production. */
public final class SecretKeyBase {

  static final int MIN_BYTES = 64;

  private static final String KEY = "kokko.endpoint.secret-key-base";

  /** Known to everybody, so that it stands for no secret. */
  private static final String DEVELOPMENT =
      "kokko-development-only-secret-that-everybody-knows-and-production-refuses";

  private SecretKeyBase() {}

  /**
   * Returns the secret; in {@code kokko.mode = development} one that everybody knows where none is
   * configured.
   *
   * @throws WeakSecretException in production, if none is configured, or one that everybody knows,
   *     or one that is too short
   * @throws UnknownModeException if the mode is none
   */
  public static String of(Config config) {
    String secret = config.getString(KEY);
    return switch (config.getString("kokko.mode")) {
      case "development" -> secret.isEmpty() ? DEVELOPMENT : secret;
      case "production" -> requireStrong(secret);
      default -> throw new UnknownModeException(config.getString("kokko.mode"));
    };
  }

  private static String requireStrong(String secret) {
    int size = secret.getBytes(UTF_8).length;
    if (size == 0) {
      throw new WeakSecretException("missing");
    }
    if (size < MIN_BYTES) {
      throw new WeakSecretException(size + " bytes");
    }
    if (secret.equals(DEVELOPMENT)) {
      throw new WeakSecretException("the one for development, which everybody knows");
    }
    return secret;
  }
}
