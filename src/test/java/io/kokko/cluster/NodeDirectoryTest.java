package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDirectoryTest {

  private static final NodeName NAME = NodeName.parse("server@127.0.0.1");
  private static final long NO_PROCESS = Long.MAX_VALUE;

  @TempDir private Path parent;
  private Path path;
  private NodeDirectory directory;

  @BeforeEach
  void open() {
    path = parent.resolve("nodes");
    directory = NodeDirectory.open(path.toString());
  }

  @Test
  void onlyTheUserMayEnter() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwx------");
  }

  @Test
  void registeredNodeIsFoundUntilRemoved() {
    directory.register(NAME, 25520);

    assertThat(directory.port(NAME)).hasValue(25520);
    assertThat(directory.port(NodeName.parse("other@127.0.0.1"))).isEmpty();

    directory.remove(NAME, 25520);

    assertThat(directory.port(NAME)).isEmpty();
  }

  @Test
  void nameInUseIsRefusedWithWhoHasIt() {
    directory.register(NAME, 25520);

    assertThatThrownBy(() -> directory.register(NAME, 25521))
        .isInstanceOf(NodeNameInUseException.class)
        .hasMessage(
            "the node name server@127.0.0.1 is in use on this host by process "
                + ProcessHandle.current().pid()
                + " with cluster port 25520 (stop that process, or choose another name)");
  }

  @Test
  void whatADeadProcessLeftIsReplaced() throws Exception {
    leave(new NodeRecord(25520, NO_PROCESS, Optional.empty()));

    assertThat(directory.port(NAME)).isEmpty();
    directory.register(NAME, 25521);

    assertThat(directory.port(NAME)).hasValue(25521);
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTakenForTheNode() throws Exception {
    leave(new NodeRecord(25520, ProcessHandle.current().pid(), Optional.of(Instant.EPOCH)));

    assertThat(directory.port(NAME)).isEmpty();
  }

  @Test
  void brokenEntryIsReplaced() throws Exception {
    for (List<String> lines : List.of(List.<String>of(), List.of("25520", "x", ""))) {
      Files.write(path.resolve(NAME.toString()), lines);

      assertThat(directory.port(NAME)).isEmpty();
    }
    directory.register(NAME, 25521);

    assertThat(directory.port(NAME)).hasValue(25521);
  }

  @Test
  void anothersEntryIsNotRemoved() {
    directory.register(NAME, 25520);

    directory.remove(NAME, 25521);

    assertThat(directory.port(NAME)).hasValue(25520);
  }

  @Test
  void ofManyAtOnceOneWins() {
    AtomicInteger winners = new AtomicInteger();

    IntStream.range(1, 50).parallel().forEach(port -> tryRegister(port, winners));

    assertThat(winners).hasValue(1);
  }

  private void tryRegister(int port, AtomicInteger winners) {
    try {
      NodeDirectory.open(path.toString()).register(NAME, port);
      winners.incrementAndGet();
    } catch (NodeNameInUseException e) {
      assertThat(e.name()).isEqualTo(NAME);
    }
  }

  private void leave(NodeRecord entry) throws Exception {
    Files.write(path.resolve(NAME.toString()), entry.lines());
  }
}
