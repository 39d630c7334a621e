package io.kokko.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Holds inputs that a fuzzer was started with or has found worth keeping, in a file each, and makes
 * others out of them.
 */
record Corpus(List<byte[]> inputs) {

  private static final List<byte[]> WORDS =
      Stream.of(
              "\"",
              "\\u",
              "\\ud83d",
              "\\udca9",
              "[",
              "]",
              "{",
              "}",
              ":",
              ",",
              "null",
              "1e9",
              "-0",
              "1.0",
              "phx_join",
              "\r\n",
              " ",
              "%",
              "\u0000",
              "\u007f",
              "\u00ff",
              "\u0081\u00fe")
          .map(word -> word.getBytes(ISO_8859_1))
          .toList();

  /** Reads the files of a directory. */
  static Corpus in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return new Corpus(files.sorted().map(Corpus::bytes).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an input that differs in a few places from one of these. */
  byte[] variation(Random random) {
    List<Byte> bytes = new ArrayList<>();
    append(bytes, any(inputs, random));
    int changes = 1 + random.nextInt(5);
    for (int change = 0; change < changes; change++) {
      change(bytes, random);
    }
    byte[] made = new byte[bytes.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = bytes.get(i);
    }
    return made;
  }

  private void change(List<Byte> bytes, Random random) {
    int at = random.nextInt(bytes.size() + 1);
    int end = Math.min(bytes.size(), at + random.nextInt(9));
    switch (random.nextInt(5)) {
      case 0 -> bytes.subList(at, end).clear();
      case 1 -> bytes.addAll(at, List.copyOf(bytes.subList(at, end)));
      case 2 -> insert(bytes, at, any(WORDS, random));
      case 3 -> insert(bytes, at, any(inputs, random));
      default -> bytes.subList(at, end).replaceAll(octet -> (byte) random.nextInt());
    }
  }

  private static byte[] any(List<byte[]> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static void append(List<Byte> bytes, byte[] more) {
    insert(bytes, bytes.size(), more);
  }

  private static void insert(List<Byte> bytes, int at, byte[] more) {
    for (int i = 0; i < more.length; i++) {
      bytes.add(at + i, more[i]);
    }
  }
}
