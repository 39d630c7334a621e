// node kokko-pieces.mjs phoenix: kokko.js and a phoenix.js against servers that answer by script.
// The argument names the phoenix.js to use.
import assert from "node:assert/strict";
import WebSocket, { WebSocketServer } from "ws";
import { pushOnce, resumable } from "../../main/resources/io/kokko/endpoint/kokko.js";
import { load, next, reply, run, say, within } from "./phoenix-client.mjs";

const [version] = process.argv.slice(2);
const TOPIC = "room:1";

/** Serves one client: act is called with each frame of it, and a way to answer. */
async function serve(act) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (client) => {
    const send = (...frame) => client.send(JSON.stringify(frame));
    client.on("message", (text) => {
      const [joinRef, ref, topic, event, payload] = JSON.parse(text);
      const answer = (status, response) => send(joinRef, ref, topic, "phx_reply", { status, response });
      const message = (at, n) => send(null, at, topic, "said", { n });
      act({ event, payload, joinRef }, { answer, message, send, drop: () => client.terminate() });
    });
  });
  await new Promise((resolve) => server.on("listening", resolve));
  const { Socket } = await load(version);
  const url = `ws://127.0.0.1:${server.address().port}/socket`;
  const socket = new Socket(url, {
    transport: WebSocket, timeout: 500, reconnectAfterMs: () => 20, rejoinAfterMs: () => 20,
  });
  socket.connect();
  const close = () => within("disconnect", new Promise((resolve) => socket.disconnect(resolve)))
    .then(() => server.close());
  return { socket, close };
}

/** Says where the stream is, as the reply to a join does. */
const at = (epoch, offset, recovered = true) => ({ kokko: { epoch, offset, recovered } });

async function eachMessageIsHeardOnceAndThePositionGoesWithTheJoin() {
  const joins = [];
  const { socket, close } = await serve((frame, { answer, message, drop }) => {
    if (frame.event !== "phx_join") return;
    joins.push(frame.payload);
    if (joins.length === 1) {
      answer("ok", { room: 1, ...at("e:1", 4) });
      message("s:e:1:5", 5);
      message("s:e:1:5", 5);
      message("s:e:1:4", 4);
      message("s:e:1:7", 7); // what the client has sent itself is left out
      message(null, "plain");
      message("s:other:8", 8);
      setTimeout(drop, 50);
    } else {
      message("s:e:1:8", "of a join that was given up");
      answer("ok", { room: 1, ...at("e:1", 7) });
      message("s:e:1:8", 8);
      message(null, "end");
    }
  });
  let asked = 0;
  const channel = resumable(socket.channel(TOPIC, () => ({ asked: ++asked, kokko: { more: true } })));
  const heard = [];
  channel.on("said", ({ n }) => heard.push(n));
  const joined = await reply("join", channel.join());
  while (heard.at(-1) !== "end") await next(channel, "said");

  assert.deepEqual(joined.response, { room: 1, ...at("e:1", 4) });
  assert.deepEqual(heard, [5, 7, "plain", 8, "end"]);
  assert.deepEqual(channel.position, { epoch: "e:1", offset: 8 });
  const { client } = joins[0].kokko;
  assert.match(client, /^\w+(-\w+){3}$/);
  assert.deepEqual(joins, [
    { asked: 1, kokko: { more: true, resume: true, client } },
    { asked: 2, kokko: { more: true, resume: { epoch: "e:1", offset: 7 }, client } },
  ]);
  await close();
}

async function whatIsLostIsSaidBeforeAnythingElse() {
  const joins = [];
  const { socket, close } = await serve((frame, { answer, message }) => {
    if (frame.event !== "phx_join") return;
    joins.push(frame.payload.kokko.resume);
    answer("ok", { state: "anew", ...at("new", 1, false) });
    message("s:new:2", 2);
  });
  const seen = [];
  const channel = resumable(socket.channel(TOPIC), {
    position: { epoch: "old", offset: 3 },
    onLost: (position, response) => seen.push(position, response.state),
  });
  channel.on("said", ({ n }) => seen.push(n));
  channel.join().receive("ok", () => seen.push("joined"));
  await next(channel, "said");

  assert.deepEqual(joins, [{ epoch: "old", offset: 3 }]);
  assert.deepEqual(seen, [{ epoch: "new", offset: 1 }, "anew", "joined", 2]);
  assert.throws(() => resumable(channel), /has been joined/);
  await close();
}

async function channelThatIsNoStreamIsAsItWas() {
  const { socket, close } = await serve((frame, { answer, message }) => {
    if (frame.event !== "phx_join") return;
    answer("ok", {});
    message(null, 1);
  });
  const channel = resumable(socket.channel(TOPIC, { own: "params" }));
  channel.join();

  assert.deepEqual(await next(channel, "said"), { n: 1 });
  assert.equal(channel.position, null);
  await close();
}

async function pushIsRepeatedWithItsKeyUntilThereIsAnAnswer() {
  const pushes = [];
  const { socket, close } = await serve((frame, { answer, drop }) => {
    if (frame.event === "phx_join") return answer("ok", {});
    if (frame.event !== "add") return;
    pushes.push(frame.payload);
    if (pushes.length === 1) drop(); // nobody knows whether it was handled
    if (pushes.length === 3) answer("error", { reason: "stream unavailable" });
    if (pushes.length === 4) answer("ok", { total: 1 });
  });
  const channel = socket.channel(TOPIC);
  await reply("join", channel.join());

  assert.deepEqual(await within("add", pushOnce(channel, "add", { n: 1 }, { pause: 10 })), { total: 1 });

  const { id } = pushes[0].kokko;
  assert.match(id, /^\w+(-\w+){3}$/);
  assert.deepEqual(pushes, Array(4).fill({ n: 1, kokko: { id } })); // the second one had no answer
  await close();
}

async function pushesKeepTheirOrderAndHaveAKeyEach() {
  const pushes = [];
  const { socket, close } = await serve((frame, { answer, drop }) => {
    if (frame.event === "phx_join") return answer("ok", {});
    if (frame.event !== "add") return;
    pushes.push(frame.payload);
    if (pushes.length === 1) return drop();
    answer("ok", { n: frame.payload.n });
  });
  const channel = socket.channel(TOPIC);
  channel.join();
  const answers = await within("adds", Promise.all([1, 2, 3].map((n) => pushOnce(channel, "add", { n }))));

  assert.deepEqual(answers, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.deepEqual(pushes.slice(-3).map(({ n }) => n), [1, 2, 3]);
  assert.equal(new Set(pushes.map(({ kokko }) => kokko.id)).size, 3);
  await close();
}

async function refusedPushIsNotRepeatedAndPatienceEnds() {
  let pushes = 0;
  const { socket, close } = await serve((frame, { answer }) => {
    if (frame.event === "phx_join") return answer("ok", {});
    pushes += 1;
    if (frame.event === "add") answer("error", { reason: "too much" });
  });
  const channel = socket.channel(TOPIC);
  await reply("join", channel.join());

  await assert.rejects(within("add", pushOnce(channel, "add")), { reason: "too much" });
  assert.equal(pushes, 1);
  await assert.rejects(within("unheard", pushOnce(channel, "unheard", {}, { patience: 100 })), { reason: "timeout" });
  await close();
}

run(async () => {
  await eachMessageIsHeardOnceAndThePositionGoesWithTheJoin();
  await whatIsLostIsSaidBeforeAnythingElse();
  await channelThatIsNoStreamIsAsItWas();
  await pushIsRepeatedWithItsKeyUntilThereIsAnAnswer();
  await pushesKeepTheirOrderAndHaveAKeyEach();
  await refusedPushIsNotRepeatedAndPatienceEnds();
  say("done");
});
