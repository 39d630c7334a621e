package io.kokko.cluster;

import io.kokko.cluster.CallMessage.Part;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * Puts the parts of one question or answer together. They come in order; where one is missing the
 * rest is worth nothing.
 */
final class Assembly {

  private ByteString content = ByteString.emptyByteString();
  private int next;

  /** Takes a part, and returns the whole after the last one. */
  Optional<byte[]> add(Part part) {
    if (part.number() != next) {
      next = -1;
      content = ByteString.emptyByteString();
      return Optional.empty();
    }
    next++;
    content = content.concat(part.content());
    return next == part.count() ? Optional.of(content.toArray()) : Optional.empty();
  }
}
