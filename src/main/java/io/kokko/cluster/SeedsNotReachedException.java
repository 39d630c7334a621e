package io.kokko.cluster;

import io.kokko.message.ChannelsException;
import java.time.Duration;
import java.util.Collection;

/** Tells that not one of the seed nodes could be connected in time. */
public final class SeedsNotReachedException extends ChannelsException {

  SeedsNotReachedException(
      Duration patience, Collection<NodeLocation> seeds, Collection<String> reasons) {
    super(
        "no seed node of "
            + seeds
            + " was reached in "
            + patience.toMillis()
            + " ms; "
            + String.join("; ", reasons));
  }
}
