package io.kokko.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a topic: its metas, one for each tab or device, and what {@link Presence.Fetch} knew
 * about it.
 *
 * <p>Immutable; any thread may use it.
 */
public final class Present {

  private static final byte[] METAS = "{\"metas\":[".getBytes(UTF_8);

  private final byte[][] metas;

  /** A JSON object with what was fetched. */
  private final byte @Nullable [] fetched;

  private Present(byte[][] metas, byte @Nullable [] fetched) {
    this.metas = metas;
    this.fetched = fetched;
  }

  static Present of(List<byte[]> metas, byte @Nullable [] fetched) {
    return new Present(metas.toArray(byte[][]::new), fetched);
  }

  /** Returns the metas, the one that joined first in front; each has its {@code phx_ref}. */
  public List<Payload> metas() {
    return Arrays.stream(metas)
        .<Payload>map(meta -> JsonPayload.copyOf(meta, 0, meta.length))
        .toList();
  }

  /** Returns {@code {"metas": [...], ...}} as it goes to clients. */
  public Payload payload() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeTo(out);
    byte[] json = out.toByteArray();
    return JsonPayload.copyOf(json, 0, json.length);
  }

  int metaCount() {
    return metas.length;
  }

  List<byte[]> rawMetas() {
    return Arrays.asList(metas);
  }

  byte @Nullable [] fetched() {
    return fetched;
  }

  boolean has(byte[] meta) {
    for (byte[] own : metas) {
      if (Meta.hasRef(own, meta)) {
        return true;
      }
    }
    return false;
  }

  Present with(byte @Nullable [] nowFetched) {
    return new Present(metas, nowFetched);
  }

  /** Lists the metas that another one has and this one has not. */
  List<byte[]> missing(@Nullable Present other) {
    List<byte[]> missing = new ArrayList<>();
    if (other != null) {
      other.rawMetas().stream().filter(meta -> !has(meta)).forEach(missing::add);
    }
    return missing;
  }

  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(METAS);
    for (int i = 0; i < metas.length; i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(metas[i]);
    }
    out.write(']');
    if (fetched == null || fetched.length <= 2) {
      out.write('}');
    } else {
      out.write(',');
      out.write(fetched, 1, fetched.length - 1);
    }
  }

  @Override
  public String toString() {
    return payload().toString();
  }
}
