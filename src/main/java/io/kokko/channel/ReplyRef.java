package io.kokko.channel;

import io.kokko.message.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Remembers one push, so that it can be answered later and from any thread.
 *
 * @param ref what the client called its push; null if it gave none
 * @param keyed its key, if it runs once; or null
 * @see Socket#ref()
 */
public record ReplyRef(@Nullable Ref ref, @Nullable KeyedPush keyed) {}
