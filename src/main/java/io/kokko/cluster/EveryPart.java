package io.kokko.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Reachability;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.sbr.DowningStrategy;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Decides who is removed so that every part of a broken cluster goes on, and no more of a part than
 * has to be.
 *
 * <p>Whoever this part cannot reach at all is removed from it. Of two that cannot reach each other,
 * while others of the part reach both, only one is: Pekko's own strategies remove both. Each member
 * that leads in its own eyes decides, all on the same knowledge.
 *
 * @see <a href="https://pekko.apache.org/docs/pekko/current/split-brain-resolver.html">Split Brain
 *     Resolver</a>
 */
final class EveryPart extends DowningStrategy {

  private static final Set<MemberStatus> GOING =
      Set.of(MemberStatus.down(), MemberStatus.exiting(), MemberStatus.removed());

  EveryPart(String dataCenter, UniqueAddress self) {
    super(dataCenter, self);
  }

  @Override
  public Option<String> role() {
    return Option.empty();
  }

  @Override
  public Decision decide() {
    return hasIndirectlyConnected()
        ? DowningStrategy.DownIndirectlyConnected$.MODULE$
        : DowningStrategy.DownUnreachable$.MODULE$;
  }

  @Override
  public scala.collection.immutable.Set<UniqueAddress> nodesToDown(Decision decision) {
    if (!decision.isIndirectlyConnected()) {
      return super.nodesToDown(decision);
    }
    Map<UniqueAddress, Member> staying = staying();
    Set<UniqueAddress> removed = new HashSet<>();
    brokenLinks(staying).toGiveUp(Split.BY_AGE).forEach(one -> removed.add(one.uniqueAddress()));
    CollectionConverters.asJava(unreachableButNotIndirectlyConnected()).stream()
        .filter(staying::containsKey)
        .forEach(removed::add);
    return CollectionConverters.asScala(removed).toSet();
  }

  private Map<UniqueAddress, Member> staying() {
    Map<UniqueAddress, Member> staying = new HashMap<>();
    for (Member member : CollectionConverters.asJava(allMembersInDC())) {
      if (!GOING.contains(member.status())) {
        staying.put(member.uniqueAddress(), member);
      }
    }
    return staying;
  }

  private BrokenLinks<Member> brokenLinks(Map<UniqueAddress, Member> staying) {
    BrokenLinks<Member> broken = new BrokenLinks<>();
    Set<UniqueAddress> indirect = CollectionConverters.asJava(indirectlyConnected());
    for (Reachability.Record record : CollectionConverters.asJava(reachability().records())) {
      Member observer = staying.get(record.observer());
      Member subject = staying.get(record.subject());
      if (observer != null && subject != null && indirect.contains(record.subject())) {
        broken.add(observer, subject);
      }
    }
    return broken;
  }
}
