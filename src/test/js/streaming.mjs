// node streaming.mjs phoenix stream:1 20 ws://localhost:4001/socket ws://localhost:4000/socket
// Listens to a stream until message 20, with kokko.js. A line of input lets it connect to the second
// server from then on. Prints "joined", "heard", "gone" (the connection), "lost" (what was missed is not to
// be had), at the end all it has heard. The first argument names the phoenix.js to use.
import WebSocket from "ws";
import { resumable } from "../../main/resources/io/kokko/endpoint/kokko.js";
import { load, run, say } from "./phoenix-client.mjs";

const [version, topic, last, first, second] = process.argv.slice(2);
const PATIENCE_MS = 120_000;
let url = first;
process.stdin.once("data", () => {
  url = second;
});

/** A load balancer does this otherwise. */
class Balanced extends WebSocket {
  constructor(asked, protocols) {
    super(asked.replace(first, url), protocols);
  }
}

run(async () => {
  const { Socket } = await load(version);
  const socket = new Socket(first, { transport: Balanced, reconnectAfterMs: () => 50 });
  const channel = resumable(socket.channel(topic), { onLost: (position) => say("lost", position) });
  const heard = [];
  const end = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`did not hear ${last}, only ${heard}`)), PATIENCE_MS);
    channel.on("new_msg", ({ n }) => {
      heard.push(n);
      say("heard", { n });
      if (n === Number(last)) {
        resolve();
      }
    });
  });
  channel.join().receive("ok", ({ kokko }) => say("joined", kokko));
  socket.onError(() => say("gone"));
  socket.onClose(() => say("gone"));
  socket.connect();
  await end;
  say("done", { heard });
});
