package io.kokko.socket;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which tokens a node takes no more, each until it would have expired anyway. Any thread
 * may call it.
 *
 * <p>There are at most so many; the one that would expire first makes room for another.
 */
public final class Revocations {

  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  private final int most;
  private final Map<String, Instant> until = new ConcurrentHashMap<>();

  Revocations(int most) {
    this.most = most;
  }

  /**
   * Takes a token no more.
   *
   * @param expiry when it would have expired
   * @return false if that was known until then, or has expired
   */
  public boolean add(String tokenId, Instant expiry) {
    Instant known = until.get(tokenId);
    if (!expiry.isAfter(Instant.now()) || (known != null && !expiry.isAfter(known))) {
      return false;
    }
    if (known == null && until.size() >= most) {
      makeRoom();
    }
    until.merge(tokenId, expiry, (one, other) -> one.isAfter(other) ? one : other);
    return true;
  }

  private void makeRoom() {
    forgetExpired();
    if (until.size() >= most) {
      Optional<Map.Entry<String, Instant>> first =
          until.entrySet().stream().min(Comparator.comparing(Map.Entry::getValue));
      first.ifPresent(
          entry -> {
            until.remove(entry.getKey());
            LOG.error(
                "more than {} revoked tokens: {} is taken again (expected: fewer,"
                    + " kokko.socket.max-revocations, or tokens that expire sooner)",
                most,
                entry.getKey());
          });
    }
  }

  private void forgetExpired() {
    Instant now = Instant.now();
    until.values().removeIf(expiry -> !expiry.isAfter(now));
  }

  /** Tells whether a token is taken no more. */
  public boolean contains(String tokenId) {
    Instant expiry = until.get(tokenId);
    return expiry != null && expiry.isAfter(Instant.now());
  }

  /** Returns those that have not expired, with the time when they do. */
  public Map<String, Instant> all() {
    forgetExpired();
    return Map.copyOf(until);
  }
}
