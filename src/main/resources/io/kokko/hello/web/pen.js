// What a mouse or a finger does on the board.
import { SIZE } from "/web/board.js";

const MOVE_MS = 40;
const INK_MS = 50;
const STEP = 25; // the least that a line goes on by
const TAP = 90; // who moves less has tapped
const MAX_NUMBERS = 400; // in one line, as the server takes it

const within = (number) => Math.min(SIZE, Math.max(0, Math.round(number)));

export class Pen {
  #canvas;
  #to;
  #line = null; // {number, width, points, sent, moved}, while it is drawn
  #lastNumber = Date.now();
  #width = 40;
  #lastMove = 0;
  #nextMove = 0;

  /**
   * to: move(spot) and tap(spot); wet(line) for what is new of a line at once, ink(line) for the same every
   * now and then, draw(line) for a whole one, drop(line) if it was none.
   */
  constructor(canvas, buttons, to) {
    this.#canvas = canvas;
    this.#to = to;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#moved(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#up(event));
    setInterval(() => this.#ink(), INK_MS);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        this.#width = Number(button.dataset.width);
        buttons.forEach((each) => each.setAttribute("aria-pressed", each === button));
      });
    }
  }

  #spot({ clientX, clientY }) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return { x: within(((clientX - left) / width) * SIZE), y: within(((clientY - top) / height) * SIZE) };
  }

  #down(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    document.activeElement?.blur();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#begin(this.#spot(event));
  }

  #begin({ x, y }) {
    this.#line = { number: ++this.#lastNumber, width: this.#width, points: [x, y], sent: 0, moved: false };
    this.#wet([x, y]);
  }

  #wet(points) {
    const { number, width } = this.#line;
    this.#to.wet({ number, width, points });
  }

  #moved(event) {
    if (!event.isPrimary) return;
    this.#tell(this.#spot(event));
    if (this.#line === null) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) this.#goOn(this.#spot(each));
  }

  /** Not more often than anybody would see. */
  #tell(spot) {
    clearTimeout(this.#nextMove);
    const wait = this.#lastMove + MOVE_MS - performance.now();
    if (wait > 0) {
      this.#nextMove = setTimeout(() => this.#tell(spot), wait);
      return;
    }
    this.#lastMove = performance.now();
    this.#to.move(spot);
  }

  #goOn({ x, y }) {
    const { points } = this.#line;
    const [lastX, lastY] = points.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < STEP) return;
    points.push(x, y);
    this.#line.moved ||= Math.hypot(x - points[0], y - points[1]) > TAP;
    this.#wet([x, y]);
    if (points.length === MAX_NUMBERS) {
      this.#end();
      this.#begin({ x, y });
      this.#line.moved = true;
    }
  }

  #ink() {
    if (this.#line === null || !this.#line.moved) return;
    const { number, width, points, sent } = this.#line;
    if (sent === points.length) return;
    this.#to.ink({ number, width, points: points.slice(sent) });
    this.#line.sent = points.length;
  }

  #end() {
    this.#ink();
    const { number, width, points } = this.#line;
    this.#line = null;
    this.#to.draw({ number, width, points });
  }

  #up(event) {
    if (this.#line === null || !event.isPrimary) return;
    if (this.#line.moved) {
      this.#end();
      return;
    }
    const line = this.#line;
    const [x, y] = line.points;
    this.#line = null;
    this.#to.drop(line);
    if (event.type === "pointerup") this.#to.tap({ x, y });
  }
}
