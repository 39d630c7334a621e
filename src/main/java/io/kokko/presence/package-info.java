/**
 * Knows who is there: tracks members of topics by their actors, keeps the same list on all nodes,
 * and tells clients who comes and goes, as Phoenix.Presence does.
 */
@NullMarked
package io.kokko.presence;

import org.jspecify.annotations.NullMarked;
