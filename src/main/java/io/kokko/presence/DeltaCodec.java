package io.kokko.presence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes deltas as bytes and reads them; a topic stands once, however many entries it has. */
final class DeltaCodec {

  /** What an entry takes besides its texts: the numbers and sizes, each at most. */
  private static final int OVERHEAD_BYTES = 16;

  private DeltaCodec() {}

  /** Estimates how much an entry takes, its topic left out. */
  static int sizeInBytes(Entry entry) {
    return OVERHEAD_BYTES + entry.key().length() + entry.meta().length;
  }

  static void write(Delta delta, ByteWriter out) {
    writeReplica(delta.replica(), out);
    out.number(delta.stateAt())
        .number(delta.after())
        .number(delta.upTo())
        .number(delta.removed().size());
    delta.removed().forEach(out::number);
    Map<String, Integer> topics = new LinkedHashMap<>();
    delta.entries().forEach(entry -> topics.putIfAbsent(entry.topic(), topics.size()));
    out.number(topics.size());
    topics.keySet().forEach(out::text);
    out.number(delta.entries().size());
    for (Entry entry : delta.entries()) {
      out.number(entry.clock() - delta.after())
          .number(topics.getOrDefault(entry.topic(), 0))
          .text(entry.key())
          .bytes(entry.meta());
    }
  }

  static Delta read(ByteReader in, UnaryOperator<String> shared) {
    Replica replica = readReplica(in);
    long stateAt = in.number();
    long after = in.number();
    long upTo = in.number();
    List<Long> removed = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      removed.add(in.number());
    }
    List<String> topics = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      topics.add(shared.apply(in.text()));
    }
    List<Entry> entries = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      entries.add(entry(after, topics, in));
    }
    return new Delta(replica, stateAt, after, upTo, entries, removed);
  }

  private static Entry entry(long after, List<String> topics, ByteReader in) {
    long clock = after + in.number();
    String topic = topics.get((int) in.number());
    String key = in.text();
    byte[] meta = in.bytes();
    if (!Meta.isMeta(meta)) {
      throw new IllegalArgumentException("no meta: " + new Entry(clock, topic, key, meta));
    }
    return new Entry(clock, topic, key, meta);
  }

  static void writeReplica(Replica replica, ByteWriter out) {
    out.text(replica.node()).number(replica.incarnation());
  }

  static Replica readReplica(ByteReader in) {
    return new Replica(in.text(), in.number());
  }
}
