// A room on all nodes: who is there, where they point, what they draw and say. ?room=kitchen is another one.
//
// demo:lobby is a plain channel, for what the next message outdates. board:lobby is a stream, so that who comes
// later sees what is there, and who loses a node misses nothing.
import { pushOnce, resumable } from "/kokko.js";
import { Board, SIZE } from "/web/board.js";
import { Chat } from "/web/chat.js";
import { Cursors } from "/web/cursors.js";
import { $ } from "/web/dom.js";
import { me, showMe } from "/web/me.js";
import { Nodes, showNodes } from "/web/nodes.js";
import { Pen } from "/web/pen.js";
import { People } from "/web/people.js";

const HISTORY = 350; // messages of the stream that a newcomer gets; the server keeps 400
const MAX_REDRAWN = 100;

const room = new URLSearchParams(location.search).get("room") ?? "lobby";
const nodes = new Nodes();
const socket = nodes.socket("/socket");
const demo = socket.channel(`demo:${room}`, () => me);
const board = new Board($("ink"), $("fire"), $("board"));
const people = new People(demo, nodes);
const cursors = new Cursors(demo, people, $("cursors"));

/** Sends what is worth nothing later. */
const send = (event, payload) => {
  if (socket.isConnected() && demo.state === "joined") demo.push(event, payload);
};

/** Resolves when it is safe; tries until then, at whatever node. */
const keep = (event, payload) => opened.then((stream) => pushOnce(stream, event, payload));

const chat = new Chat((text) => keep("say", { person: { ...me }, text }));

// --- For now

showNodes(nodes, $("nodes"), $("status"));
nodes.onChange(({ here }) => document.body.classList.toggle("down", here === null));
showMe(() => send("rename", me));

people.onNews = (text) => chat.note(text);
people.onGone = (id) => {
  cursors.drop(id);
  board.forget(id);
};
people.onWelcome = () => board.spark(me.hue, { x: SIZE / 2, y: SIZE * 0.42 });

demo.on("sparked", ({ id, spot }) => board.spark(people.find(id)?.hue ?? me.hue, spot));
demo.on("inked", ({ id, hue, line }) => board.wet(id, hue, line));
demo.join().receive("error", ({ reason }) => chat.note(`This room does not let you in: ${reason}`));

new Pen($("ink"), document.querySelectorAll("[data-width]"), {
  move: (spot) => send("move", spot),
  tap: (spot) => {
    board.spark(me.hue, spot);
    send("spark", spot);
  },
  wet: (line) => board.wet(me.id, me.hue, line),
  drop: ({ number }) => board.drop(me.id, number),
  ink: (line) => send("ink", line),
  draw,
});

function draw({ number, width, points }, hue = me.hue) {
  keep("draw", { person: { ...me, hue }, line: { number, width, points } }).catch(({ reason }) => {
    board.drop(me.id, number);
    chat.note(`A line was not kept: ${reason}`);
  });
}

// --- To be kept

const opened = new Promise((resolve) => {
  // Where the stream is now, to begin some messages before.
  const peek = resumable(socket.channel(`board:${room}`));
  peek.join()
    .receive("ok", () => {
      const { epoch, offset } = peek.position;
      peek.leave();
      resolve(follow({ epoch, offset: Math.max(0, offset - HISTORY) }));
    })
    .receive("error", ({ reason }) => chat.note(`What was said and drawn is not to be had: ${reason}`));
});

function follow(position) {
  let heard = false;
  const stream = resumable(socket.channel(`board:${room}`), {
    position,
    onLost: () => heard && beginAnew(),
  });
  const on = (event, show) =>
    stream.on(event, (payload) => {
      heard = true;
      show(payload);
    });
  on("said", (message) => chat.said(message));
  on("drew", ({ person, line }) => board.dry(person.id, person.hue, line));
  on("wiped", ({ id, name }) => {
    board.wipe();
    chat.note(`${id === me.id ? "You have" : `${name} has`} wiped the board`);
  });
  stream.join();
  return stream;
}

/** Without a common database a stream ends with the node that kept it; each page still has its own lines. */
function beginAnew() {
  chat.note("Another node keeps this room from now on. It does not know what was said before.");
  board.linesOf(me.id).slice(-MAX_REDRAWN).forEach((line) => draw(line, line.hue));
}

$("wipe").addEventListener("click", () => {
  keep("wipe", { ...me }).catch(({ reason }) => chat.note(`The board was not wiped: ${reason}`));
});

socket.connect();
