package io.kokko.message;

/**
 * Says where in a stream a message is.
 *
 * @param epoch names one unbroken history of a topic; another epoch is another history
 * @param offset counts the topic's messages, the first is 1; 0 is the place before it
 */
public record Position(String epoch, long offset) {

  /** Returns the place of the message after this one. */
  public Position next() {
    return new Position(epoch, offset + 1);
  }

  /** Writes {@code epoch:offset}. */
  @Override
  public String toString() {
    return epoch + ':' + offset;
  }
}
