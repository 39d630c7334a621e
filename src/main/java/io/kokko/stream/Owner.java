package io.kokko.stream;

/**
 * Says which node keeps the streams of a cluster whose nodes have no common store.
 *
 * <p>Any thread may call it.
 */
interface Owner {

  /** Names the node as this one sees it. */
  String name();

  /** Tells whether it is this one. */
  boolean isSelf();

  /** Tells whether there are other nodes, which may be the next. */
  boolean hasOthers();
}
