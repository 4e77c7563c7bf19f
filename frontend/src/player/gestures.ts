// Fingers and wheels as steps: -1 the previous episode, 1 the next, 0 neither. Times in ms, distances in px.
export type Step = -1 | 0 | 1

// A pull of ours is no scrolling: left alone, Chromium sees a fling in it and swallows the next tap to stop that.
export function claimTouches(element: HTMLElement): () => void {
  const claim = (event: TouchEvent) => event.preventDefault()
  element.addEventListener('touchmove', claim, { passive: false })
  return () => element.removeEventListener('touchmove', claim)
}

const tap_max_px = 10
const far_share = 0.18 // of the stage's height
const flick_px_ms = 0.35
const flick_min_px = 24
const recent_ms = 100

export class Swipe {
  private readonly samples: { y: number; t: number }[]
  private moved = false

  constructor(
    private readonly startY: number,
    startedAt: number,
    private readonly height: number,
  ) {
    this.samples = [{ y: startY, t: startedAt }]
  }

  // How far the finger has carried the stage; below the slack of a tap it has not.
  move(y: number, t: number): number {
    this.samples.push({ y, t })
    if (Math.abs(y - this.startY) > tap_max_px) this.moved = true
    return this.moved ? y - this.startY : 0
  }

  get isTap(): boolean {
    return !this.moved
  }

  // A long pull, or a short flick in the same direction; a pull that is taken back is nothing.
  end(y: number, t: number): Step {
    this.move(y, t)
    if (!this.moved) return 0
    const distance = y - this.startY
    const from = this.samples.find((sample) => t - sample.t <= recent_ms) ?? this.samples[0]!
    const speed = t > from.t ? (y - from.y) / (t - from.t) : 0
    const flick = Math.abs(speed) >= flick_px_ms && Math.abs(distance) >= flick_min_px
    if (flick) return Math.sign(speed) === Math.sign(distance) ? direction(distance) : 0
    return Math.abs(distance) >= this.height * far_share ? direction(distance) : 0
  }
}

const direction = (distance: number): Step => (distance < 0 ? 1 : -1)

const quiet_ms = 160
const enough_px = 30

// One step for each turn of the wheel or push on a trackpad, however long it glides on.
export class WheelGate {
  private sum = 0
  private last_ms = -Infinity
  private spent = false

  step(deltaY: number, t: number): Step {
    if (t - this.last_ms > quiet_ms) {
      this.sum = 0
      this.spent = false
    }
    this.last_ms = t
    this.sum += deltaY
    if (this.spent || Math.abs(this.sum) < enough_px) return 0
    this.spent = true
    return this.sum > 0 ? 1 : -1
  }
}
