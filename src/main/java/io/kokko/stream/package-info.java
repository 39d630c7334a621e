/**
 * Makes topics streams: appends what is broadcast to them, delivers it in one order on every node,
 * and lets clients continue where they were.
 */
@NullMarked
package io.kokko.stream;

import org.jspecify.annotations.NullMarked;
