package io.kokko.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures the bus between three processes on this machine; {@code scripts/bus-bench} runs it. */
final class BusBenchmark {

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("kokko-bus");
    try (BusProcess sender = BusProcess.start("sender@127.0.0.1", directory);
        BusProcess one = BusProcess.start("one@127.0.0.1", directory);
        BusProcess two = BusProcess.start("two@127.0.0.1", directory)) {
      sender.ask("connect one@127.0.0.1", "connected true");
      sender.ask("connect two@127.0.0.1", "connected true");
      List<BusProcess> all = List.of(sender, one, two);
      int runs = Integer.parseInt(args[args.length - 1]);
      for (int run = 1; run <= runs; run++) {
        System.out.println("run " + run + ": " + run(all, args));
      }
      all.forEach(BusProcess::end);
    }
  }

  private static String run(List<BusProcess> all, String[] args) {
    BusProcess sender = all.get(0);
    all.forEach(process -> process.ask("reset", "reset"));
    long[] before = all.stream().mapToLong(BusBenchmark::cpu).toArray();
    long start = System.nanoTime();
    boolean deaf = args[0].equals("deaf");
    String command = deaf ? "burst" : args[0];
    if (deaf) {
      all.get(2).ask("deaf", "deaf");
    }
    String sent = sender.ask(command + " " + args[1] + " " + args[2] + " " + args[3], "sent");
    String count = sent.substring("sent ".length(), sent.indexOf(" in "));
    String one = all.get(1).ask("await " + count, "heard");
    sender.ask("idle", "idle");
    String two = all.get(2).ask(deaf ? "heard" : "await " + count, "heard");
    long millis = (System.nanoTime() - start) / 1_000_000;
    StringBuilder cpu = new StringBuilder();
    for (int n = 0; n < before.length; n++) {
      cpu.append(" ").append(cpu(all.get(n)) - before[n]);
    }
    return "%s, heard after %d ms; cpu ms%s; one %s; two %s; %s; %s"
        .formatted(
            sent,
            millis,
            cpu,
            one,
            two,
            sender.ask("local", "local"),
            sender.ask("memory", "memory"));
  }

  private static long cpu(BusProcess process) {
    return Long.parseLong(process.ask("cpu", "cpu").substring(4));
  }

  private BusBenchmark() {}
}
