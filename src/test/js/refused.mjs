// node refused.mjs URL VERSION: connects where it is refused, and tells what it sees in 1.5 s.
import WebSocket from "ws";
import { load, run, say } from "./phoenix-client.mjs";

const [url, version] = process.argv.slice(2);

run(async () => {
  const { Socket } = await load(version);
  let tries = 0;
  class Counting extends WebSocket {
    constructor(...given) {
      super(...given);
      tries += 1;
    }
  }
  const socket = new Socket(url, { transport: Counting });
  let last = {};
  socket.onClose((event) => (last = { code: event.code, reason: event.reason }));
  socket.connect();
  await new Promise((end) => setTimeout(end, 1500));
  say("refused", { tries, ...last });
});
