/** Shows whoever runs a node what happens on it and on the others, live. */
@NullMarked
package io.kokko.dashboard;

import org.jspecify.annotations.NullMarked;
