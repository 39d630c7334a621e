package io.kokko.cluster;

import java.util.Collections;

/**
 * Two clusters that were founded apart, as a node of the one and a node of the other see them at
 * the same time.
 *
 * <p>Unlike the two sides of a {@link Split} they have no history in common, so what both know is
 * their members.
 */
record Apart(NodeView here, NodeView there) {

  /** Tells whether both clusters are as they were. */
  boolean hasSameMembersAs(Apart other) {
    return here.members().equals(other.here.members())
        && there.members().equals(other.there.members());
  }

  /** The larger one goes on; either side comes to the same result. */
  boolean isWonHere() {
    if (here.members().size() != there.members().size()) {
      return here.members().size() > there.members().size();
    }
    return Collections.min(here.members()).compareTo(Collections.min(there.members())) < 0;
  }
}
