package io.kokko.cluster;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.DowningProvider;
import org.apache.pekko.cluster.sbr.SplitBrainResolver;
import org.apache.pekko.cluster.sbr.SplitBrainResolverProvider;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.DurationConverters;

/**
 * Gives Pekko's split-brain resolver the strategy {@link EveryPart} in place of a quorum of one
 * node, which says the same but for links between two nodes; any other strategy is Pekko's own.
 *
 * <p>Pekko creates it, as {@code application.conf} says.
 */
final class Downing extends DowningProvider {

  private static final String RESOLVER = "pekko.cluster.split-brain-resolver";

  private final ActorSystem system;
  private final DowningProvider pekkos;

  Downing(ActorSystem system) {
    this.system = system;
    this.pekkos = new SplitBrainResolverProvider(system);
  }

  @Override
  public FiniteDuration downRemovalMargin() {
    return pekkos.downRemovalMargin();
  }

  @Override
  public Option<Props> downingActorProps() {
    Config settings = system.settings().config().getConfig(RESOLVER);
    return isQuorumOfOne(settings) ? Option.apply(everyPart(settings)) : pekkos.downingActorProps();
  }

  private static boolean isQuorumOfOne(Config settings) {
    return settings.getString("active-strategy").equals("static-quorum")
        && settings.getInt("static-quorum.quorum-size") == 1
        && settings.getString("static-quorum.role").startsWith(Membership.ROLE_PREFIX);
  }

  private Props everyPart(Config settings) {
    Cluster cluster = Cluster.get(system);
    return SplitBrainResolver.props(
        DurationConverters.toScala(settings.getDuration("stable-after")),
        new EveryPart(cluster.selfDataCenter(), cluster.selfUniqueAddress()));
  }
}
