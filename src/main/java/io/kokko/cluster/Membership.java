package io.kokko.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * Reads the cluster's members as nodes: each carries its name as a role.
 *
 * <p>Any thread may call it. An incarnation is an address with the uid of its ActorSystem, so that
 * a node that comes back at the same place is another one.
 */
final class Membership {

  /** What a role that is a node's name begins with. */
  static final String ROLE_PREFIX = "kokko-node:";

  private static final Set<MemberStatus> GONE =
      Set.of(MemberStatus.removed(), MemberStatus.down(), MemberStatus.exiting());

  private final Cluster cluster;
  private final NodeName self;
  private final Set<String> severed = ConcurrentHashMap.newKeySet();
  private volatile List<String> lastOthers = List.of();

  Membership(Cluster cluster, NodeName self) {
    this.cluster = cluster;
    this.self = self;
  }

  NodeName self() {
    return self;
  }

  String incarnation() {
    return incarnation(cluster.selfMember());
  }

  Address address() {
    return cluster.selfMember().address();
  }

  /** Lists the other nodes that are up, reachable and not disconnected. */
  List<String> list() {
    return othersUp().map(Membership::name).filter(this::isAdmitted).sorted().distinct().toList();
  }

  /** Lists the other nodes that the cluster still has, and that do not answer. */
  List<String> unreachable() {
    return cluster.state().getUnreachable().stream()
        .filter(this::isOtherNode)
        .map(Membership::name)
        .sorted()
        .distinct()
        .toList();
  }

  /** Names the oldest node that is up and not disconnected, be it reachable or not. */
  String oldest() {
    return members(cluster.state())
        .filter(Membership::isUp)
        .filter(member -> isAdmitted(name(member)))
        .min(Member.ageOrdering())
        .map(Membership::name)
        .orElseGet(self::toString);
  }

  /** Tells whether this node is leaving its cluster, or has left it. */
  boolean isLeaving() {
    MemberStatus status = cluster.selfMember().status();
    // A node that is in no cluster yet has the status removed as well.
    return cluster.isTerminated()
        || status.equals(MemberStatus.leaving())
        || status.equals(MemberStatus.exiting())
        || status.equals(MemberStatus.down());
  }

  /** Tells whether a member is a node, and another one. */
  boolean isOtherNode(Member member) {
    return !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())
        && member.getRoles().stream().anyMatch(role -> role.startsWith(ROLE_PREFIX));
  }

  /** Tells whether {@link #list} has this very incarnation. */
  boolean lists(String incarnation) {
    return othersUp()
        .anyMatch(member -> incarnation(member).equals(incarnation) && isAdmitted(name(member)));
  }

  Optional<Address> address(String name) {
    return othersUp()
        .filter(member -> name(member).equals(name))
        .map(Member::address)
        .reduce((older, newer) -> newer);
  }

  NodeView view(Set<String> suitors) {
    return new NodeView(self.toString(), incarnation(), members(), suitors);
  }

  void sever(String name) {
    severed.add(name);
  }

  void admit(String name) {
    severed.remove(name);
  }

  boolean isAdmitted(String name) {
    return !severed.contains(name);
  }

  /** Empty if this node is in no cluster. */
  private Set<String> members() {
    UniqueAddress own = cluster.selfMember().uniqueAddress();
    List<Member> members =
        members(cluster.state()).filter(m -> !GONE.contains(m.status())).toList();
    return members.stream().noneMatch(member -> member.uniqueAddress().equals(own))
        ? Set.of()
        : members.stream().map(Membership::incarnation).collect(Collectors.toSet());
  }

  private Stream<Member> othersUp() {
    CurrentClusterState state = cluster.state();
    Set<Member> unreachable = state.getUnreachable();
    UniqueAddress own = cluster.selfMember().uniqueAddress();
    return members(state)
        .filter(Membership::isUp)
        .filter(member -> !member.uniqueAddress().equals(own) && !unreachable.contains(member));
  }

  /** A dead member keeps a new one from being Up until it is removed, so WeaklyUp is enough. */
  private static boolean isUp(Member member) {
    return member.status().equals(MemberStatus.up())
        || member.status().equals(MemberStatus.weaklyUp());
  }

  private static Stream<Member> members(CurrentClusterState state) {
    return StreamSupport.stream(state.getMembers().spliterator(), false);
  }

  /** Returns all members but one, this node included. */
  Set<Member> membersBut(Member one) {
    return members(cluster.state())
        .filter(member -> !member.uniqueAddress().equals(one.uniqueAddress()))
        .collect(Collectors.toSet());
  }

  /** Notes who the other members are, to know it when the cluster is left. */
  void noteOthers() {
    List<String> others =
        members(cluster.state()).filter(this::isOtherNode).map(Membership::location).toList();
    if (!others.isEmpty()) {
      lastOthers = others;
    }
  }

  /** Lists the last others that this node was in a cluster with. */
  List<String> knownOthers() {
    return lastOthers;
  }

  /** Spells where this node is as {@link NodeLocation} reads it. */
  String ownLocation() {
    return self + ":" + address().getPort().orElseThrow();
  }

  /** Spells where a member is as {@link NodeLocation} reads it. */
  static String location(Member member) {
    return name(member) + ":" + member.address().getPort().orElseThrow();
  }

  static String incarnation(Member member) {
    return member.address() + "#" + member.uniqueAddress().longUid();
  }

  static String name(Member member) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(ROLE_PREFIX))
        .map(role -> role.substring(ROLE_PREFIX.length()))
        .findFirst()
        .orElseGet(() -> member.address().toString());
  }
}
