// Draws the app's icons: two leaning cards and a play mark, from distances alone. Run `npm run icons` after a change;
// the PNG files are kept in public/.
import { writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

const ink = [25, 13, 28]
const plum = [70, 24, 62]
const rose = [122, 26, 78]
const crimson = [224, 36, 94]
const hot = [255, 92, 128]
const white = [255, 246, 250]
const mix = (a, b, t) => a.map((v, i) => v + (b[i] - v) * t)
const clamp = (v) => Math.min(1, Math.max(0, v))

// Signed distance to a rounded box of half size (w, h) about (cx, cy), turned by `angle`.
function card(x, y, { cx, cy, w, h, r, angle }) {
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const px = Math.abs(c * (x - cx) + s * (y - cy)) - w + r
  const py = Math.abs(-s * (x - cx) + c * (y - cy)) - h + r
  return Math.hypot(Math.max(px, 0), Math.max(py, 0)) + Math.min(Math.max(px, py), 0) - r
}

// Signed distance to a rounded triangle that points right.
function triangle(x, y, { cx, cy, size, r }) {
  const px = x - cx
  const py = Math.abs(y - cy)
  const slope = Math.max(px * 0.5 + py * 0.866 - size * 0.5, -px - size * 0.5)
  return slope - r
}

// Colour at (x, y), both in 0..1; `scale` shrinks the drawing into a maskable icon's safe circle.
function colour(x, y, { scale, corner }) {
  const edge = 0.003
  const u = (x - 0.5) / scale + 0.5
  const v = (y - 0.5) / scale + 0.5
  const layer = (below, above, d) => mix(below, above, clamp(0.5 - d / edge))
  const glow = clamp(1 - Math.hypot(u - 0.62, v - 0.2) / 0.9)
  let out = mix(ink, plum, glow * 0.8)
  const back = { cx: 0.6, cy: 0.485, w: 0.175, h: 0.3, r: 0.06, angle: 0.21 }
  const front = { cx: 0.455, cy: 0.515, w: 0.19, h: 0.325, r: 0.065, angle: -0.1 }
  out = layer(out, rose, card(u, v, back))
  out = layer(out, ink, card(u, v, front) - 0.018)
  out = layer(out, mix(hot, crimson, clamp((v - 0.2) / 0.5)), card(u, v, front))
  out = layer(out, white, triangle(u, v, { cx: 0.442, cy: 0.515, size: 0.1, r: 0.016 }))
  const square = card(x, y, { cx: 0.5, cy: 0.5, w: 0.5, h: 0.5, r: corner, angle: 0 })
  return [...out, 255 * clamp(0.5 - square / edge)]
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

function png(size, look) {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  const fine = 3 // samples a side of each pixel
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const sum = [0, 0, 0, 0]
      for (let k = 0; k < fine * fine; k++) {
        const x = (i + ((k % fine) + 0.5) / fine) / size
        const y = (j + (Math.floor(k / fine) + 0.5) / fine) / size
        colour(x, y, look).forEach((value, c) => (sum[c] += value))
      }
      const at = j * (size * 4 + 1) + 1 + i * 4
      sum.forEach((value, c) => (rows[at + c] = Math.round(value / (fine * fine))))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const data = deflateSync(rows, { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

const files = {
  'icon-192.png': [192, { scale: 1, corner: 0.22 }],
  'icon-512.png': [512, { scale: 1, corner: 0.22 }],
  'icon-180.png': [180, { scale: 0.94, corner: 0 }], // iOS rounds the corners itself
  'icon-maskable-512.png': [512, { scale: 0.8, corner: 0 }],
}
for (const [name, [size, look]] of Object.entries(files)) {
  writeFileSync(new URL(`../public/${name}`, import.meta.url), png(size, look))
}
