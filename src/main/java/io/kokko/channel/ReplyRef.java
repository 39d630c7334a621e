package io.kokko.channel;

import io.kokko.message.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Remembers one push, so that it can be answered later and from any thread.
 *
 * @param ref what the client called its push; null if it gave none
 * @see Socket#ref()
 */
public record ReplyRef(@Nullable Ref ref) {}
