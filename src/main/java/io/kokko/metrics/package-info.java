/** Shows what a node does as Micrometer's meters, and serves them to Prometheus. */
@NullMarked
package io.kokko.metrics;

import org.jspecify.annotations.NullMarked;
