package io.kokko.channel;

/** What a {@code handleIn} callback answers: a {@link Reply}, or only what happens {@link Next}. */
public sealed interface Result permits Reply, Reply.ThenStop, Next {}
