package io.kokko.transport;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kokko.message.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Writes what a client that polls is answered: HTTP says 200, and the body says what it was.
 *
 * <p>Pages from everywhere may read it, since the origin has been checked.
 */
final class LongPollResponse {

  /** A media type of our own, since Pekko's writes the charset in capitals. */
  private static final ContentType JSON =
      ContentTypes.create(
          MediaTypes.customBinary("application", "json", true, Map.of("charset", "utf-8"), false));

  private static final HttpHeader ANY_ORIGIN = RawHeader.create("access-control-allow-origin", "*");
  private static final HttpHeader NO_STORE = RawHeader.create("cache-control", "no-store");
  private static final HttpHeader PRIVATE =
      RawHeader.create("cache-control", HandshakeResponse.CACHE_CONTROL);

  private LongPollResponse() {}

  /** Says how a request ended. */
  static HttpResponse status(int status) {
    return json(200, out -> out.writeNumberField("status", status));
  }

  /** Says that the server failed, both ways, so that every client understands it. */
  static HttpResponse failed() {
    return json(500, out -> out.writeNumberField("status", 500));
  }

  /** Says how a poll ended, and which token the next one has to present. */
  static HttpResponse messages(int status, String token, List<byte[]> messages) {
    return json(
        200,
        out -> {
          out.writeArrayFieldStart("messages");
          for (byte[] message : messages) {
            out.writeUTF8String(message, 0, message.length);
          }
          out.writeEndArray();
          out.writeNumberField("status", status);
          out.writeStringField("token", token);
        });
  }

  /** Answers a browser that asks whether it may ask. */
  static HttpResponse preflight(String requestedHeaders) {
    return empty(200)
        .addHeader(RawHeader.create("access-control-allow-headers", requestedHeaders))
        .addHeader(RawHeader.create("access-control-allow-methods", "get, post, options"))
        .addHeader(RawHeader.create("access-control-max-age", "3600"));
  }

  /** Answers with no more than HTTP's own status. */
  static HttpResponse empty(int status) {
    return HttpResponse.create()
        .withStatus(status)
        .addHeader(PRIVATE)
        .addHeader(ANY_ORIGIN)
        .withEntity(HttpEntities.create(ContentTypes.NO_CONTENT_TYPE, new byte[0]));
  }

  @FunctionalInterface
  private interface Fields {
    void writeTo(JsonGenerator out) throws IOException;
  }

  private static HttpResponse json(int httpStatus, Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
      out.writeStartObject();
      fields.writeTo(out);
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("bytes in memory", impossible);
    }
    return HttpResponse.create()
        .withStatus(httpStatus)
        .addHeader(NO_STORE)
        .addHeader(ANY_ORIGIN)
        .withEntity(HttpEntities.create(JSON, bytes.toByteArray()));
  }
}
