package io.kokko.bench;

/** Reads the head of a server's frame, where it lies. One thread at a time may use it. */
final class FrameHeader {

  private int start;
  private int end;
  private int opcode;
  private boolean last;
  private boolean broken;

  /** Tells whether a whole frame lies there, and remembers it. */
  boolean read(byte[] bytes, int from, int to) {
    broken = false;
    if (to - from < 2) {
      return false;
    }
    int octet = bytes[from] & 0xff;
    int length = bytes[from + 1];
    if ((octet & 0x70) != 0 || length < 0) {
      broken = true; // reserved bits, or a mask, which only clients use
      return false;
    }
    int lengthBytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    start = from + 2 + lengthBytes;
    if (to < start) {
      return false;
    }
    long size = lengthBytes == 0 ? length : number(bytes, from + 2, lengthBytes);
    opcode = octet & 0x0f;
    last = octet >= 0x80;
    end = (int) Math.min(Integer.MAX_VALUE, start + size);
    return end <= to;
  }

  private static long number(byte[] bytes, int from, int count) {
    long number = 0;
    for (int i = from; i < from + count; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }

  /** Tells whether the last {@link #read} found something that no server sends. */
  boolean isBroken() {
    return broken;
  }

  /** Tells whether it is a message of one frame. */
  boolean isWhole() {
    return last && opcode != 0;
  }

  boolean isLast() {
    return last;
  }

  int opcode() {
    return opcode;
  }

  /** Returns where its payload starts. */
  int start() {
    return start;
  }

  int end() {
    return end;
  }
}
