package io.kokko.cluster;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Says where a node of this host is: its cluster port, its process, and when that process started,
 * so that another process which was given the same number later is not taken for it.
 *
 * @param started the start of the process; empty where the system does not tell
 */
record NodeRecord(int port, long pid, Optional<Instant> started) {

  private static final int LINES = 3;

  static NodeRecord ofThisProcess(int port) {
    ProcessHandle process = ProcessHandle.current();
    return new NodeRecord(port, process.pid(), process.info().startInstant());
  }

  /** Returns empty if it is no record, such as one that a full disk cut short. */
  static Optional<NodeRecord> parse(List<String> lines) {
    if (lines.size() != LINES) {
      return Optional.empty();
    }
    try {
      Optional<Instant> started =
          Optional.of(lines.get(2)).filter(line -> !line.isEmpty()).map(Instant::parse);
      return Optional.of(
          new NodeRecord(Integer.parseInt(lines.get(0)), Long.parseLong(lines.get(1)), started));
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  List<String> lines() {
    return List.of("" + port, "" + pid, started.map(Instant::toString).orElse(""));
  }

  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> started.isEmpty() || process.info().startInstant().equals(started))
        .isPresent();
  }
}
