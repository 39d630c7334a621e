// Knows which nodes there are, and takes phoenix.js to another one when its own is gone.
//
// The nodes themselves tell which ones there are, by the presence of the topic "nodes". Where they are behind
// something that gives them other addresses, the page says them: ?nodes=http://a.example:4000,http://b.example:4000
import { Presence, Socket } from "/phoenix.mjs";
import { element } from "/web/dom.js";

/** A node that has not answered by then is taken to be gone. */
const PATIENCE_MS = 4_000;

/** The others find out within some 4 s that a node was killed; one that is listed for longer is alive. */
const MOURNING_MS = 8_000;

/** phoenix.js waits 30 s by default, and a dead line shows nothing else. */
const HEARTBEAT_MS = 10_000;

export class Nodes {
  /** The name of the node that this page is on; null while it is on none. */
  here = null;

  /** The node that it was on last. */
  last = null;

  /** The node that it has lost just now, or null. */
  lost = null;

  #presence = null;
  #listed = []; // [{name, url}], as the nodes say
  #given = given();
  #target = null; // where the last connection went
  #chances = new Map(); // each page has an order of its own, so that not all of a node's go to the same one
  #listeners = [];

  /** A socket whose every connection after the first goes to the next node. */
  socket(path, options = {}) {
    const nodes = this;
    class Roaming extends WebSocket {
      constructor(url, protocols) {
        super(nodes.#towards(url), protocols);
        const giveUp = setTimeout(() => this.close(), PATIENCE_MS);
        this.addEventListener("open", () => clearTimeout(giveUp));
        this.addEventListener("close", () => clearTimeout(giveUp));
      }
    }
    const socket = new Socket(path, { heartbeatIntervalMs: HEARTBEAT_MS, ...options, transport: Roaming });
    this.#follow(socket);
    return socket;
  }

  #follow(socket) {
    const channel = socket.channel("nodes");
    const presence = new Presence(channel);
    presence.onSync(() => {
      this.#listed = presence.list((name, { metas }) => ({ name, url: near(metas[0].url) }));
      this.#tell();
    });
    channel.join().receive("ok", ({ node }) => {
      if (this.lost === node) this.lost = null;
      this.here = node;
      this.last = node;
      this.#tell();
    });
    socket.onClose(() => {
      if (this.here !== null) this.#mourn(this.here);
      this.here = null;
      this.#tell();
    });
  }

  #mourn(node) {
    this.lost = node;
    setTimeout(() => {
      if (this.lost === node && this.here !== null) this.lost = null;
      this.#tell();
    }, MOURNING_MS);
  }

  /** Calls back whenever something changes. */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  #tell() {
    this.#listeners.forEach((listener) => listener(this));
  }

  /** All nodes that are known, [{name, url}], by name. */
  list() {
    return [...this.#listed].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** The address that was tried last, as host:port. */
  get target() {
    return this.#target && new URL(this.#target).host;
  }

  #chance(url) {
    if (!this.#chances.has(url)) this.#chances.set(url, Math.random());
    return this.#chances.get(url);
  }

  #towards(url) {
    const others = new Set([...this.list().map(({ url: other }) => other), ...this.#given]);
    others.delete(location.origin);
    const known = [location.origin, ...[...others].sort((one, other) => this.#chance(one) - this.#chance(other))];
    this.#target = known[(known.indexOf(this.#target) + 1) % known.length];
    this.#tell();
    const { hostname, port } = new URL(this.#target);
    return Object.assign(new URL(url), { hostname, port }).href;
  }
}

function given() {
  const text = new URLSearchParams(location.search).get("nodes") ?? "";
  return text
    .split(",")
    .filter(Boolean)
    .map((url) => near(url.includes("://") ? url : `${location.protocol}//${url}`));
}

/** Nodes on one machine say 127.0.0.1, where this page may know the machine by another name. */
function near(url) {
  const address = new URL(url);
  if (["127.0.0.1", "localhost", "[::1]"].includes(address.hostname)) {
    address.hostname = location.hostname;
  }
  address.protocol = location.protocol;
  return address.origin;
}

/** Shows the nodes as a list, each with this page of its own, and in words what the connection does. */
export function showNodes(nodes, list, status) {
  let before = null; // the node that it was on before this one
  nodes.onChange(({ here, last, lost, target }) => {
    if (here === null) {
      before = last;
      status.textContent =
        last === null ? `Connecting to ${target} …` : `The connection to ${last} is gone. Trying ${target} …`;
    } else {
      const moved = before !== null && before !== here;
      status.textContent = moved ? `${before} was lost, you are now on ${here}.` : `Connected to ${here}.`;
    }
    status.classList.toggle("down", here === null && last !== null);
    list.replaceChildren(
      ...nodes.list().map(({ name, url }) => {
        const item = element("li", name === here ? "here" : name === lost ? "lost" : "");
        const href = url + location.pathname + location.search;
        item.append(Object.assign(element("a", "", name), { href, target: "_blank", rel: "noopener" }));
        return item;
      }),
    );
  });
}
