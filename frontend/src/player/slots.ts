// Which of the few <video> elements holds which episode. Elements are never made anew while watching: a phone takes
// long to set up a decoder, and iOS remembers per element that the viewer allowed sound.
export interface Holding {
  id: number
  number: number | null // the episode held; null: none yet
}

// The element for episode `number`: the one that holds it, else an empty one, else the one farthest from `current`.
export function pickSlot<S extends Holding>(slots: readonly S[], number: number, current: number): S {
  const distance = (slot: S) => (slot.number === null ? Infinity : Math.abs(slot.number - current))
  const held = slots.find((slot) => slot.number === number)
  if (held) return held
  return slots.reduce((best, slot) => (distance(slot) > distance(best) ? slot : best))
}

export interface Supply {
  at_s: number
  buffered_to_s: number // the end of the buffered stretch that contains at_s
  duration_s: number
  save_data: boolean // the viewer asked the browser to be sparing
}

const ahead_min_s = 6
const sparing_tail_s = 15

// Whether the next episode may load now: never at the cost of the one that plays.
export function mayPreload({ at_s, buffered_to_s, duration_s, save_data }: Supply): boolean {
  const all_there = duration_s > 0 && buffered_to_s >= duration_s - 0.5
  if (save_data) return all_there && duration_s - at_s <= sparing_tail_s
  return all_there || buffered_to_s - at_s >= ahead_min_s
}

// The end of the buffered stretch around `at_s`, or at_s where nothing is buffered there.
export function bufferedTo(ranges: TimeRanges, at_s: number): number {
  for (let i = 0; i < ranges.length; i++) {
    if (ranges.start(i) - 0.25 <= at_s && at_s <= ranges.end(i)) return ranges.end(i)
  }
  return at_s
}
