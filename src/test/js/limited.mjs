// node limited.mjs URL VERSION: joins and pushes more often than it may, and tells what it hears.
import WebSocket from "ws";
import { load, reply, run, say, within } from "./phoenix-client.mjs";

const [url, version] = process.argv.slice(2);

run(async () => {
  const { Socket } = await load(version);
  const socket = new Socket(url, { transport: WebSocket });
  socket.connect();
  const room = socket.channel("room:one");
  await reply("join", room.join());
  const replies = await Promise.all(
    [1, 2, 3].map((n) => reply("push", room.push("echo", { n }))));
  say("pushed", { statuses: replies.map(({ status }) => status).sort() });
  const refused = replies.find(({ status }) => status === "error").response;
  say("refused", { reason: refused.reason, known: refused.retry_after_ms > 0 });

  const second = socket.channel("room:two");
  const joined = within("join after a while", new Promise((done) => {
    second.joinPush.receive("ok", done);
  }));
  say("join", await reply("join", second.join()).then(({ status }) => ({ status })));
  await joined;
  say("joined");
});
