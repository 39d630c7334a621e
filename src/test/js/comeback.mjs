// node comeback.mjs ws://localhost:4000/socket phoenix [longpoll]: stays while the server goes and comes back, then echoes.
// Prints "joined" for each join of both channels together, "lost" when the connection is gone.
// The second argument names the phoenix.js to use.
import assert from "node:assert/strict";
import { connect, rejoin, reply, run, say, within } from "./phoenix-client.mjs";

const [url, version, transport] = process.argv.slice(2);
const PATIENCE_MS = 120_000;

run(async () => {
  const socket = await connect(url, version, transport);
  const channels = ["room:back", "ping"].map((topic) => socket.channel(topic, {}));
  let lost = false;
  socket.onClose(() => {
    if (!lost) {
      lost = true;
      say("lost");
    }
  });

  await Promise.all(channels.map((channel) => reply("join", channel.join())));
  const back = Promise.all(channels.map(rejoin));
  say("joined");

  const patience = setTimeout(() => {
    say("failed", { error: "the server did not come back" });
    process.exit(1);
  }, PATIENCE_MS);
  await back;
  clearTimeout(patience);
  assert.equal(lost, true);
  say("joined");

  assert.deepEqual(await reply("echo", channels[0].push("echo", { still: "here" })), {
    status: "ok",
    response: { still: "here" },
  });
  assert.deepEqual(await reply("ping", channels[1].push("ping", {})), { status: "ok", response: { ping: "pong" } });
  await within("disconnect", new Promise((resolve) => socket.disconnect(resolve)));
  say("done");
});
