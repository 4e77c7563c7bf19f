// Tells the server now and then that an episode is watched. It believes its own clock only; a beat that is lost costs
// the viewer nothing.
import { post } from '../lib/api'
import type { Heartbeat } from './starts'

export class Beats {
  private beat: string
  private readonly every_ms: number
  private sending = false

  constructor(
    { beat, every_s }: Heartbeat,
    private last_ms: number,
  ) {
    this.beat = beat
    this.every_ms = every_s * 1000
  }

  tick(at_s: number, now_ms: number): void {
    if (this.sending || now_ms - this.last_ms < this.every_ms) return
    this.last_ms = now_ms
    this.send(at_s, false)
  }

  end(at_s: number): void {
    if (!this.sending) this.send(at_s, true)
  }

  private send(at_s: number, last: boolean): void {
    this.sending = true
    const body = { beat: this.beat, position_ms: Math.max(0, Math.round(at_s * 1000)), last }
    post('/api/v1/beats', { body }).then(
      ({ beat }) => {
        this.beat = beat
        this.sending = false
      },
      () => {
        this.sending = false
      },
    )
  }
}
