package io.kokko.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import jdk.jshell.tool.JavaShellToolBuilder;

/** Lets JShell write plain lines, prompts and input included, where there is no terminal. */
final class Transcript {

  private Transcript() {}

  /** JShell takes any stream but {@code System.in} for one without a terminal. */
  static JavaShellToolBuilder on(JavaShellToolBuilder builder) {
    PrintStream out = new PrintStream(new Lines(System.out), true, UTF_8);
    return builder.in(endingInNewline(System.in), null).out(out);
  }

  /** JShell would drop a last line that is not ended. */
  private static InputStream endingInNewline(InputStream in) {
    return new SequenceInputStream(in, new ByteArrayInputStream(new byte[] {'\n'}));
  }

  /** Drops the carriage returns meant for a terminal, and stays open for what comes after. */
  private static final class Lines extends FilterOutputStream {

    Lines(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      if (octet != '\r') {
        out.write(octet);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
