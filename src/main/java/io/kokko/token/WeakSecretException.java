package io.kokko.token;

import io.kokko.message.ChannelsException;

/** Tells that a node in production has no secret that others could not guess. */
public final class WeakSecretException extends ChannelsException {

  WeakSecretException(String came) {
    super(
        "kokko.endpoint.secret-key-base: "
            + came
            + " (expected in production: at least "
            + SecretKeyBase.MIN_BYTES
            + " random bytes, for example from: openssl rand -base64 64 | tr -d '\\n';"
            + " set it in the environment as SECRET_KEY_BASE)");
  }
}
