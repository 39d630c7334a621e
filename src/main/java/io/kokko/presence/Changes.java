package io.kokko.presence;

/** Hears what a merge, or an act of this node, changed. */
interface Changes {

  void joined(Entry entry);

  void left(Entry entry);
}
