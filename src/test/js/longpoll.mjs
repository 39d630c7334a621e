// node longpoll.mjs ws://localhost:4000/socket phoenix [fallback]: two clients that cannot have a WebSocket.
// The second argument names the phoenix.js to use. With "fallback" it finds out by itself.
import assert from "node:assert/strict";
import xhr2 from "xhr2";
import { next, rejoin, reply, run, say, within } from "./phoenix-client.mjs";

const [url, version, fallback] = process.argv.slice(2);
globalThis.self = globalThis; // where the older versions look for the next line
globalThis.XMLHttpRequest = xhr2.XMLHttpRequest;
const client = await import(version);
const { LongPoll, Socket } = client.Socket ? client : client.default; // old ones are CommonJS

/** Stands for a network that lets no WebSocket through. */
class BlockedWebSocket {
  constructor() {
    setTimeout(() => this.onerror?.({ type: "error" }), 0);
  }
  close() {}
}

function connect() {
  const options = fallback
    ? { transport: BlockedWebSocket, longPollFallbackMs: 500 }
    : { transport: LongPoll };
  const socket = new Socket(url, options);
  socket.connect();
  return socket;
}

run(async () => {
  const room = connect().channel("room:poll", {});
  const bobsRoom = connect().channel("room:poll", {});

  assert.deepEqual(await reply("join", room.join()), { status: "ok", response: { joined: "room:poll" } });
  assert.equal((await reply("join", bobsRoom.join())).status, "ok");
  say("joined");

  const many = Array.from({ length: 250 }, (_, n) => reply("echo", room.push("echo", { n })));
  assert.deepEqual((await Promise.all(many)).map(({ response }) => response.n), [...many.keys()]);
  say("replied");

  const heard = Promise.all([next(room, "new_msg"), next(bobsRoom, "new_msg")]);
  assert.equal((await reply("new_msg", room.push("new_msg", { body: "hi" }))).status, "ok");
  assert.deepEqual(await heard, [{ body: "hi" }, { body: "hi" }]);
  say("broadcast");

  const rejoined = within("rejoin", rejoin(room));
  room.push("boom", {});
  assert.deepEqual(await rejoined, { joined: "room:poll" });
  say("rejoined");

  const closed = within("close", new Promise((resolve) => room.onClose(resolve)));
  assert.equal((await reply("leave", room.leave())).status, "ok");
  await closed;
  say("done");
});
