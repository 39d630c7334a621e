package io.kokko.stream;

import io.kokko.message.Position;
import io.kokko.store.Claim;
import io.kokko.store.StoredMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Answers other nodes from the store of this one, while it is the one that keeps the streams. */
record OwnerService(StreamLog local, Owner owner) {

  CompletionStage<byte[]> answer(byte[] question) {
    if (!owner.isSelf()) {
      return CompletableFuture.completedFuture(
          new BytesOut().octet(OwnerCodec.NOT_OWNER).toByteArray());
    }
    BytesIn in = new BytesIn(question);
    return ask(in.octet(), in).exceptionally(OwnerService::failed);
  }

  private CompletionStage<byte[]> ask(int act, BytesIn in) {
    return switch (act) {
      case OwnerCodec.APPEND -> local.append(in.all(in::draft)).thenApply(OwnerService::positions);
      case OwnerCodec.POSITIONS -> local.positions(in.all(in::text)).thenApply(OwnerService::ends);
      case OwnerCodec.READ ->
          local
              .read(in.text(), in.position(), Math.toIntExact(in.number()))
              .thenApply(OwnerService::messages);
      case OwnerCodec.CLAIM ->
          local
              .claim(OwnerCodec.key(in), Duration.ofMillis(in.number()))
              .thenApply(OwnerService::claim);
      case OwnerCodec.ANSWER ->
          local.answer(OwnerCodec.key(in), in.text()).thenApply(OwnerService::done);
      case OwnerCodec.RELEASE -> local.release(OwnerCodec.key(in)).thenApply(OwnerService::done);
      default ->
          CompletableFuture.failedFuture(
              new IllegalArgumentException("act: " + act + " (from a newer Kokko?)"));
    };
  }

  private static byte[] positions(List<Position> positions) {
    BytesOut out = new BytesOut().octet(OwnerCodec.OK);
    return out.all(positions, out::position).toByteArray();
  }

  private static byte[] ends(Map<String, Position> ends) {
    BytesOut out = new BytesOut().octet(OwnerCodec.OK);
    return out.all(ends.entrySet(), end -> out.text(end.getKey()).position(end.getValue()))
        .toByteArray();
  }

  private static byte[] messages(Optional<List<StoredMessage>> messages) {
    BytesOut out = new BytesOut().octet(OwnerCodec.OK);
    if (messages.isEmpty()) {
      return out.octet(0).toByteArray();
    }
    return out.octet(1).all(messages.get(), out::message).toByteArray();
  }

  private static byte[] claim(Claim claim) {
    BytesOut out = new BytesOut().octet(OwnerCodec.OK);
    if (claim instanceof Claim.Answered answered) {
      return out.octet(OwnerCodec.ANSWERED).text(answered.reply()).toByteArray();
    }
    boolean granted = claim instanceof Claim.Granted;
    return out.octet(granted ? OwnerCodec.GRANTED : OwnerCodec.RUNNING).toByteArray();
  }

  private static byte[] done(Done done) {
    return new BytesOut().octet(OwnerCodec.OK).toByteArray();
  }

  private static byte[] failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return new BytesOut()
        .octet(OwnerCodec.FAILED)
        .text(String.valueOf(cause == null ? failure : cause.getMessage()))
        .toByteArray();
  }
}
