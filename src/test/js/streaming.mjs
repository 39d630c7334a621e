// node streaming.mjs phoenix stream:1 20 ws://localhost:4001/socket ws://localhost:4000/socket
// Listens to a stream until message 20, with kokko.js, and turns to the next server when one is gone.
// Prints "joined", "heard", "lost" (what was missed is not to be had), at the end all it has heard.
// The first argument names the phoenix.js to use.
import WebSocket from "ws";
import { resumable } from "../../main/resources/io/kokko/endpoint/kokko.js";
import { load, run, say } from "./phoenix-client.mjs";

const [version, topic, last, ...urls] = process.argv.slice(2);
const PATIENCE_MS = 120_000;
let attempts = 0;

/** A load balancer does this otherwise. */
class Balanced extends WebSocket {
  constructor(url, protocols) {
    super(url.replace(urls[0], urls[attempts % urls.length]), protocols);
    attempts += 1;
  }
}

run(async () => {
  const { Socket } = await load(version);
  const socket = new Socket(urls[0], { transport: Balanced });
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
  channel.join().receive("ok", () => say("joined", channel.position));
  socket.connect();
  await end;
  say("done", { heard });
});
