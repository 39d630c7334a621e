package io.kokko.transport;

import io.kokko.serializer.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a node that serves a client asks the node that has the client's session. */
sealed interface LongPollRequest {

  /** Returns whose session it is about. */
  String session();

  /** Asks whether the session is there. */
  record Find(String session) implements LongPollRequest {}

  /** Asks for messages. */
  record Poll(String session, long id, long position) implements LongPollRequest {}

  /** Brings messages. */
  record Post(String session, long position, List<Frame> frames) implements LongPollRequest {}

  /** Tells that the answer to a poll has not arrived. */
  record Lost(String session, long id) implements LongPollRequest {}

  /** Writes a request for another node. */
  default byte[] encode() {
    return write(
        out -> {
          if (this instanceof Find) {
            out.writeByte('f');
            out.writeUTF(session());
          } else if (this instanceof Poll poll) {
            out.writeByte('g');
            out.writeUTF(session());
            out.writeLong(poll.id());
            out.writeLong(poll.position());
          } else if (this instanceof Post post) {
            out.writeByte('p');
            out.writeUTF(session());
            out.writeLong(post.position());
            writeFrames(out, post.frames());
          } else if (this instanceof Lost lost) {
            out.writeByte('l');
            out.writeUTF(session());
            out.writeLong(lost.id());
          }
        });
  }

  /** Reads what another node has written. */
  static LongPollRequest decode(byte[] bytes) {
    return read(
        bytes,
        in -> {
          int kind = in.readByte();
          String session = in.readUTF();
          return switch (kind) {
            case 'f' -> new Find(session);
            case 'g' -> new Poll(session, in.readLong(), in.readLong());
            case 'p' -> new Post(session, in.readLong(), frames(in));
            case 'l' -> new Lost(session, in.readLong());
            default -> throw new IOException("kind: " + kind);
          };
        });
  }

  private static void writeFrames(DataOutputStream out, List<Frame> frames) throws IOException {
    out.writeInt(frames.size());
    for (Frame frame : frames) {
      out.writeBoolean(frame.isText());
      out.writeInt(frame.bytes().length);
      out.write(frame.bytes());
    }
  }

  private static List<Frame> frames(DataInputStream in) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      boolean text = in.readBoolean();
      byte[] content = in.readNBytes(in.readInt());
      frames.add(text ? Frame.text(content) : Frame.binary(content));
    }
    return frames;
  }

  /** Writes the answer to a poll. */
  static byte[] encode(Polled polled) {
    return write(
        out -> {
          out.writeLong(polled.position());
          out.writeInt(polled.messages().size());
          for (byte[] message : polled.messages()) {
            out.writeInt(message.length);
            out.write(message);
          }
        });
  }

  /** Reads the answer to a poll. */
  static Polled decodePolled(byte[] bytes) {
    return read(
        bytes,
        in -> {
          long position = in.readLong();
          List<byte[]> messages = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            messages.add(in.readNBytes(in.readInt()));
          }
          return new Polled(position, messages);
        });
  }

  /** Writes parts. */
  @FunctionalInterface
  interface Write {
    void to(DataOutputStream out) throws IOException;
  }

  /** Reads parts. */
  @FunctionalInterface
  interface Read<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] write(Write write) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write.to(new DataOutputStream(out));
    } catch (IOException impossible) {
      throw new UncheckedIOException("bytes in memory", impossible);
    }
    return out.toByteArray();
  }

  private static <T> T read(byte[] bytes, Read<T> read) {
    try {
      return read.from(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException malformed) {
      throw new UncheckedIOException("message from another node", malformed);
    }
  }
}
