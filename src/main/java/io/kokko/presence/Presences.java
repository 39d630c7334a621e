package io.kokko.presence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.HashMap;

/**
 * Who is present in a topic, at one moment: {@code {key: {"metas": [...]}, ...}}.
 *
 * <p>Immutable, so it costs nothing to get one, however large; any thread may use it. It is written
 * as JSON wherever a payload is: {@code socket.push("presence_state", presence.list(topic))}.
 */
public final class Presences implements JsonSerializable, Iterable<String> {

  static final Presences NOBODY = new Presences(new HashMap<>(), 0);

  private final HashMap<String, Present> map;
  private final int metaCount;

  private Presences(HashMap<String, Present> map, int metaCount) {
    this.map = map;
    this.metaCount = metaCount;
  }

  /** Tells how many keys there are. */
  public int size() {
    return map.size();
  }

  /** Tells how many metas all keys have together. */
  public int metaCount() {
    return metaCount;
  }

  /** Tells whether nobody is there. */
  public boolean isEmpty() {
    return map.isEmpty();
  }

  /** Finds one key. */
  public Optional<Present> get(String key) {
    return Optional.ofNullable(find(key));
  }

  /** Goes through the keys, in no order that means anything. */
  @Override
  public Iterator<String> iterator() {
    var keys = map.keysIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return keys.hasNext();
      }

      @Override
      public String next() {
        return keys.next();
      }
    };
  }

  /** Copies the keys. */
  public Set<String> keys() {
    return StreamSupport.stream(spliterator(), false).collect(Collectors.toUnmodifiableSet());
  }

  /** Goes through the keys and what they have. */
  public void forEach(BiConsumer<String, Present> consumer) {
    var entries = map.iterator();
    while (entries.hasNext()) {
      Tuple2<String, Present> entry = entries.next();
      consumer.accept(entry._1(), entry._2());
    }
  }

  /** Returns all as one JSON object, as it goes to clients. */
  public Payload payload() {
    ObjectBytes object = new ObjectBytes();
    forEach(object::add);
    return object.payload();
  }

  /** Returns all as JSON objects with at most so many keys each; one empty object for nobody. */
  List<Payload> pieces(int keys) {
    List<Payload> pieces = new ArrayList<>();
    ObjectBytes object = new ObjectBytes();
    var entries = map.iterator();
    while (entries.hasNext()) {
      Tuple2<String, Present> entry = entries.next();
      object.add(entry._1(), entry._2());
      if (object.size() == keys && entries.hasNext()) {
        pieces.add(object.payload());
        object = new ObjectBytes();
      }
    }
    pieces.add(object.payload());
    return pieces;
  }

  @Nullable Present find(String key) {
    return map.getOrElse(key, () -> null);
  }

  Presences with(String key, Present present) {
    int more = present.metaCount() - countOf(key);
    return new Presences(map.updated(key, present), metaCount + more);
  }

  Presences without(String key) {
    int less = countOf(key);
    return less == 0 ? this : new Presences(map.removed(key), metaCount - less);
  }

  private int countOf(String key) {
    Present present = find(key);
    return present == null ? 0 : present.metaCount();
  }

  @Override
  public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
    out.writeRawValue(toString());
  }

  @Override
  public void serializeWithType(JsonGenerator out, SerializerProvider provider, TypeSerializer type)
      throws IOException {
    serialize(out, provider);
  }

  /** Returns the JSON. */
  @Override
  public String toString() {
    return payload().toString();
  }

  /** Puts a JSON object together from keys and what is JSON already. */
  static final class ObjectBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int size;

    ObjectBytes() {
      out.write('{');
    }

    int size() {
      return size;
    }

    void add(String key, Present present) {
      if (size++ > 0) {
        out.write(',');
      }
      writeKey(key, out);
      present.writeTo(out);
    }

    Payload payload() {
      out.write('}');
      byte[] json = out.toByteArray();
      return JsonPayload.copyOf(json, 0, json.length);
    }
  }

  /**
   * Tells how many bytes a key takes as JSON.
   *
   * @throws PayloadException if it cannot be written as JSON
   */
  static int keyBytes(String key) {
    try {
      return JsonStringEncoder.getInstance().quoteAsUTF8(key).length;
    } catch (IllegalArgumentException e) {
      throw new PayloadException("key: " + e.getMessage(), e);
    }
  }

  private static void writeKey(String key, ByteArrayOutputStream out) {
    out.write('"');
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(key));
    out.write('"');
    out.write(':');
  }
}
