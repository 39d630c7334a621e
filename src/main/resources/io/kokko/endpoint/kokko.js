// kokko.js: added to phoenix.js (1.5 or newer), nothing is lost or doubled when a connection drops.
// A node serves it at /kokko.js, and you may copy it. Apache License 2.0.

/** Errors after which a push is repeated: it did not run, or its key lets the server tell. */
const TRY_AGAIN = ["stream unavailable", "unmatched topic"];

/** What sends the pushes of a channel that wait for an answer, in their order. */
const unanswered = new WeakMap();

/**
 * Lets a channel continue its stream at each join; call it before join. Returns the channel, which
 * hears each message of the stream once and in order. channel.position is the last one's, an
 * {epoch, offset}; null where there is no stream.
 *
 * onLost(position, response): what was missed is not to be had any more, so begin anew from the
 *   response of the join. Called before the hooks of join and any further message.
 * position: where to begin, for a page whose content was made on the server; otherwise at the join.
 */
export function resumable(channel, { onLost = () => {}, position = null } = {}) {
  if (channel.joinedOnce) {
    throw new Error(`${channel.topic} has been joined (expected: resumable before join)`);
  }
  const client = randomId();
  const { joinPush, trigger } = channel;
  const params = joinPush.payload;
  channel.position = position;

  joinPush.payload = () => { // phoenix.js calls it for each join
    const own = params();
    return { ...own, kokko: { ...own.kokko, resume: channel.position ?? true, client } };
  };
  joinPush.receive("ok", (response) => {
    const { epoch, offset, recovered } = response?.kokko ?? {};
    channel.position = epoch === undefined ? null : { epoch, offset };
    if (recovered === false) onLost(channel.position, response);
  });
  channel.trigger = (event, payload, ref, joinRef) => {
    const [, epoch, digits] = /^s:(.+):(\d+)$/.exec(ref ?? "") ?? [];
    if (epoch !== undefined) {
      // What comes for a join that has been given up comes again with the next.
      const last = channel.state === "joined" ? channel.position : null;
      if (last?.epoch !== epoch || Number(digits) <= last.offset) {
        return;
      }
      channel.position = { epoch, offset: Number(digits) };
    }
    trigger.call(channel, event, payload, ref, joinRef);
  };
  return channel;
}

/**
 * Pushes until there is an answer, on any channel. A key lets the server run its handler once, if the
 * event is declared idempotent there. Pushes that wait for a connection keep their order; one that is
 * repeated may be overtaken.
 *
 * Resolves with the response of "ok"; rejects with that of "error", or after patience ms, less than
 * the window of the declaration, with {reason: "timeout"}: then nobody knows whether the handler ran.
 * pause: ms before the next attempt when the server could not try.
 */
export function pushOnce(channel, event, payload = {}, { patience = 60_000, pause = 1_000 } = {}) {
  const keyed = { ...payload, kokko: { ...payload.kokko, id: randomId() } };
  const waiting = pushesOf(channel);
  return new Promise((resolve, reject) => {
    let attempts = 0;
    const send = () => {
      if (!waiting.has(send) || !channel.canPush()) return; // the next join sends it
      const attempt = ++attempts;
      const again = (ms) => setTimeout(() => attempt === attempts && send(), ms);
      const isOver = (response) => !TRY_AGAIN.includes(response?.reason);
      channel.push(event, keyed)
        .receive("ok", (response) => settle(resolve, response))
        .receive("error", (response) => (isOver(response) ? settle(reject, response) : again(pause)))
        .receive("timeout", () => again(0));
    };
    const timer = setTimeout(() => settle(reject, { reason: "timeout" }), patience);
    const settle = (end, response) => {
      waiting.delete(send);
      clearTimeout(timer);
      end(response);
    };
    waiting.add(send);
    send();
  });
}

function pushesOf(channel) {
  if (!unanswered.has(channel)) {
    const pushes = new Set();
    unanswered.set(channel, pushes);
    channel.joinPush.receive("ok", () => [...pushes].forEach((send) => send()));
  }
  return unanswered.get(channel);
}

/** Not randomUUID, which browsers keep from pages without TLS. */
const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
