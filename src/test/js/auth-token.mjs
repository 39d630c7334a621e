// node auth-token.mjs ws://localhost:4000/socket TOKEN: connects with the token, and joins a room.
import { Socket } from "phoenix";
import WebSocket from "ws";
import { reply, run, say } from "./phoenix-client.mjs";

const [url, authToken] = process.argv.slice(2);

run(async () => {
  const socket = new Socket(url, { transport: WebSocket, authToken });
  socket.connect();
  const joined = await reply("join", socket.channel("room:lobby", {}).join());
  say("joined", { name: joined.response.name });
});
