/**
 * Event loops: a few threads that carry all TCP connections, and run the actors that work for them
 * right where their bytes arrive.
 */
@NullMarked
package io.kokko.loop;

import org.jspecify.annotations.NullMarked;
