package io.kokko.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the store of this node may answer for all: it is asked to {@linkplain
 * io.kokko.store.StreamStore#keep keep} the streams first, at the start and whenever another node
 * has kept them.
 *
 * <p>Any thread may call it.
 */
final class Keeping {

  private static final CompletableFuture<Done> DONE =
      CompletableFuture.completedFuture(Done.getInstance());

  private final LocalLog local;
  private final Owner owner;
  private @Nullable CompletableFuture<Done> begun;
  private CompletableFuture<Done> noted = DONE;
  private boolean isNoted;

  Keeping(LocalLog local, Owner owner) {
    this.local = local;
    this.owner = owner;
  }

  /** Completes when the store may be asked, as long as this node is the one that keeps. */
  synchronized CompletionStage<Done> begun() {
    if (begun == null || begun.isCompletedExceptionally()) {
      boolean withOthers = owner.hasOthers();
      isNoted = withOthers;
      begun =
          noted
              .handle((done, failure) -> failure)
              .thenCompose(failure -> local.keep(withOthers))
              .toCompletableFuture();
    }
    return begun;
  }

  /** Looks whether others keep the streams, or may soon. */
  synchronized void look() {
    if (!owner.isSelf()) {
      begun = null;
    }
    if ((!isNoted || noted.isCompletedExceptionally()) && owner.hasOthers()) {
      isNoted = true;
      noted = local.mayBeKeptElsewhere().toCompletableFuture();
    }
  }
}
