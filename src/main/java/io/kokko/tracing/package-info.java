/** Writes what happens as spans of OpenTelemetry. */
@NullMarked
package io.kokko.tracing;

import org.jspecify.annotations.NullMarked;
