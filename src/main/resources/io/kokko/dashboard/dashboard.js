import { Socket } from "./phoenix.mjs"
import { Plot, colour, short } from "./plot.js"

const MOST_SAMPLES = 300
const MOST_HEARD = 200
const KEY = "kokko-dashboard-token"

const $ = id => document.getElementById(id)

const plots = [
  new Plot("Sockets", "sockets"),
  new Plot("Channels", "channels"),
  new Plot("Connects and refusals /s", "connects"),
  new Plot("Joins /s", "joins"),
  new Plot("Pushes /s", "pushes"),
  new Plot("Broadcasts /s", "broadcasts"),
  new Plot("Deliveries /s", "deliveries"),
  new Plot("Waiting for clients", "queueBytes", "B"),
  new Plot("Heap", "heapBytes", "B"),
  new Plot("CPU", "cpu", "%"),
]
$("plots").append(...plots.map(plot => plot.figure))

/** By name: the samples of each node, the oldest first, and its last report, or null. */
const nodes = new Map()

let socket = null
let overview = null
let tap = null

// --- Getting in ---

function enter(token) {
  socket = new Socket("/dashboard/live", { authToken: token })
  socket.onError(() => {
    // A browser does not say why a handshake failed, so this is the likeliest.
    if ($("board").hidden) refuse("That did not work: a wrong token, another host, or no server.")
    else $("where").textContent = "connection lost, trying again …"
  })
  socket.connect()
  overview = socket.channel("overview", {})
  overview.on("reports", reports => onReports(reports.nodes))
  overview
    .join()
    .receive("ok", ({ node }) => {
      sessionStorage.setItem(KEY, token)
      nodes.clear()
      show(true)
      $("where").textContent = `seen from ${node}`
    })
    .receive("error", ({ reason }) => refuse(reason))
}

function refuse(reason) {
  leave()
  $("refused").textContent = reason
}

function leave() {
  sessionStorage.removeItem(KEY)
  clearInterval(whoTimer)
  socket?.disconnect()
  socket = null
  tap = null
  show(false)
  $("where").textContent = "not connected"
}

function show(inside) {
  $("board").hidden = !inside
  $("forget").hidden = !inside
  $("door").hidden = inside
}

$("door").addEventListener("submit", event => {
  event.preventDefault()
  $("refused").textContent = ""
  enter($("token").value)
  $("token").value = ""
})

$("forget").addEventListener("click", () => {
  leave()
  location.reload()
})

// --- Reports ---

function onReports(reports) {
  for (const name of [...nodes.keys()]) {
    if (!(name in reports)) nodes.delete(name)
  }
  for (const [name, report] of Object.entries(reports)) {
    const node = nodes.get(name) ?? { samples: [], report: null }
    const fresh = (report?.samples ?? []).slice().reverse()
    // A node that has started again counts from one.
    if (fresh.length > 0 && fresh[0].number <= (node.samples.at(-1)?.number ?? 0)) node.samples = []
    node.samples = node.samples.concat(fresh).slice(-MOST_SAMPLES)
    node.report = report
    nodes.set(name, node)
  }
  if (!document.hidden) draw()
}

document.addEventListener("visibilitychange", () => document.hidden || draw())
window.addEventListener("resize", () => draw())
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw())

function list() {
  return [...nodes.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { samples, report }], index) => ({
      name, samples, report, now: samples.at(-1), colour: colour(index),
    }))
}

function draw() {
  const all = list()
  const at = Math.max(0, ...all.map(node => node.now?.at ?? 0))
  tiles(all)
  nodeTable(all)
  linkTable(all)
  topicTable(all)
  slowTables(all)
  crashList(all)
  for (const plot of plots) plot.draw(all, at)
}

function tiles(all) {
  const sum = field => all.reduce((total, node) => total + (node.now?.[field] ?? 0), 0)
  const shown = [
    ["nodes", all.length, ""],
    ["sockets", sum("sockets"), ""],
    ["channels", sum("channels"), ""],
    ["pushes /s", sum("pushes"), ""],
    ["deliveries /s", sum("deliveries"), ""],
    ["waiting", sum("queueBytes"), "B"],
  ]
  fill($("tiles"), shown.map(([name, value, unit]) =>
    element("div", { className: "tile" }, element("b", {}, short(value, unit)), element("span", {}, name))))
}

function nodeTable(all) {
  table($("nodes"), ["Node", "", "#Connections", "#Sockets", "#Channels", "#Topics", "#Heap", "#CPU"],
    all.map(({ name, report, now, colour }) => [
      [dot(colour), name],
      report === null ? bad("no figures")
        : report.hindrance ? bad(report.hindrance)
          : element("span", { className: "good" }, "ready"),
      ...(now
        ? [short(now.connections), short(now.sockets), short(now.channels), short(now.topics),
            short(now.heapBytes, "B"), now.cpu < 0 ? "" : short(now.cpu, "%")]
        : ["", "", "", "", "", ""]),
    ]))
}

function linkTable(all) {
  const rows = all.flatMap(({ name, report }) =>
    (report?.links ?? []).map(link => [
      `${name} → ${link.to}`,
      report.unreachable.includes(link.to) ? bad("unreachable") : element("span", { className: "good" }, "up"),
      short(link.delivered), short(link.heldBytes, "B"), short(link.repeated),
      link.dropped > 0 ? bad(short(link.dropped)) : "0",
    ]))
  table($("links"), ["From → to", "", "#Acknowledged", "#Held", "#Repeated", "#Dropped"], rows,
    "One node alone has no links.")
}

function topicTable(all) {
  // Each node hands out every broadcast, so the most of them is closer than the sum.
  const topics = new Map()
  for (const { report } of all) {
    for (const { topic, broadcasts } of report?.topics ?? []) {
      topics.set(topic, Math.max(broadcasts, topics.get(topic) ?? 0))
    }
  }
  const rows = [...topics].sort((one, other) => other[1] - one[1]).slice(0, 20)
    .map(([topic, broadcasts]) => [long(topic), short(broadcasts / 5)])
  table($("topics"), ["Topic", "#Broadcasts /s"], rows, "Nothing was broadcast in the last seconds.")
}

function slowTables(all) {
  const slow = all.flatMap(({ name, report }) => (report?.slow ?? []).map(it => ({ name, ...it })))
    .sort((one, other) => other.bytes - one.bytes).slice(0, 10)
  table($("slow"), ["Client", "Node", "#Waiting"],
    slow.map(({ peer, name, bytes }) => [peer, name, short(bytes, "B")]), "Nothing waits for anybody.")
  const full = all.flatMap(({ name, report }) => (report?.overflows ?? []).map(it => ({ name, ...it })))
    .sort((one, other) => other.at - one.at).slice(0, 10)
  if (full.length > 0) {
    table($("overflows"), ["Full at", "Queue", "Of"],
      full.map(({ at, queue, owner }) => [clock(at), bad(queue), long(owner)]))
  } else {
    fill($("overflows"), [])
  }
}

let crashesShown = ""

function crashList(all) {
  const crashes = all.flatMap(({ name, report }) => (report?.crashes ?? []).map(it => ({ name, ...it })))
    .sort((one, other) => other.at - one.at).slice(0, 20)
  // What a visitor has opened stays open.
  const shown = JSON.stringify(crashes)
  if (shown === crashesShown && $("crashes").childElementCount > 0) return
  crashesShown = shown
  fill($("crashes"), crashes.length === 0 ? [quiet("None.")] : crashes.map(crash =>
    element("details", {},
      element("summary", {}, `${clock(crash.at)} `, bad(crash.topic), ` on ${crash.name}: ${crash.reason}`),
      element("pre", {}, crash.stack))))
}

// --- Presence ---

let whoTimer = 0

$("who").addEventListener("submit", event => {
  event.preventDefault()
  clearInterval(whoTimer)
  const topic = $("who-topic").value
  ask(topic)
  whoTimer = setInterval(() => ask(topic), 2000)
})

function ask(topic) {
  overview?.push("presence", { topic }).receive("ok", ({ presences }) => {
    fill($("present"), presences.length === 0 ? [quiet("No presence runs on this node.")] : presences.map(it =>
      element("div", {},
        quiet(`${it.presence}, keys: ${it.keys}, metas: ${it.metas}` +
          (it.shown.length < it.keys ? `, the first ${it.shown.length}` : "")),
        element("ul", {}, ...it.shown.map(key =>
          element("li", {}, key.metas > 1 ? `${key.key} × ${key.metas}` : key.key))))))
  })
}

// --- The tap ---

$("tap-kind").addEventListener("change", () => {
  $("tap-what").placeholder = $("tap-kind").value === "topic" ? "room:lobby" : "user_socket:42"
})

$("tap").addEventListener("submit", event => {
  event.preventDefault()
  stopTap()
  const what = `${$("tap-kind").value}:${$("tap-what").value}`
  fill($("heard"), [])
  tap = socket.channel(`tap:${what}`, {})
  tap.on("heard", heard => onHeard(heard.nodes))
  tap.join().receive("error", () => { $("tap-state").textContent = "refused" })
  $("tap-state").textContent = `listening to ${what} …`
  $("tap-start").hidden = true
  $("tap-stop").hidden = false
})

$("tap-stop").addEventListener("click", stopTap)

function stopTap() {
  tap?.leave()
  tap = null
  $("tap-state").textContent = ""
  $("tap-start").hidden = false
  $("tap-stop").hidden = true
}

function onHeard(byNode) {
  const messages = []
  for (const [name, heard] of Object.entries(byNode)) {
    if (heard?.error) $("tap-state").textContent = `${name}: ${heard.error}`
    if (heard?.left > 0) messages.push({ at: Date.now(), name, left: heard.left })
    for (const message of heard?.messages ?? []) messages.push({ name, ...message })
  }
  messages.sort((one, other) => one.at - other.at)
  for (const message of messages) $("heard").prepend(line(message))
  while ($("heard").childElementCount > MOST_HEARD) $("heard").lastElementChild.remove()
}

function line({ at, name, left, way, socket, topic, event, payload, subscribers }) {
  if (left) return element("li", {}, bad(`${clock(at)} ${name}: ${left} more were left out`))
  const to = way === "in" ? "→" : "←"
  const who = way === "broadcast" && !socket ? `to ${subscribers} on ${name}` : `${socket || "?"} on ${name}`
  return element("li", {}, quiet(`${clock(at)} ${to} ${who} `), `${topic} `,
    element("b", {}, event), ` ${payload}`)
}

// --- Small things ---

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

function fill(parent, children) {
  parent.replaceChildren(...children)
}

function table(parent, heads, rows, empty) {
  if (rows.length === 0) {
    fill(parent, [element("tbody", {}, element("tr", {}, element("td", {}, quiet(empty ?? ""))))])
    return
  }
  const isNumber = heads.map(head => head.startsWith("#"))
  const head = element("thead", {}, element("tr", {}, ...heads.map((text, n) =>
    element("th", { className: isNumber[n] ? "number" : "" }, text.replace("#", "")))))
  const body = element("tbody", {}, ...rows.map(row => element("tr", {}, ...row.map((cell, n) =>
    cell instanceof HTMLTableCellElement ? cell
      : element("td", { className: isNumber[n] ? "number" : "" }, ...[cell].flat())))))
  fill(parent, [head, body])
}

const bad = text => element("span", { className: "bad" }, text)
const quiet = text => element("span", { className: "quiet" }, text)
const long = text => element("td", { className: "long" }, text)

function dot(background) {
  const made = element("span", { className: "dot" })
  made.style.background = background
  return made
}

const clock = at => new Date(at).toLocaleTimeString([], { hour12: false })

// --- The start ---

// A token behind a # is not sent to any server; it is taken out of the address at once.
const given = new URLSearchParams(location.hash.slice(1)).get("token")
if (given) history.replaceState(null, "", location.pathname)
const token = given ?? sessionStorage.getItem(KEY)
show(false)
if (token) enter(token)
