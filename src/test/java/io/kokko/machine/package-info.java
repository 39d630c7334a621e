/** Shares one machine between test classes that run at the same time, each in a JVM of its own. */
@NullMarked
package io.kokko.machine;

import org.jspecify.annotations.NullMarked;
