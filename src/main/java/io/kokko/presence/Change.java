package io.kokko.presence;

/** One meta that came or went. */
record Change(Entry entry, boolean isJoin) {}
