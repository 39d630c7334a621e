// Where the others point.
import { SIZE } from "/web/board.js";
import { element } from "/web/dom.js";
import { colour } from "/web/me.js";

const IDLE_MS = 8_000;
const SVG = "http://www.w3.org/2000/svg";

export class Cursors {
  #shown = new Map(); // {arrow, idle} by whose it is
  #layer;

  constructor(channel, people, layer) {
    this.#layer = layer;
    channel.on("moved", ({ id, spot }) => {
      const person = people.find(id);
      if (person !== undefined) this.#move(person, spot);
    });
  }

  drop(id) {
    this.#shown.get(id)?.arrow.remove();
    this.#shown.delete(id);
  }

  #move({ id, name, hue }, { x, y }) {
    const cursor = this.#shown.get(id) ?? this.#add(id);
    const { arrow } = cursor;
    arrow.style.setProperty("--hue", colour(hue));
    arrow.style.left = `${(x / SIZE) * 100}%`;
    arrow.style.top = `${(y / SIZE) * 100}%`;
    arrow.lastChild.textContent = name;
    arrow.classList.remove("idle");
    clearTimeout(cursor.idle);
    cursor.idle = setTimeout(() => arrow.classList.add("idle"), IDLE_MS);
  }

  #add(id) {
    const arrow = element("div", "cursor");
    const picture = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    picture.setAttribute("viewBox", "0 0 22 22");
    path.setAttribute("d", "M2 1 L20 9.500 L11.500 12 L8 20.500 Z");
    path.setAttribute("fill", "currentColor");
    path.setAttribute("stroke", "#fff");
    picture.append(path);
    arrow.append(picture, element("span"));
    this.#layer.append(arrow);
    const cursor = { arrow, idle: 0 };
    this.#shown.set(id, cursor);
    return cursor;
  }
}
