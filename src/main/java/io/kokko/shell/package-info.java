/** Runs a named node, and attaches the JDK's own JShell to it. */
@NullMarked
package io.kokko.shell;

import org.jspecify.annotations.NullMarked;
