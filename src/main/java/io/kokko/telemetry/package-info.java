/** Tells listeners what happens on a node, under Phoenix's names. */
@NullMarked
package io.kokko.telemetry;

import org.jspecify.annotations.NullMarked;
