// Shows a stream and a tally, and goes on at another node without a loss when the one it is on dies.
// ?topic=orders shows stream:orders and tally:orders.
import { pushOnce, resumable } from "/kokko.js";
import { $, element } from "/web/dom.js";
import { Nodes, showNodes } from "/web/nodes.js";

const MAX_MESSAGES = 1_000;
const MAX_ITEMS = 100;
const MAX_EVENTS = 200;
const EACH_SECOND_MS = 1_000;

const name = new URLSearchParams(location.search).get("topic") ?? "demo";

// --- What happened

function note(text, className = "") {
  const item = element("li", className, "");
  item.append(element("time", "", new Date().toLocaleTimeString([], { hour12: false })), element("span", "", text));
  $("events").prepend(item);
  while ($("events").children.length > MAX_EVENTS) $("events").lastChild.remove();
}

const nodes = new Nodes();
showNodes(nodes, $("nodes"), $("status"));
const socket = nodes.socket("/socket");
const placeOf = ({ position }) => (position === null ? "" : `#${position.offset}`);

// --- The stream

const stream = resumable(socket.channel(`stream:${name}`), {
  onLost: () => {
    $("messages").append(element("li", "break", "what came here is not to be had any more"));
    note(`${stream.topic}: what was missed is lost`, "lost");
  },
});
const waiting = new Map(); // what was sent from here and not heard yet, by its id

stream.on("new_msg", (message) => {
  waiting.get(message.id)?.remove();
  waiting.delete(message.id);
  const item = element("li", "message");
  item.append(
    element("span", "place", placeOf(stream)),
    element("span", "text", typeof message.text === "string" ? message.text : JSON.stringify(message)),
    element("span", "by", message.by ?? ""),
  );
  const list = $("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.insertBefore(item, list.querySelector(".waiting"));
  while (list.children.length > MAX_MESSAGES) list.firstChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
});

let joinedBefore = false;
stream.join()
  .receive("ok", ({ kokko }) => {
    if (!joinedBefore) note(`joined ${stream.topic} at ${placeOf(stream)}`);
    else if (kokko?.recovered) note(`${stream.topic} goes on after ${placeOf(stream)}, nothing is lost`, "good");
    joinedBefore = true;
  })
  .receive("error", ({ reason }) => note(`${stream.topic}: ${reason}`, "lost"));

function say(text) {
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const item = element("li", "waiting");
  item.append(element("span", "place", "…"), element("span", "text", text));
  waiting.set(id, item);
  $("messages").append(item);
  $("messages").scrollTop = $("messages").scrollHeight;
  pushOnce(stream, "new_msg", { text, id, by: nodes.last }).catch(({ reason }) => {
    // What is heard all the same took place.
    if (waiting.has(id)) item.append(element("span", "failed", reason));
  });
}

$("stream-name").textContent = stream.topic;
$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  say($("text").value);
  $("text").value = "";
});

let count = 0;
setInterval(() => $("steady").checked && say(`${++count}`), EACH_SECOND_MS);

// --- The tally

const tally = resumable(socket.channel(`tally:${name}`), { onLost: (position, state) => show(state) });
let lastItem = 0;

function show({ total, items, last }) {
  $("total").textContent = total;
  $("items").replaceChildren(...last.map(chip).reverse());
  lastItem = items;
}

function chip({ item, n }) {
  const made = element("li", "", n > 0 ? `+${n}` : `${n}`);
  made.title = `item ${item}`;
  return made;
}

tally.on("added", (added) => {
  if (added.item <= lastItem) return; // it was in the state that the join replied with
  lastItem = added.item;
  $("total").textContent = added.total;
  $("items").prepend(chip(added));
  while ($("items").children.length > MAX_ITEMS) $("items").lastChild.remove();
});

let begun = false;
tally.join()
  .receive("ok", (state) => {
    $("trouble").hidden = true;
    if (!begun) show(state); // after a rejoin the missed ones tell the rest
    begun = true;
  })
  .receive("error", ({ reason }) => {
    $("trouble").hidden = false;
    $("trouble").textContent =
      reason === "stream unavailable"
        ? "This node cannot reach the tally. Without a common database only the oldest node keeps it."
        : `The tally says: ${reason}.`;
  });

$("tally-name").textContent = tally.topic;
document.querySelectorAll("[data-n]").forEach((button) =>
  button.addEventListener("click", () =>
    pushOnce(tally, "add", { n: Number(button.dataset.n) }).catch(({ reason }) =>
      note(`${button.textContent} was not added: ${reason}`, "lost"),
    ),
  ),
);

// --- The connection

let on = null;
let away = false;
nodes.onChange(({ here }) => {
  if (here === null && on !== null && !away) {
    away = true;
    note(`lost ${on}`, "lost");
  }
  if (here !== null && (away || on === null)) {
    away = false;
    note(here === on ? `back on ${here}` : `now on ${here}`, "good");
  }
  on = here ?? on;
});
$("curl").textContent = `curl '${location.origin}/broadcast?topic=${stream.topic}&event=new_msg' \\
  -d '{"text": "hello from curl"}'`;
socket.connect();
