/**
 * Loads a server of Phoenix Channels and measures it; {@code scripts/bench} runs it. Uses nothing
 * of Kokko, so that any server can be measured.
 */
@NullMarked
package io.kokko.bench;

import org.jspecify.annotations.NullMarked;
