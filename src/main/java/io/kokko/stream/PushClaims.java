package io.kokko.stream;

import io.kokko.channel.KeyedPush;
import io.kokko.channel.Streams;
import io.kokko.store.Claim;
import io.kokko.store.PushKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks to run pushes with keys, and waits for a while for those that run already. */
final class PushClaims {

  private final StreamLog log;
  private final Later later;
  private final StreamSettings settings;

  PushClaims(StreamLog log, Later later, StreamSettings settings) {
    this.log = log;
    this.later = later;
    this.settings = settings;
  }

  static PushKey key(KeyedPush push) {
    return new PushKey(push.topic(), push.user(), push.id());
  }

  CompletionStage<Streams.Claim> claim(KeyedPush push, Duration window) {
    CompletableFuture<Streams.Claim> claimed = new CompletableFuture<>();
    ask(key(push), window, System.nanoTime(), claimed);
    return claimed;
  }

  private void ask(
      PushKey key, Duration window, long started, CompletableFuture<Streams.Claim> claimed) {
    log.claim(key, window)
        .whenComplete(
            (claim, failure) -> {
              if (failure != null) {
                claimed.completeExceptionally(failure);
              } else if (claim instanceof Claim.Granted) {
                claimed.complete(new Streams.Claim.Granted());
              } else if (claim instanceof Claim.Answered answered) {
                claimed.complete(new Streams.Claim.Answered(ReplyCodec.decode(answered.reply())));
              } else if (System.nanoTime() - started > settings.pushPatience().toNanos()) {
                claimed.complete(new Streams.Claim.Unknown());
              } else {
                later.run(settings.pushPause(), () -> ask(key, window, started, claimed));
              }
            });
  }
}
