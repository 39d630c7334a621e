package io.kokko.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Carries bytes as they are. */
record PlainWire(SocketChannel channel) implements Wire {

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean hasReceived() {
    return false;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    channel.write(from);
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public boolean hasUnsent() {
    return false;
  }

  @Override
  public boolean canWrite() {
    return true;
  }

  @Override
  public boolean hasToCompute() {
    return false;
  }

  @Override
  public void compute() {
    // There is nothing.
  }

  @Override
  public void finish() {
    // The end of the stream says it.
  }
}
