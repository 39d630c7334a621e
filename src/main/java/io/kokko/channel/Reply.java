package io.kokko.channel;

import io.kokko.message.Payload;

/**
 * Answers one push of a client: Phoenix's {@code {:reply, {status, response}, socket}}.
 *
 * <p>Two are equal if their statuses are and their responses say the same.
 *
 * @param status mostly {@code ok} or {@code error}; phoenix.js hands it to {@code receive(status)}
 * @param response any JSON, or bytes
 */
public record Reply(String status, Payload response) implements Result {

  private static final Reply OK = new Reply("ok", Payload.empty());
  private static final Reply ERROR = new Reply("error", Payload.empty());

  /** Answers {@code ok} with {@code {}}. */
  public static Reply ok() {
    return OK;
  }

  /** Answers {@code ok} with whatever {@link Payload#of} takes. */
  public static Reply ok(Object response) {
    return of("ok", response);
  }

  /** Answers {@code error} with {@code {}}. */
  public static Reply error() {
    return ERROR;
  }

  /** Answers {@code error} with whatever {@link Payload#of} takes. */
  public static Reply error(Object response) {
    return of("error", response);
  }

  /** Answers a status of the application's own with whatever {@link Payload#of} takes. */
  public static Reply of(String status, Object response) {
    return new Reply(status, Payload.of(response));
  }

  /** Answers nothing: Phoenix's {@code {:noreply, socket}}. */
  public static Next none() {
    return Next.noReply();
  }

  /** Answers this, then stops the channel in order. */
  public ThenStop thenStop() {
    return thenStop(StopReason.NORMAL);
  }

  /** Answers this, then stops the channel: Phoenix's {@code {:stop, reason, reply, socket}}. */
  public ThenStop thenStop(StopReason reason) {
    return new ThenStop(this, reason);
  }

  /** Answers, then stops the channel. */
  public record ThenStop(Reply reply, StopReason reason) implements Result {}
}
