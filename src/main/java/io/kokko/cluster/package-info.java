/** Names nodes, connects them to one cluster, and carries broadcasts between them. */
@NullMarked
package io.kokko.cluster;

import org.jspecify.annotations.NullMarked;
