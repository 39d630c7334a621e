// node presence.mjs ws://localhost:4000/socket phoenix presence:lobby ann: shows who phoenix.js thinks is there.
// Prints a line for each change of the list, and what joined and left; types on standard input say what to do.
import { createInterface } from "node:readline";
import { connect, presenceOf, reply, run, say } from "./phoenix-client.mjs";

const [url, version, topic, user, wish] = process.argv.slice(2);

run(async () => {
  const socket = await connect(url, version);
  const params = wish ? { user, _x: { presence: wish } } : { user };
  const channel = socket.channel(topic, params);
  const presence = await presenceOf(version, channel);
  const names = (one) => one.metas.map((meta) => meta.status ?? "");

  presence.onJoin((key, current, joined) => say("join", { key, known: Boolean(current), metas: names(joined) }));
  presence.onLeave((key, current, left) => say("leave", { key, left: current.metas.length, metas: names(left) }));
  presence.onSync(() => {
    const list = presence.list((key, { metas }) => `${key}*${metas.length}`).sort();
    say("sync", { list: list.join(",") });
  });
  channel.on("presence_count", ({ count }) => say("count", { count }));
  channel.onError(() => say("lost"));
  await reply("join", channel.join());
  say("joined");

  await new Promise((resolve) => {
    createInterface({ input: process.stdin }).on("line", async (line) => {
      const [command, argument] = line.split(" ");
      if (command === "quit") {
        resolve();
      } else if (command === "status") {
        await reply(command, channel.push("update_meta", { status: argument }));
      } else {
        await reply(command, channel.push(command, {}));
      }
    });
  });
});
