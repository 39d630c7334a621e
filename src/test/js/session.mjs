// node session.mjs URL VERSION TOKEN NEXT: connects with a token, and renews it when it is told to.
import WebSocket from "ws";
import { load, next, reply, run, say, within } from "./phoenix-client.mjs";

const [url, version, token, nextToken] = process.argv.slice(2);

run(async () => {
  const { Socket } = await load(version);
  const socket = new Socket(url, { transport: WebSocket, params: () => ({ token }) });
  let opens = 0;
  socket.onOpen(() => (opens += 1));
  socket.connect();
  const session = socket.channel("phoenix:session");
  const expiring = next(session, "token_expiring");
  const joined = await reply("join of the session", session.join());
  say("session", { status: joined.status, left: joined.response.expires_in_ms > 0 });
  const room = socket.channel("room:lobby");
  await reply("join", room.join());
  const { expires_in_ms } = await expiring;

  const wrong = await reply("refresh", session.push("refresh", { token: "made up" }));
  say("wrong", wrong);
  const right = await reply("refresh", session.push("refresh", { token: nextToken }));
  say("refreshed", { status: right.status, later: right.response.expires_in_ms > expires_in_ms });

  await within("the old token's end", new Promise((end) => setTimeout(end, expires_in_ms + 500)));
  const who = await reply("push", room.push("who", {}));
  say("alive", { name: who.response.name, opens });
});
