// The board: lines that are kept, lines that are still wet, and sparks.
import { colour } from "/web/me.js";

/** Coordinates are ten thousandths of the board, which has the same shape on every screen. */
export const SIZE = 10_000;

const MAX_LINES = 400;
const SPARKS = 46;
const SPARK_MS = 900;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Board {
  #ink;
  #fire;
  #frame;
  #lines = new Map(); // by who and which, as the stream has them
  #wet = new Map(); // the same, as far as they are drawn
  #sparks = [];
  #drawing = false;
  #burning = false;

  /** ink, fire: canvases. frame: of the class drawn if there is anything; data-lines and data-wet say how much. */
  constructor(ink, fire, frame) {
    this.#ink = ink;
    this.#fire = fire;
    this.#frame = frame;
    new ResizeObserver(() => this.#fit()).observe(ink);
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#ink;
    for (const canvas of [this.#ink, this.#fire]) {
      canvas.width = Math.round(clientWidth * devicePixelRatio);
      canvas.height = Math.round(clientHeight * devicePixelRatio);
    }
    this.#draw();
  }

  /** A line begins, or goes on. */
  wet(id, hue, { number, width, points }) {
    const key = `${id} ${number}`;
    const line = this.#wet.get(key) ?? { id, hue, width, points: [] };
    line.points.push(...points);
    this.#wet.set(key, line);
    this.#draw();
  }

  /** A line is whole, and dry. */
  dry(id, hue, { number, width, points }) {
    const key = `${id} ${number}`;
    this.#wet.delete(key);
    this.#lines.set(key, { id, hue, number, width, points });
    if (this.#lines.size > MAX_LINES) this.#lines.delete(this.#lines.keys().next().value);
    this.#draw();
  }

  /** The whole lines of somebody. */
  linesOf(id) {
    return [...this.#lines.values()].filter((line) => line.id === id);
  }

  /** A line came to nothing. */
  drop(id, number) {
    this.#wet.delete(`${id} ${number}`);
    this.#draw();
  }

  /** Somebody has gone amidst a line. */
  forget(id) {
    for (const [key, line] of this.#wet) if (line.id === id) this.#wet.delete(key);
    this.#draw();
  }

  wipe() {
    this.#lines.clear();
    this.#draw();
  }

  #draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#frame.classList.toggle("drawn", this.#lines.size + this.#wet.size > 0);
      this.#frame.dataset.lines = this.#lines.size;
      this.#frame.dataset.wet = this.#wet.size;
      const context = this.#ink.getContext("2d");
      const { width, height } = this.#ink;
      context.clearRect(0, 0, width, height);
      context.lineCap = "round";
      context.lineJoin = "round";
      for (const lines of [this.#lines, this.#wet]) {
        lines.forEach((line) => stroke(context, line, width / SIZE, height / SIZE));
      }
    });
  }

  /** Throws sparks from a place. */
  spark(hue, { x, y }) {
    const now = performance.now();
    const count = still.matches ? 0 : SPARKS;
    this.#sparks.push({ x, y, at: now, hue, ring: true });
    for (let i = 0; i < count; i++) {
      const angle = Math.random() * 2 * Math.PI;
      const speed = (0.15 + 0.85 * Math.random()) * 1_500;
      this.#sparks.push({
        x, y, at: now,
        hue: i % 3 === 0 ? hue : 35 + 40 * Math.random(),
        dx: Math.cos(angle) * speed,
        dy: Math.sin(angle) * speed * 1.6 - 900,
        size: 14 + 40 * Math.random(),
      });
    }
    if (!this.#burning) {
      this.#burning = true;
      requestAnimationFrame((time) => this.#burn(time));
    }
  }

  #burn(time) {
    const context = this.#fire.getContext("2d");
    const { width, height } = this.#fire;
    context.clearRect(0, 0, width, height);
    this.#sparks = this.#sparks.filter(({ at }) => time - at < SPARK_MS);
    for (const spark of this.#sparks) {
      glow(context, spark, Math.max(0, time - spark.at) / SPARK_MS, width / SIZE, height / SIZE);
    }
    this.#burning = this.#sparks.length > 0;
    if (this.#burning) requestAnimationFrame((next) => this.#burn(next));
  }
}

function stroke(context, { hue, width, points }, scaleX, scaleY) {
  const x = (i) => points[i] * scaleX;
  const y = (i) => points[i + 1] * scaleY;
  context.strokeStyle = colour(hue);
  context.lineWidth = Math.max(1, width * scaleX);
  context.beginPath();
  context.moveTo(x(0), y(0));
  for (let i = 2; i < points.length - 2; i += 2) {
    context.quadraticCurveTo(x(i), y(i), (x(i) + x(i + 2)) / 2, (y(i) + y(i + 2)) / 2);
  }
  context.lineTo(x(points.length - 2), y(points.length - 2));
  context.stroke();
}

function glow(context, { x, y, dx, dy, size, hue, ring }, age, scaleX, scaleY) {
  context.globalAlpha = (1 - age) ** 1.5;
  context.beginPath();
  if (ring) {
    context.strokeStyle = colour(hue);
    context.lineWidth = 30 * (1 - age) * scaleX;
    context.arc(x * scaleX, y * scaleY, (100 + 700 * age) * scaleX, 0, 2 * Math.PI);
    context.stroke();
    return;
  }
  context.fillStyle = `oklch(${0.85 - 0.3 * age} 0.19 ${hue})`;
  const left = x + dx * age;
  const top = y + dy * age + 2_400 * age * age;
  context.arc(left * scaleX, top * scaleY, size * (1 - 0.7 * age) * scaleX, 0, 2 * Math.PI);
  context.fill();
}
