// Drives the unmodified phoenix.js, and prints what it sees as lines of JSON.
import WebSocket from "ws";
import xhr2 from "xhr2";

const DEADLINE_MS = 20_000;

export function say(what, detail = {}) {
  console.log(JSON.stringify({ what, ...detail }));
}

/** Loads a version of phoenix.js by the name it is installed under. */
export async function load(version) {
  const client = await import(version);
  return client.Socket ? client : client.default; // old ones are CommonJS
}

export async function connect(url, version, transport = "websocket") {
  if (transport === "longpoll") {
    globalThis.self = globalThis; // where the older versions look for the next line
    globalThis.XMLHttpRequest = xhr2.XMLHttpRequest;
  }
  const { LongPoll, Socket } = await load(version);
  const socket = new Socket(url, { transport: transport === "longpoll" ? LongPoll : WebSocket });
  socket.connect();
  return socket;
}

/** Lets the Presence of the same version follow a channel. */
export async function presenceOf(version, channel) {
  const { Presence } = await load(version);
  return new Presence(channel);
}

/** Fails the whole script if the promise does not settle in time. */
export function within(what, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not in ${DEADLINE_MS} ms: ${what}`)), DEADLINE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Resolves with the status and the response of whichever reply comes. */
export function reply(what, push) {
  return within(what, new Promise((resolve) => {
    for (const status of ["ok", "error", "timeout"]) {
      push.receive(status, (response) => resolve({ status, response }));
    }
  }));
}

/** Resolves with the payload of the next event of this name. */
export function next(channel, event) {
  return within(event, new Promise((resolve) => {
    const ref = channel.on(event, (payload) => {
      channel.off(event, ref);
      resolve(payload);
    });
  }));
}

/** Resolves with the reply to the next join of a channel that is joined. */
export function rejoin(channel) {
  let joins = 0; // the hook is called at once for the join that there was
  return new Promise((resolve) => {
    channel.joinPush.receive("ok", (response) => {
      joins += 1;
      if (joins > 1) {
        resolve(response);
      }
    });
  });
}

/** Ends the process: 0 if the script did all it wanted, 1 otherwise. */
export async function run(script) {
  try {
    await script();
    process.exit(0);
  } catch (error) {
    say("failed", { error: String(error.stack ?? error) });
    process.exit(1);
  }
}
