package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends after the upgrade into messages and control frames.
 *
 * <p>Bytes go in as they arrive, in pieces of any size, and events come out one at a time, so that
 * the caller may pause between two of them. What it allocates grows with what really arrived, never
 * with a length that was only announced. One thread at a time may use it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, 5</a>
 */
final class FrameParser {

  private static final byte[] NOTHING = {};

  private enum Step {
    OPCODE,
    LENGTH,
    EXTENDED_LENGTH,
    MASKING_KEY,
    PAYLOAD,
    BROKEN
  }

  private final int maxFrameBytes;
  private final int maxMessageBytes;

  private byte[] input = NOTHING;
  private int position;

  private Step step = Step.OPCODE;
  private boolean fin;
  private byte opcode;

  /** The number being read, a byte at a time, and how many of its bytes are still to come. */
  private long number;

  private int numberBytesLeft;

  private int payloadLeft;
  private int payloadSize;
  private int maskingKey;
  private int maskingOffset;

  /** The control frame that is arriving; it may come between two fragments of a message. */
  private @Nullable GrowingBytes control;

  /** The message that is arriving, and its opcode; null between messages. */
  private @Nullable GrowingBytes message;

  private byte messageOpcode;

  FrameParser(int maxFrameBytes, int maxMessageBytes) {
    this.maxFrameBytes = maxFrameBytes;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Takes the next piece; the last one must be used up, which {@link #next} tells by null. */
  void feed(byte[] bytes) {
    input = position < input.length ? joined(bytes) : bytes;
    position = 0;
  }

  /** Returns what the client did next, or null until more bytes have been fed. */
  @Nullable WebSocketEvent next() {
    while (step != Step.BROKEN && (position < input.length || isPayloadComplete())) {
      WebSocketEvent event = advance();
      if (event != null) {
        return event;
      }
    }
    input = NOTHING;
    position = 0;
    return null;
  }

  private byte[] joined(byte[] more) {
    int rest = input.length - position;
    byte[] both =
        Arrays.copyOf(Arrays.copyOfRange(input, position, input.length), rest + more.length);
    System.arraycopy(more, 0, both, rest, more.length);
    return both;
  }

  private boolean isPayloadComplete() {
    return step == Step.PAYLOAD && payloadLeft == 0;
  }

  private @Nullable WebSocketEvent advance() {
    return switch (step) {
      case OPCODE -> opcode(input[position++]);
      case LENGTH -> length(input[position++]);
      case EXTENDED_LENGTH -> extendedLength(input[position++]);
      case MASKING_KEY -> maskingKey(input[position++]);
      case PAYLOAD -> payload();
      case BROKEN -> null;
    };
  }

  private @Nullable WebSocketEvent opcode(byte octet) {
    fin = (octet & 0x80) != 0;
    opcode = (byte) (octet & 0x0f);
    boolean reserved = (octet & 0x70) != 0 || !Opcode.isKnown(opcode);
    boolean misplaced = isControl() ? !fin : isOutOfTurn();
    if (reserved || misplaced) {
      return violation(CloseCode.PROTOCOL_ERROR);
    }
    step = Step.LENGTH;
    return null;
  }

  private boolean isControl() {
    return opcode >= Opcode.CLOSE;
  }

  /** A continuation continues something, and nothing else may begin before that has ended. */
  private boolean isOutOfTurn() {
    return (opcode == Opcode.CONTINUATION) == (message == null);
  }

  private @Nullable WebSocketEvent length(byte octet) {
    int length = octet & 0x7f;
    boolean masked = (octet & 0x80) != 0;
    if (!masked || (isControl() && length > Framing.MAX_CONTROL_PAYLOAD)) {
      return violation(CloseCode.PROTOCOL_ERROR);
    }
    if (length <= Framing.MAX_CONTROL_PAYLOAD) {
      return payloadOf(length);
    }
    expect(Step.EXTENDED_LENGTH, length == Framing.LENGTH_OF_16_BITS ? 2 : 8);
    return null;
  }

  private void expect(Step numberStep, int numberBytes) {
    step = numberStep;
    number = 0;
    numberBytesLeft = numberBytes;
  }

  private boolean isNumberComplete(byte octet) {
    number = number << 8 | (octet & 0xff);
    numberBytesLeft--;
    return numberBytesLeft == 0;
  }

  private @Nullable WebSocketEvent extendedLength(byte octet) {
    return isNumberComplete(octet) ? payloadOf(number) : null;
  }

  private @Nullable WebSocketEvent payloadOf(long length) {
    if (length < 0) {
      return violation(CloseCode.PROTOCOL_ERROR);
    }
    if (!isControl() && isTooBig(length)) {
      return violation(CloseCode.TOO_BIG);
    }
    payloadSize = (int) length;
    payloadLeft = payloadSize;
    expect(Step.MASKING_KEY, Integer.BYTES);
    return null;
  }

  private boolean isTooBig(long length) {
    boolean unfragmented = fin && message == null;
    long before = message == null ? 0 : message.size();
    return length > maxFrameBytes || (!unfragmented && before + length > maxMessageBytes);
  }

  private @Nullable WebSocketEvent maskingKey(byte octet) {
    if (isNumberComplete(octet)) {
      maskingKey = (int) number;
      maskingOffset = 0;
      step = Step.PAYLOAD;
      begin();
    }
    return null;
  }

  private void begin() {
    if (isControl()) {
      control = new GrowingBytes();
    } else if (message == null) {
      message = new GrowingBytes();
      messageOpcode = opcode;
    }
  }

  private @Nullable WebSocketEvent payload() {
    GrowingBytes target = isControl() ? control : message;
    if (target == null) {
      throw new IllegalStateException("payload of opcode " + opcode + " without a beginning");
    }
    int count = Math.min(payloadLeft, input.length - position);
    int start = target.append(input, position, count, payloadLeft);
    Masking.apply(target.array(), start, count, maskingKey, maskingOffset);
    maskingOffset = (maskingOffset + count) & 3;
    position += count;
    payloadLeft -= count;
    return payloadLeft == 0 ? end(target) : null;
  }

  private @Nullable WebSocketEvent end(GrowingBytes target) {
    step = Step.OPCODE;
    if (isControl()) {
      control = null;
      return controlEvent(target.toBytes());
    }
    if (!fin) {
      return null;
    }
    message = null;
    return messageEvent(target.toBytes());
  }

  private WebSocketEvent messageEvent(byte[] bytes) {
    if (messageOpcode == Opcode.BINARY) {
      return new WebSocketEvent.Message(Frame.binary(bytes));
    }
    return Utf8.isValid(bytes, 0)
        ? new WebSocketEvent.Message(Frame.text(bytes))
        : violation(CloseCode.INVALID_TEXT);
  }

  private WebSocketEvent controlEvent(byte[] payload) {
    return switch (opcode) {
      case Opcode.PING -> new WebSocketEvent.Ping(payload);
      case Opcode.PONG -> WebSocketEvent.Pong.INSTANCE;
      default -> closeEvent(payload);
    };
  }

  private WebSocketEvent closeEvent(byte[] payload) {
    if (payload.length == 0) {
      return WebSocketEvent.Close.INSTANCE;
    }
    if (payload.length == 1 || !isLegalCode((payload[0] & 0xff) << 8 | (payload[1] & 0xff))) {
      return violation(CloseCode.PROTOCOL_ERROR);
    }
    return Utf8.isValid(payload, 2)
        ? WebSocketEvent.Close.INSTANCE
        : violation(CloseCode.INVALID_TEXT);
  }

  /** Tells whether a peer may send the code: RFC 6455, 7.4, and the three registered since. */
  private static boolean isLegalCode(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private WebSocketEvent violation(CloseCode code) {
    step = Step.BROKEN;
    message = null;
    control = null;
    return new WebSocketEvent.Violation(code);
  }
}
