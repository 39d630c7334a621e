// node conversation.mjs ws://localhost:4000/socket phoenix: everything two clients can say on a serving node.
// The second argument names the phoenix.js to use.
import assert from "node:assert/strict";
import { connect, next, rejoin, reply, run, say, within } from "./phoenix-client.mjs";

const [url, version] = process.argv.slice(2);
const topic = `room:${version}`; // other versions may be talking at the same time

run(async () => {
  const ann = await connect(url, version);
  const bob = await connect(url, version);
  const room = ann.channel(topic, {});
  const bobsRoom = bob.channel(topic, {});

  assert.deepEqual(await reply("join", room.join()), { status: "ok", response: { joined: topic } });
  assert.equal((await reply("join", bobsRoom.join())).status, "ok");
  say("joined");

  const denied = ann.channel("room:denied", { deny: true });
  assert.deepEqual(await reply("refusal", denied.join()), { status: "error", response: { reason: "denied" } });
  denied.leave();
  say("refused");

  assert.deepEqual(await reply("echo", room.push("echo", { text: "é", n: [1, 2.5, null] })), {
    status: "ok",
    response: { text: "é", n: [1, 2.5, null] },
  });
  const ping = ann.channel("ping", {});
  await reply("join", ping.join());
  assert.deepEqual(await reply("error", ping.push("param_ping", { error: true })), {
    status: "error",
    response: { reason: "You asked for this!" },
  });
  const pushed = next(room, "pushed");
  assert.equal((await reply("timeout", room.push("push_me", { n: 1 }, 200))).status, "timeout");
  assert.deepEqual(await pushed, { n: 1 });
  say("replied");

  const heard = Promise.all([next(room, "new_msg"), next(bobsRoom, "new_msg")]);
  assert.equal((await reply("new_msg", room.push("new_msg", { body: "hi" }))).status, "ok");
  assert.deepEqual(await heard, [{ body: "hi" }, { body: "hi" }]);
  const onlyBob = next(bobsRoom, "new_msg_from");
  room.on("new_msg_from", () => say("failed", { error: "ann hears herself" }));
  assert.equal((await reply("new_msg_from", room.push("new_msg_from", { body: "bob" }))).status, "ok");
  assert.deepEqual(await onlyBob, { body: "bob" });
  say("broadcast");

  const bytes = Uint8Array.from([0, 1, 2, 254, 255]);
  const echoed = await reply("echo_bin", room.push("echo_bin", bytes.buffer));
  assert.equal(echoed.status, "ok");
  assert.deepEqual(new Uint8Array(echoed.response), bytes);
  const bytesForBob = next(bobsRoom, "bcast_bin");
  await reply("bcast_bin", room.push("bcast_bin", bytes.buffer));
  assert.deepEqual(new Uint8Array(await bytesForBob), bytes);
  say("binary");

  const crashed = within("error", new Promise((resolve) => room.onError(resolve)));
  const rejoined = within("rejoin", rejoin(room));
  room.push("boom", {});
  await crashed;
  assert.deepEqual(await rejoined, { joined: topic });
  assert.deepEqual(await reply("echo", room.push("echo", { again: true })), {
    status: "ok",
    response: { again: true },
  });
  say("rejoined");

  const closed = within("close", new Promise((resolve) => room.onClose(resolve)));
  assert.equal((await reply("leave", room.leave())).status, "ok");
  await closed;
  say("left");

  await within("disconnect", new Promise((resolve) => ann.disconnect(resolve)));
  say("done");
});
