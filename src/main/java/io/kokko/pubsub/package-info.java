/** Carries messages from publishers to the subscribers of a topic, on this node and on others. */
@NullMarked
package io.kokko.pubsub;

import org.jspecify.annotations.NullMarked;
