package io.kokko.transport;

import io.kokko.serializer.Serializer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells whether a client may open a session, once its page's origin has been checked. */
final class LongPollAdmission {

  private static final String AUTH_TOKEN_HEADER = "x-phoenix-authtoken";

  private LongPollAdmission() {}

  /**
   * Decides; runs the user's {@code connect} if the query names a version that we speak.
   *
   * @param patience how long {@code connect} may take
   */
  static Admission decide(UpgradeRequest request, InetSocketAddress peer, Duration patience) {
    Optional<Map<String, String>> query = QueryParams.parse(request.query());
    if (query.isEmpty()) {
      return new Admission.Denied(400);
    }
    Map<String, String> params = new HashMap<>(query.get());
    params.putAll(request.mount().longPollParams(request.path()).orElse(Map.of()));
    Optional<Serializer> serializer = Admission.serializer(params);
    return serializer.isEmpty()
        ? new Admission.Denied(403)
        : new Applicant(authToken(request), peer, "longpoll", serializer.get(), null)
            .connect(params, patience);
  }

  /** Rule of Phoenix: only who may send one has one, and here it comes in a header of its own. */
  private static AuthToken authToken(UpgradeRequest request) {
    return request.mount().options().authToken()
        ? AuthToken.takeFrom(request, AUTH_TOKEN_HEADER)
        : new AuthToken(request, Optional.empty());
  }
}
