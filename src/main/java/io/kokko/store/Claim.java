package io.kokko.store;

/** Says what became of a push with a key. */
public sealed interface Claim {

  /** Nobody has run it: who got this answer does. */
  record Granted() implements Claim {}

  /** Somebody runs it, or has ended without an answer. */
  record Running() implements Claim {}

  /**
   * It was run.
   *
   * @param reply what {@link StreamStore#answer} was given
   */
  record Answered(String reply) implements Claim {}
}
