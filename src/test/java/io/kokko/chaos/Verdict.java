package io.kokko.chaos;

import java.util.List;

/**
 * Says what a {@link Checker} has found.
 *
 * @param faults what must not be, in words; empty if all is well
 * @param heard how many messages all clients heard
 * @param resumed how often a client went on where it was
 * @param begunAnew how often a client was told that it has missed something
 */
public record Verdict(List<String> faults, long heard, long resumed, long begunAnew) {}
