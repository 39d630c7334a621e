package io.kokko.hello;

import org.jspecify.annotations.Nullable;

/**
 * Knows a client by the id that it gave.
 *
 * @param id null for an anonymous client
 */
public record User(@Nullable String id) {}
