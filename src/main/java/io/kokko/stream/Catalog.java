package io.kokko.stream;

import io.kokko.channel.Stream;
import io.kokko.store.Retention;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Knows which topics are streams, and how much is kept of them. Any thread may call it. */
final class Catalog {

  private final List<Function<String, @Nullable Stream>> declarations =
      new CopyOnWriteArrayList<>();

  /** Adds declarations; of several the first that knows a topic counts. */
  void add(Function<String, @Nullable Stream> declaration) {
    declarations.add(declaration);
  }

  /** Returns how much is kept, or null if the topic is no stream. */
  @Nullable Retention find(String topic) {
    for (Function<String, @Nullable Stream> declaration : declarations) {
      Stream stream = declaration.apply(topic);
      if (stream != null) {
        return new Retention(stream.count(), stream.age());
      }
    }
    return null;
  }
}
