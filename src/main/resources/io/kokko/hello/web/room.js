// A room on all nodes: who is there, where they point, what they draw and say. ?room=kitchen is another one.
//
// demo:lobby is a plain channel, for what the next message outdates. board:lobby is a stream, so that who comes
// later sees what is there, and who loses a node misses nothing.
import { Presence } from "/phoenix.mjs";
import { pushOnce, resumable } from "/kokko.js";
import { Board, SIZE } from "/web/board.js";
import { colour, me, recolour, rename } from "/web/me.js";
import { Nodes, showNodes } from "/web/nodes.js";

const HISTORY = 350; // messages of the stream that a newcomer gets; the server keeps 400
const MAX_MESSAGES = 300;
const MAX_NUMBERS = 400; // in one line, as the server takes it
const MOVE_MS = 40;
const INK_MS = 50;
const IDLE_MS = 8_000;
const STEP = 25; // the least that a line goes on by
const TAP = 90; // who moves less has tapped

const room = new URLSearchParams(location.search).get("room") ?? "lobby";
const $ = (id) => document.getElementById(id);

/** Makes an element; whatever others have typed stays text. */
const element = (tag, className = "", text = "") =>
  Object.assign(document.createElement(tag), { className, textContent: text });

const nodes = new Nodes();
showNodes(nodes, $("nodes"), $("status"));
const socket = nodes.socket("/socket");
const demo = socket.channel(`demo:${room}`, () => me);
const board = new Board($("ink"), $("fire"));

/** Sends what is worth nothing later. */
const send = (event, payload) => {
  if (socket.isConnected() && demo.state === "joined") demo.push(event, payload);
};

// --- Who is here

const presence = new Presence(demo);
const people = () => presence.list((id, { metas }) => person(id, metas.at(-1)));
const person = (id, meta) => ({ id, ...meta, ...(id === me.id && nodes.here !== null && { node: nodes.here }) });
const hueOf = (id) => (id === me.id ? me.hue : (presence.state[id]?.metas.at(-1).hue ?? 0));
let settled = false;
let welcomed = false;

presence.onJoin((id, before, { metas: [{ name, node }] }) => {
  if (!settled || id === me.id) return;
  if (!before) note(`${name} is here, on ${node}`);
  else if (!before.metas.some((meta) => meta.node === node)) note(`${name} is now on ${node}`);
});
presence.onLeave((id, { metas: left }, { metas: [{ name }] }) => {
  if (left.length > 0 || id === me.id) return;
  cursors.get(id)?.remove();
  cursors.delete(id);
  board.forget(id);
  note(`${name} has left`);
});
presence.onSync(() => {
  if (!welcomed) board.spark(me.hue, { x: SIZE / 2, y: SIZE * 0.42 });
  welcomed = true;
  settled = true;
  showPeople();
});
nodes.onChange(() => {
  document.body.classList.toggle("down", nodes.here === null);
  if (nodes.here === null) settled = false;
  showPeople();
});

function showPeople() {
  const here = people();
  const names = new Set([...nodes.list().map(({ name }) => name), ...here.map(({ node }) => node)]);
  const places = [...names].sort((one, other) => (other === nodes.here) - (one === nodes.here) || (one < other ? -1 : 1));
  $("count").textContent = here.length > 1 ? `${here.length}` : "";
  $("places").replaceChildren(...places.map((node) => place(node, here.filter((person) => person.node === node))));
  showMore();
}

function place(node, inhabitants) {
  const item = element("li", node === nodes.here ? "place here" : "place");
  const list = element("ul");
  list.append(...inhabitants.map(inhabitant));
  item.append(element("h3", "", node), inhabitants.length > 0 ? list : element("span", "nobody", "nobody yet"));
  return item;
}

function inhabitant({ id, name, hue }) {
  const item = element("li", id === me.id ? "person me" : "person");
  item.style.setProperty("--hue", colour(hue));
  item.append(element("span", "", id === me.id ? `${name} (you)` : name));
  return item;
}

/** Says how to get another window, or another node. */
function showMore() {
  const others = nodes.list().filter(({ name }) => name !== nodes.here);
  const here = location.pathname + location.search;
  const links = others.map(({ name, url }) => newWindow(`Open on ${name} ↗`, url + here));
  if (links.length === 0 && nodes.here !== null) {
    links.push(newWindow("Open a second window ↗", here));
    const [, host] = nodes.here.split("@");
    const port = Number(location.port || 80) + 1;
    const hint = element("div", "", "Or start a second node, in another terminal:");
    hint.append(element("code", "", `scripts/kokko server --name second@${host} --port ${port} --seed ${nodes.here}`));
    links.push(hint);
  }
  $("more").replaceChildren(...links);
}

function newWindow(text, url) {
  return Object.assign(element("a", "", text), { href: url, target: "_blank", rel: "noopener" });
}

// --- Me

function showMe() {
  document.documentElement.style.setProperty("--mine", colour(me.hue));
  $("name").value = me.name;
}

$("name").addEventListener("change", () => {
  const name = $("name").value.trim();
  if (name !== "") rename(name);
  showMe();
  send("rename", me);
});
$("name").addEventListener("keydown", ({ key }) => key === "Enter" && $("name").blur());
$("colour").addEventListener("click", () => {
  recolour();
  showMe();
  send("rename", me);
});
showMe();

// --- Cursors and sparks

const cursors = new Map(); // elements, by whose they are
const ARROW = "M2 1 L20 9.500 L11.500 12 L8 20.500 Z";

function cursorOf(id) {
  const known = cursors.get(id);
  if (known) return known;
  const cursor = element("div", "cursor");
  const arrow = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  arrow.setAttribute("viewBox", "0 0 22 22");
  path.setAttribute("d", ARROW);
  path.setAttribute("fill", "currentColor");
  path.setAttribute("stroke", "#fff");
  arrow.append(path);
  cursor.append(arrow, element("span"));
  cursors.set(id, cursor);
  $("cursors").append(cursor);
  return cursor;
}

demo.on("moved", ({ id, spot }) => {
  const person = presence.state[id]?.metas.at(-1);
  if (person === undefined) return;
  const cursor = cursorOf(id);
  cursor.style.setProperty("--hue", colour(person.hue));
  cursor.style.left = `${spot.x / (SIZE / 100)}%`;
  cursor.style.top = `${spot.y / (SIZE / 100)}%`;
  cursor.lastChild.textContent = person.name;
  cursor.classList.remove("idle");
  clearTimeout(cursor.idle);
  cursor.idle = setTimeout(() => cursor.classList.add("idle"), IDLE_MS);
});
demo.on("sparked", ({ id, spot }) => board.spark(hueOf(id), spot));

let lastMove = 0;
let nextMove = null;

function move(spot) {
  clearTimeout(nextMove);
  const wait = lastMove + MOVE_MS - performance.now();
  if (wait > 0) {
    nextMove = setTimeout(() => move(spot), wait);
    return;
  }
  lastMove = performance.now();
  send("move", spot);
}

// --- Drawing

let pen = null; // the line that is being drawn: {number, width, points, sent, from}
let lastNumber = Date.now();
let width = 40;

const within = (number) => Math.min(SIZE, Math.max(0, Math.round(number)));

function spotOf({ clientX, clientY }) {
  const { left, top, width: wide, height } = $("ink").getBoundingClientRect();
  return { x: within(((clientX - left) / wide) * SIZE), y: within(((clientY - top) / height) * SIZE) };
}

function begin(x, y) {
  pen = { number: ++lastNumber, width, points: [x, y], sent: 0 };
}

function goOn({ x, y }) {
  const [lastX, lastY] = pen.points.slice(-2);
  if (Math.hypot(x - lastX, y - lastY) < STEP) return;
  pen.points.push(x, y);
  pen.moved = pen.moved || Math.hypot(x - pen.points[0], y - pen.points[1]) > TAP;
  board.wet(me.id, me.hue, { number: pen.number, width: pen.width, points: [x, y] });
  showBoard();
  if (pen.points.length === MAX_NUMBERS) {
    end();
    begin(x, y);
    pen.moved = true;
  }
}

/** Shows the others what is new of the line. */
function showInk() {
  if (pen === null || !pen.moved || pen.sent === pen.points.length) return;
  send("ink", { number: pen.number, width: pen.width, points: pen.points.slice(pen.sent) });
  pen.sent = pen.points.length;
}

function end() {
  showInk();
  const { number, width, points } = pen;
  pen = null;
  keep("draw", { person: { ...me }, line: { number, width, points } }).catch(({ reason }) => {
    board.drop(me.id, number);
    note(`A line was not kept: ${reason}`);
  });
}

setInterval(showInk, INK_MS);

const ink = $("ink");
ink.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !event.isPrimary) return;
  ink.setPointerCapture(event.pointerId);
  const { x, y } = spotOf(event);
  begin(x, y);
  event.preventDefault();
  document.activeElement?.blur();
});
ink.addEventListener("pointermove", (event) => {
  if (!event.isPrimary) return;
  move(spotOf(event));
  if (pen === null) return;
  if (pen.points.length === 2) board.wet(me.id, me.hue, { ...pen, points: [...pen.points] });
  for (const each of event.getCoalescedEvents?.() ?? [event]) goOn(spotOf(each));
});
for (const type of ["pointerup", "pointercancel"]) {
  ink.addEventListener(type, (event) => {
    if (pen === null || !event.isPrimary) return;
    if (pen.moved) {
      end();
      return;
    }
    board.drop(me.id, pen.number);
    const [x, y] = pen.points;
    pen = null;
    if (type === "pointercancel") return;
    board.spark(me.hue, { x, y });
    send("spark", { x, y });
  });
}

document.querySelectorAll("[data-width]").forEach((button) =>
  button.addEventListener("click", () => {
    width = Number(button.dataset.width);
    document.querySelectorAll("[data-width]").forEach((each) => each.setAttribute("aria-pressed", each === button));
  }),
);
demo.on("inked", ({ id, hue, line }) => {
  board.wet(id, hue, line);
  showBoard();
});

function showBoard() {
  $("board").classList.toggle("drawn", !board.isEmpty);
  $("board").dataset.lines = board.size;
}

// --- What is kept: lines and chat

let stream = null;
const opened = new Promise((resolve) => {
  // Where the stream is now, to begin some messages before.
  const peek = resumable(socket.channel(`board:${room}`));
  peek.join()
    .receive("ok", () => {
      const { epoch, offset } = peek.position;
      peek.leave();
      stream = follow({ epoch, offset: Math.max(0, offset - HISTORY) });
      resolve(stream);
    })
    .receive("error", ({ reason }) => note(`What was said and drawn is not to be had: ${reason}`));
});

function follow(position) {
  let heard = false;
  const channel = resumable(socket.channel(`board:${room}`), {
    position,
    onLost: () => heard && note("Another node keeps this room from now on, without what was before."),
  });
  channel.on("said", (message) => {
    heard = true;
    said(message);
  });
  channel.on("drew", ({ person, line }) => {
    heard = true;
    board.dry(person.id, person.hue, line);
    showBoard();
  });
  channel.on("wiped", (person) => {
    board.wipe();
    showBoard();
    note(`${person.id === me.id ? "You have" : `${person.name} has`} wiped the board`);
  });
  channel.join();
  return channel;
}

/** Resolves when it is safe; tries until then, at whatever node. */
const keep = (event, payload) => opened.then((channel) => pushOnce(channel, event, payload));

$("wipe").addEventListener("click", () => {
  keep("wipe", { ...me }).catch(({ reason }) => note(`The board was not wiped: ${reason}`));
});

const waiting = []; // what was sent from here and not heard yet

$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  $("text").value = "";
  if (text === "") return;
  const item = message(me, text);
  item.classList.add("waiting");
  waiting.push({ text, item });
  append(item);
  keep("say", { person: { ...me }, text }).catch(({ reason }) => item.append(element("small", "failed", reason)));
});

function said({ person, text, node, at }) {
  const own = person.id === me.id ? waiting.findIndex((each) => each.text === text) : -1;
  if (own >= 0) waiting.splice(own, 1)[0].item.remove();
  const item = message(person, text);
  const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  item.append(element("small", "", `${node}, ${time}`));
  append(item);
}

function message({ name, hue }, text) {
  const item = element("li", "message");
  const author = element("b", "", name);
  author.style.setProperty("--hue", colour(hue));
  item.append(author, element("span", "text", text));
  return item;
}

function note(text) {
  append(element("li", "note", text));
}

function append(item) {
  const list = $("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  list.append(item);
  while (list.children.length > MAX_MESSAGES) list.firstChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

demo.join().receive("error", ({ reason }) => note(`This room does not let you in: ${reason}`));
socket.connect();
