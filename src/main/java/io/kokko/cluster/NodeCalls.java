package io.kokko.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/**
 * Asks other nodes, and answers them; questions and answers are bytes that only their service
 * knows.
 *
 * <p>Any thread may call it.
 *
 * @see <a href="https://www.erlang.org/doc/apps/kernel/erpc.html">erpc</a>
 */
public final class NodeCalls {

  /** Answers questions, on a thread that it must not block. */
  @FunctionalInterface
  public interface Service {
    CompletionStage<byte[]> answer(byte[] question);
  }

  private final Membership membership;
  private final Map<String, Service> services = new ConcurrentHashMap<>();
  private final ActorRef<CallsActor.Command> actor;

  private NodeCalls(
      ActorSystem<?> system, Membership membership, Peers peers, ClusterSettings settings) {
    this.membership = membership;
    this.actor =
        system.systemActorOf(
            CallsActor.create(
                membership.address().toString(), peers, services, settings.bus().parcelBytes()),
            Peers.CALLS,
            Props.empty());
  }

  static NodeCalls start(
      ActorSystem<?> system, Membership membership, Peers peers, ClusterSettings settings) {
    return new NodeCalls(system, membership, peers, settings);
  }

  /** Answers all questions of a name from now on. */
  public void serve(String name, Service service) {
    services.put(name, service);
  }

  /**
   * Asks a node; the stage fails with {@link CallFailedException} if it is not connected, answers
   * nobody of that name, fails, or takes too long.
   */
  public CompletionStage<byte[]> call(
      String nodeName, String service, byte[] question, Duration patience) {
    Optional<Address> address =
        membership.isAdmitted(nodeName) ? membership.address(nodeName) : Optional.empty();
    if (address.isEmpty()) {
      return CompletableFuture.failedFuture(
          new CallFailedException(nodeName, service, "it is not connected"));
    }
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    actor.tell(
        new CallsActor.Ask(
            nodeName, address.get().toString(), service, question, patience, answer));
    return answer;
  }
}
