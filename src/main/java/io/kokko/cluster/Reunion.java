package io.kokko.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one cluster of two that a seed shows to be apart: the smaller one gives way, so its nodes
 * start again and join the other.
 *
 * <p>They come about when all seeds restart at once while other nodes go on: the seeds know nobody
 * but each other, and found a cluster of their own before the others have noticed. Owned by one
 * {@link SeedsActor}.
 */
final class Reunion {

  private record Sight(Apart apart, int times) {}

  private static final Logger LOG = LoggerFactory.getLogger(Reunion.class);

  /** How often the two must be seen unchanged: who has died or restarted leaves meanwhile. */
  private static final int TIMES = 3;

  private final Membership membership;
  private final Peers peers;
  private final Map<NodeLocation, Sight> sights = new HashMap<>();

  Reunion(Membership membership, Peers peers) {
    this.membership = membership;
    this.peers = peers;
  }

  /** A seed is in this node's cluster, or in none, or not there. */
  void forget(NodeLocation seed) {
    sights.remove(seed);
  }

  /** A seed is in another cluster. */
  void see(NodeLocation seed, Apart apart) {
    Sight last = sights.get(seed);
    boolean unchanged =
        last != null && last.apart().hasSameMembersAs(apart) && membership.unreachable().isEmpty();
    int times = last != null && unchanged ? last.times() + 1 : 1;
    sights.put(seed, new Sight(apart, times));
    if (times >= TIMES) {
      decide(seed, apart);
    }
  }

  private void decide(NodeLocation seed, Apart apart) {
    boolean won = apart.isWonHere();
    LOG.warn(
        "the seed {} is in another cluster; {} gives way, being the smaller one",
        seed,
        won ? "that one" : "this one");
    if (won) {
      giveWay(apart.there().members(), membership.ownLocation());
    } else {
      giveWay(apart.here().members(), seed.toString());
    }
  }

  private void giveWay(Set<String> members, String to) {
    members.forEach(
        member -> peers.node(NodeView.address(member)).tell(new NodeRequest.GiveWay(member, to)));
  }
}
