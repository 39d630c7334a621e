// Who is here, and on which node.
import { Presence } from "/phoenix.mjs";
import { $, element } from "/web/dom.js";
import { colour, me } from "/web/me.js";

export class People {
  /** Hears in words who has come, moved and gone. */
  onNews = () => {};

  /** Hears the id of somebody who has gone. */
  onGone = () => {};

  /** Called once, when it is known who is here. */
  onWelcome = () => {};

  #presence;
  #nodes;
  #settled = false; // whether changes are news
  #welcomed = false;

  constructor(channel, nodes) {
    this.#presence = new Presence(channel);
    this.#nodes = nodes;
    this.#presence.onJoin((id, before, { metas: [{ name, node }] }) => this.#come(id, before, name, node));
    this.#presence.onLeave((id, { metas }, { metas: [{ name }] }) => this.#go(id, metas, name));
    this.#presence.onSync(() => {
      if (!this.#welcomed) this.onWelcome();
      this.#welcomed = true;
      this.#settled = true;
      this.#show();
    });
    nodes.onChange(({ here }) => {
      if (here === null) this.#settled = false;
      this.#show();
    });
  }

  /** {id, name, hue, node}, or undefined. */
  find(id) {
    return this.list().find((person) => person.id === id);
  }

  list() {
    const { here } = this.#nodes;
    return this.#presence.list((id, { metas }) => {
      const person = { id, ...metas.at(-1) };
      return id === me.id && here !== null ? { ...person, node: here } : person;
    });
  }

  #come(id, before, name, node) {
    if (!this.#settled || id === me.id) return;
    if (!before) this.onNews(`${name} is here, on ${node}`);
    else if (!before.metas.some((meta) => meta.node === node)) this.onNews(`${name} is now on ${node}`);
  }

  #go(id, left, name) {
    if (left.length > 0 || id === me.id) return;
    this.onGone(id);
    if (this.#settled) this.onNews(`${name} has left`);
  }

  #show() {
    const { here } = this.#nodes;
    const list = this.list();
    const names = new Set([...this.#nodes.list().map(({ name }) => name), ...list.map(({ node }) => node)]);
    const ownFirst = (one, other) => (other === here) - (one === here) || (one < other ? -1 : 1);
    $("count").textContent = list.length > 1 ? `${list.length}` : "";
    $("places").replaceChildren(
      ...[...names].sort(ownFirst).map((name) => this.#place(name, list.filter(({ node }) => node === name))),
    );
    if (here !== null && this.#nodes.list().length > 0) $("more").replaceChildren(...this.#more());
  }

  #place(node, people) {
    const item = element("li", node === this.#nodes.here ? "place here" : "place");
    const list = element("ul");
    list.append(...people.map(inhabitant));
    const nobody = element("span", "nobody", node === this.#nodes.lost ? "lost" : "nobody");
    item.append(element("h3", "", node), people.length > 0 ? list : nobody);
    return item;
  }

  /** How to get another window, or another node. */
  #more() {
    const { here, lost } = this.#nodes;
    const page = location.pathname + location.search;
    const others = this.#nodes.list().filter(({ name }) => name !== here && name !== lost);
    if (others.length > 0) return others.map(({ name, url }) => newWindow(`Open on ${name} ↗`, url + page));
    const hint = element("div", "", "Or start a second node, in another terminal:");
    const known = this.#nodes.list();
    const host = here.slice(here.indexOf("@"));
    const name = ["second", "third", "fourth"].find((free) => !known.some((node) => node.name === free + host));
    const port = 1 + Math.max(...known.map(({ url }) => Number(new URL(url).port || 80)));
    hint.append(element("code", "", `scripts/kokko server --name ${name}${host} --port ${port} --seed ${here}`));
    return [newWindow("Open a second window ↗", page), hint];
  }
}

function inhabitant({ id, name, hue }) {
  const item = element("li", id === me.id ? "person me" : "person");
  item.style.setProperty("--hue", colour(hue));
  item.append(element("span", "", id === me.id ? `${name} (you)` : name));
  return item;
}

const newWindow = (text, url) =>
  Object.assign(element("a", "", text), { href: url, target: "_blank", rel: "noopener" });
