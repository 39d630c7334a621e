package io.kokko.token;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts with a nonce that is long enough to be drawn at random: HChaCha20 in front of the JDK's
 * ChaCha20-Poly1305.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03">XChaCha</a>
 */
final class XChaCha20Poly1305 {

  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 24;
  static final int TAG_BYTES = 16;

  private static final int DERIVING_BYTES = 16;

  private XChaCha20Poly1305() {}

  /** Returns the encrypted text with the tag behind it. */
  static byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plain);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has ChaCha20-Poly1305", impossible);
    }
  }

  /** Returns the text, or nothing if key, nonce, associated data, text or tag are not the same. */
  static Optional<byte[]> decrypt(byte[] key, byte[] nonce, byte[] associated, byte[] encrypted) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(encrypted));
    } catch (AEADBadTagException tampered) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has ChaCha20-Poly1305", impossible);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    byte[] derived = HChaCha20.derive(key, Arrays.copyOf(nonce, DERIVING_BYTES));
    byte[] rest =
        ByteBuffer.allocate(12)
            .position(4)
            .put(nonce, DERIVING_BYTES, NONCE_BYTES - DERIVING_BYTES)
            .array();
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(mode, new SecretKeySpec(derived, "ChaCha20"), new IvParameterSpec(rest));
    cipher.updateAAD(associated);
    return cipher;
  }
}
