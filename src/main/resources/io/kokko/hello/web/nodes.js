// Knows which nodes there are, and takes phoenix.js to another one when its own is gone.
//
// The nodes themselves tell which ones there are, by the presence of the topic "nodes". Where they are behind
// something that gives them other addresses, the page says them: ?nodes=http://a.example:4000,http://b.example:4000
import { Presence, Socket } from "/phoenix.mjs";

/** A node that has not answered by then is taken to be gone. */
const PATIENCE_MS = 4_000;

/** phoenix.js waits 30 s by default, and a dead line shows nothing else. */
const HEARTBEAT_MS = 10_000;

export class Nodes {
  /** The name of the node that this page is on; null while it is on none. */
  here = null;

  /** The one before. */
  last = null;

  #presence = null;
  #listed = []; // [{name, url}], as the nodes say
  #given = given();
  #target = null; // where the last connection went
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
      this.here = node;
      this.last = node;
      this.#tell();
    });
    socket.onClose(() => {
      this.here = null;
      this.#tell();
    });
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

  #towards(url) {
    const known = [...new Set([location.origin, ...this.list().map(({ url }) => url), ...this.#given])];
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

/** Shows the nodes as a list, and in words what the connection does. */
export function showNodes(nodes, list, status) {
  let was = null;
  const words = () => {
    if (nodes.here === null) {
      return nodes.last === null
        ? `Connecting to ${nodes.target} …`
        : `The connection to ${nodes.last} is gone. Trying ${nodes.target} …`;
    }
    if (was !== null && was !== nodes.here) {
      return `${was} was lost, you are now on ${nodes.here}.`;
    }
    return `Connected to ${nodes.here}.`;
  };
  nodes.onChange(() => {
    status.textContent = words();
    status.classList.toggle("down", nodes.here === null && nodes.last !== null);
    if (nodes.here === null && nodes.last !== null) was = nodes.last;
    list.replaceChildren(
      ...nodes.list().map(({ name }) => {
        const item = document.createElement("li");
        item.textContent = name;
        item.classList.toggle("here", name === nodes.here);
        item.classList.toggle("lost", nodes.here === null && name === nodes.last);
        return item;
      }),
    );
  });
}
