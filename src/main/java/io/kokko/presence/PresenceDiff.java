package io.kokko.presence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who came to a topic and who went, since the diff before: the payload of {@code presence_diff}.
 *
 * <p>Each key has only the metas that came or went; an update is both.
 *
 * @param joins who came, and with which metas
 * @param leaves who went, and with which metas
 */
public record PresenceDiff(Presences joins, Presences leaves) {

  private static final byte[] JOINS = "{\"joins\":".getBytes(US_ASCII);
  private static final byte[] LEAVES = ",\"leaves\":".getBytes(US_ASCII);

  /** Tells whether nothing has happened. */
  public boolean isEmpty() {
    return joins.isEmpty() && leaves.isEmpty();
  }

  /** Returns {@code {"joins": {...}, "leaves": {...}}}. */
  public Payload payload() {
    return payload(joins.payload(), leaves.payload());
  }

  static Payload joined(Payload joins) {
    return payload(joins, Payload.empty());
  }

  private static Payload payload(Payload joins, Payload leaves) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(JOINS);
    out.writeBytes(joins.toByteArray());
    out.writeBytes(LEAVES);
    out.writeBytes(leaves.toByteArray());
    out.write('}');
    byte[] json = out.toByteArray();
    return JsonPayload.copyOf(json, 0, json.length);
  }

  /**
   * Parts a large diff. What came and what went of one key stays together, so that an update never
   * looks like a leave.
   *
   * @param keys how many keys one part may have
   */
  List<PresenceDiff> pieces(int keys) {
    if (joins.size() + leaves.size() <= keys) {
      return List.of(this);
    }
    List<PresenceDiff> pieces = new ArrayList<>();
    Cut cut = new Cut(keys, pieces);
    joins.forEach((key, present) -> cut.add(key, present, leaves.find(key)));
    leaves.forEach(
        (key, present) -> {
          if (joins.find(key) == null) {
            cut.add(key, null, present);
          }
        });
    cut.end();
    return pieces;
  }

  private static final class Cut {
    private final int keys;
    private final List<PresenceDiff> pieces;
    private Presences joins = Presences.NOBODY;
    private Presences leaves = Presences.NOBODY;
    private int size;

    Cut(int keys, List<PresenceDiff> pieces) {
      this.keys = keys;
      this.pieces = pieces;
    }

    void add(String key, @Nullable Present joined, @Nullable Present left) {
      joins = joined == null ? joins : joins.with(key, joined);
      leaves = left == null ? leaves : leaves.with(key, left);
      if (++size == keys) {
        end();
      }
    }

    void end() {
      if (size > 0) {
        pieces.add(new PresenceDiff(joins, leaves));
        joins = Presences.NOBODY;
        leaves = Presences.NOBODY;
        size = 0;
      }
    }
  }
}
