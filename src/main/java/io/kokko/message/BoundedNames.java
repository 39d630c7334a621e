package io.kokko.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * Makes parsers that remember the keys of small texts only.
 *
 * <p>Jackson keeps up to 6000 keys of all that it has read, however long they are, so that clients
 * who send long ones could fill the heap. A text above a size gets a table of keys of its own.
 */
final class BoundedNames extends JsonFactory {

  private static final long serialVersionUID = 1;

  /** Most texts are smaller, and profit; at this size what is kept is some 50 MB at worst. */
  private static final int MAX_SHARING_BYTES = 4096;

  BoundedNames(JsonFactoryBuilder settings) {
    super(settings);
  }

  @Override
  protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
      throws IOException {
    if (length <= MAX_SHARING_BYTES) {
      return super._createParser(data, offset, length, context);
    }
    return new UTF8StreamJsonParser(
        context,
        _parserFeatures,
        null,
        _objectCodec,
        ByteQuadsCanonicalizer.createRoot().makeChild(_factoryFeatures),
        data,
        offset,
        offset + length,
        0,
        false);
  }
}
