const LONGEST_MS = 5 * 60 * 1000
const SHORTEST_MS = 60 * 1000
const HUES = [225, 25, 150, 280, 50, 190, 330, 95]

/** The colour of the n-th node. */
export function colour(n) {
  return `hsl(${HUES[n % HUES.length]} 70% 52%)`
}

/** Writes a number in as few characters as tell it. */
export function short(value, unit = "") {
  if (unit === "B") return bytes(value)
  if (unit === "%") return `${Math.round(value * 100)} %`
  const size = Math.abs(value)
  if (size >= 1e6) return `${(value / 1e6).toFixed(size < 1e7 ? 1 : 0)}M`
  if (size >= 1e4) return `${(value / 1e3).toFixed(size < 1e5 ? 1 : 0)}k`
  return size < 10 && value % 1 !== 0 ? value.toFixed(1) : String(Math.round(value))
}

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB"]
  let n = 0
  while (value >= 1024 && n < units.length - 1) {
    value /= 1024
    n++
  }
  return `${value < 10 && n > 0 ? value.toFixed(1) : Math.round(value)} ${units[n]}`
}

/** How far back there is something to see: from one minute to five. */
function windowOf(nodes, now) {
  const oldest = Math.min(now, ...nodes.map(({ samples }) => samples[0]?.at ?? now))
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, now - oldest))
}

/** Draws one line for each node over the last five minutes, or as far back as there are samples. */
export class Plot {
  constructor(title, field, unit) {
    this.field = field
    this.unit = unit
    this.figure = document.createElement("figure")
    const caption = document.createElement("figcaption")
    const name = document.createElement("span")
    name.textContent = title
    this.now = document.createElement("span")
    caption.append(name, this.now)
    this.canvas = document.createElement("canvas")
    this.canvas.setAttribute("role", "img")
    this.canvas.setAttribute("aria-label", title)
    this.figure.append(caption, this.canvas)
  }

  /** @param nodes a list of {colour, samples}, samples with the oldest first */
  draw(nodes, now) {
    const { canvas, field } = this
    const scale = window.devicePixelRatio || 1
    const width = canvas.clientWidth
    const height = canvas.clientHeight
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const pen = canvas.getContext("2d")
    pen.scale(scale, scale)
    const style = getComputedStyle(document.documentElement)
    const span = windowOf(nodes, now)
    const top = this.top(nodes, now)
    const y = value => height - 14 - (value / top) * (height - 22)
    const x = at => width - ((now - at) / span) * width
    this.grid(pen, style, width, span, top, y)
    for (const { colour, samples } of nodes) {
      pen.strokeStyle = colour
      pen.lineWidth = 1.5
      pen.beginPath()
      let last = 0
      for (const sample of samples) {
        if (now - sample.at > span) continue
        const value = Math.max(0, sample[field])
        // A gap in time is a gap in the line.
        if (last === 0 || sample.at - last > 5000) pen.moveTo(x(sample.at), y(value))
        else pen.lineTo(x(sample.at), y(value))
        last = sample.at
      }
      pen.stroke()
    }
    const newest = nodes.map(node => node.samples.at(-1)).filter(Boolean)
    this.now.textContent = short(newest.reduce((sum, it) => sum + Math.max(0, it[field]), 0) /
      (this.unit === "%" ? Math.max(1, newest.length) : 1), this.unit)
  }

  top(nodes, now) {
    let most = 0
    for (const { samples } of nodes) {
      for (const sample of samples) {
        if (now - sample.at <= LONGEST_MS) most = Math.max(most, sample[this.field])
      }
    }
    if (this.unit === "%") return Math.min(1, Math.max(0.1, most * 1.1))
    if (this.unit === "B") return Math.max(1024, most * 1.1)
    return Math.max(this.field === "topics" ? 4 : 5, most * 1.1)
  }

  grid(pen, style, width, span, top, y) {
    pen.strokeStyle = style.getPropertyValue("--line")
    pen.fillStyle = style.getPropertyValue("--quiet")
    pen.lineWidth = 1
    pen.font = "10px system-ui, sans-serif"
    for (const part of [0, 0.5, 1]) {
      const at = Math.round(y(top * part)) + 0.5
      pen.beginPath()
      pen.moveTo(0, at)
      pen.lineTo(width, at)
      pen.stroke()
      if (part > 0) pen.fillText(short(top * part, this.unit), 2, at + 10)
    }
    pen.fillText(`−${short(Math.round(span / 6000) / 10)} min`, 0, y(0) + 12)
    pen.fillText("now", width - 20, y(0) + 12)
  }
}
