// The player's state: three <video> elements, the episode shown, and the neighbours made ready to be swiped to.
import { Problem } from '../lib/api'
import { shop } from '../lib/shop.svelte'
import type { Way } from '../lib/shop'
import { positions, storage } from '../lib/store'
import { readPreferences, writePreferences, type Preferences } from '../lib/preferences'
import type { Caption, Episode, Series } from '../lib/types'
import { defaultCaption, matchCaption } from './captions'
import { Beats } from './beats'
import { browserAbilities, chooseEngine, openAfter, openerFor, type Appetite, type Source } from './engine'
import { measureFirstFrame } from './first-frame'
import { bufferedTo, mayPreload, pickSlot } from './slots'
import { begin, waysOf, type Begun } from './starts'

export const slide_ms = 280
const remember_every_ms = 2000
const tail_s = 0.15
const load_after_ms = 200

// One <video> element and the episode that it holds at the moment.
export class Slot {
  number = $state<number | null>(null)
  ready = $state(false) // its first frames can be shown at once
  problem = $state('')
  locked = $state(false) // it may be watched once it is paid for, or otherwise opened
  ways = $state.raw<Way[]>([])
  captions = $state.raw<Caption[]>([])
  still = $state(true) // moved to another place in the order: no sliding across the stage
  video: HTMLVideoElement | undefined
  source: Source | undefined
  begun: Begun | undefined
  beats: Beats | undefined

  constructor(readonly id: number) {}

  hold(number: number): void {
    this.close()
    this.number = number
    this.still = true
  }

  close(): void {
    this.source?.close()
    this.source = undefined
    this.begun = undefined
    this.beats = undefined
    this.ready = false
    this.problem = ''
    this.locked = false
    this.captions = []
  }
}

export class Deck {
  readonly slots = [new Slot(0), new Slot(1), new Slot(2)]
  current = $state(1)
  paused = $state(false)
  buffering = $state(true)
  muted = $state(false)
  soundRefused = $state(false) // the browser only plays without sound until the viewer touches something
  finished = $state(false) // the last episode has ended
  moving = $state(false)
  drag_px = $state(0)
  at_s = $state(0)
  buffered_s = $state(0)
  duration_s = $state(0)
  captionText = $state('')
  captions = $state('') // the language wished for; '' is off
  private readonly open = openerFor(chooseEngine(browserAbilities()))
  private readonly preferences: Preferences = readPreferences(storage)
  private remembered_ms = 0
  private settling: ReturnType<typeof setTimeout> | undefined
  private loading: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly series: Series,
    number: number,
    private readonly changed: (number: number) => void,
  ) {
    this.current = number
    this.muted = this.preferences.muted
    this.captions = this.preferences.captions
    this.duration_s = this.episode.duration_s
  }

  get total(): number {
    return this.series.episodes.length
  }

  get episode(): Episode {
    return this.episodeAt(this.current)!
  }

  episodeAt(number: number | null): Episode | undefined {
    return number === null ? undefined : this.series.episodes[number - 1]
  }

  get slot(): Slot {
    return pickSlot(this.slots, this.current, this.current)
  }

  captionOf(slot: Slot): Caption | undefined {
    return this.captions ? matchCaption(slot.captions, this.captions) : undefined
  }

  start(): void {
    this.enter(performance.now(), 'opened')
    this.placeNeighbours()
  }

  stop(): void {
    this.remember()
    clearTimeout(this.settling)
    clearTimeout(this.loading)
    this.slot.beats?.end(this.at_s)
    for (const slot of this.slots) slot.close()
  }

  // Show episode `number`. `since_ms` is when the viewer's gesture ended.
  commit(number: number, since_ms: number, cause: string): void {
    this.drag_px = 0
    this.moving = true
    this.settleLater()
    if (number === this.current || number < 1 || number > this.total) return
    const left = this.slot
    const bookmark = this.bookmark()
    for (const slot of this.slots) slot.still = false
    this.current = number
    this.enter(since_ms, cause)
    left.video?.pause()
    left.source?.want('rest')
    left.beats?.end(this.at_s)
    bookmark()
    this.changed(number)
  }

  step(by: number, since_ms: number, cause: string): void {
    if (by !== 0) this.commit(this.current + by, since_ms, cause)
  }

  // The finger carries the stage; towards an end of the series it only gives a little.
  drag(by_px: number): void {
    this.moving = false
    const beyond = (by_px < 0 && this.current >= this.total) || (by_px > 0 && this.current <= 1)
    this.drag_px = beyond ? by_px * 0.25 : by_px
    if (by_px === 0) return
    this.placeNeighbours()
    const towards = this.slots.find((slot) => slot.number === this.current + (by_px < 0 ? 1 : -1))
    if (towards && !towards.source && this.mayAsk(towards)) this.load(towards, 'prime')
  }

  toggle(): void {
    const { video } = this.slot
    if (!video) return
    if (this.paused || this.finished) this.play()
    else {
      this.paused = true
      video.pause()
      this.remember()
    }
  }

  play(): void {
    if (this.finished && this.slot.video) this.slot.video.currentTime = 0
    this.finished = false
    this.paused = false
    void this.begin(this.slot)
  }

  seek(to_s: number): void {
    const { video } = this.slot
    if (!video) return
    this.finished = false
    this.at_s = Math.min(Math.max(0, to_s), Math.max(0, this.duration_s - 0.1))
    video.currentTime = this.at_s
  }

  setMuted(muted: boolean): void {
    this.muted = muted
    this.soundRefused = false
    for (const { video } of this.slots) if (video) video.muted = muted
    writePreferences(storage, Object.assign(this.preferences, { muted }))
  }

  setCaptions(language: string): void {
    this.captions = language
    this.captionText = ''
    writePreferences(storage, Object.assign(this.preferences, { captions: language }))
  }

  toggleCaptions(): void {
    const { captions } = this.slot
    this.setCaptions(this.captionOf(this.slot) ? '' : (defaultCaption(captions, navigator.languages)?.language ?? ''))
  }

  retry(): void {
    this.load(this.slot, 'play')
    this.play()
  }

  // Something was unlocked: what was refused is asked for again.
  async openAgain(): Promise<void> {
    for (const slot of this.slots) if (slot.locked && slot.number !== this.current) slot.close()
    this.retry()
  }

  remember(): void {
    this.bookmark()()
  }

  // Notes the position now, to be written later: writing takes milliseconds that a swipe has not got.
  private bookmark(): () => void {
    const { at_s, duration_s, current, finished } = this
    return () => {
      if (at_s === 0 && !finished) return
      this.remembered_ms = Date.now()
      positions.save(this.series, current, { at_s, duration_s })
    }
  }

  // What the <video> elements report; only the one that is shown is listened to for most of it.
  on(slot: Slot, event: Event): void {
    const video = event.currentTarget as HTMLVideoElement
    if (event.type === 'canplay') slot.ready = true
    if (slot.number !== this.current) return
    // attaching a source forgets that the element was told to play
    if (event.type === 'canplay' && video.paused && !this.paused && !this.finished) void this.begin(slot)
    if (event.type === 'playing') this.buffering = false
    else if (event.type === 'waiting') this.waiting(video)
    else if (event.type === 'ended') this.ended()
    // asked anew, for the event may come when the viewer has long swiped away and back
    else if (event.type === 'pause' && video.paused && !video.ended && slot.source) this.paused = true
    if (slot.number === this.current) this.follow(video) // an end may just have moved on
  }

  private follow(video: HTMLVideoElement): void {
    if (video.readyState === 0) return
    this.at_s = video.currentTime
    if (Number.isFinite(video.duration)) this.duration_s = video.duration
    this.buffered_s = bufferedTo(video.buffered, video.currentTime)
    if (!video.paused) {
      if (Date.now() - this.remembered_ms > remember_every_ms) this.remember()
      this.slot.beats?.tick(this.at_s, Date.now())
    }
    this.preloadNext()
  }

  // Sound and picture seldom end together; a wait for the rest of one of them is the end.
  private waiting(video: HTMLVideoElement): void {
    this.buffering = true
    if (video.duration - video.currentTime < tail_s && !video.seeking) this.ended()
  }

  private ended(): void {
    this.at_s = this.duration_s
    this.remember()
    if (this.current < this.total) this.commit(this.current + 1, performance.now(), 'ended')
    else this.finished = true
  }

  private enter(since_ms: number, cause: string): void {
    const slot = pickSlot(this.slots, this.current, this.current)
    if (slot.number !== this.current) slot.hold(this.current)
    if (slot.problem) slot.close()
    const { video } = slot
    if (!slot.source) this.load(slot, 'play')
    if (video) measureFirstFrame(video, since_ms, { number: this.current, cause, ready: slot.ready })
    void this.begin(slot)
    this.finished = false
    this.paused = false
    this.buffering = !slot.ready
    this.captionText = ''
    this.at_s = video && slot.ready ? video.currentTime : positions.resumeAt(this.series.slug, this.current)
    this.buffered_s = this.at_s
    this.duration_s = this.episode.duration_s
    clearTimeout(this.loading)
    // a primed episode has its first second: loading the rest may not get in the way of showing it
    this.loading = setTimeout(() => slot.source?.want('play'), slot.ready ? load_after_ms : 0)
  }

  private load(slot: Slot, appetite: Appetite): void {
    const episode = this.episodeAt(slot.number)
    if (!slot.video || !episode) return
    slot.close()
    const { video } = slot
    const { slug } = this.series
    slot.source = openAfter(
      begin(slug, episode.number),
      (begun, now) => {
        slot.begun = begun
        slot.captions = begun.captions
        slot.beats = begun.heartbeat ? new Beats(begun.heartbeat, Date.now()) : undefined
        const start_s = positions.resumeAt(slug, episode.number)
        return this.open({ video, begun, start_s, appetite: now, fail: (sentence) => this.fail(slot, sentence) })
      },
      (error) => this.refuse(slot, error),
      appetite,
    )
  }

  private refuse(slot: Slot, error: unknown): void {
    const ways = waysOf(error)
    if (ways) {
      slot.ways = ways
      slot.locked = true
    } else {
      slot.problem = error instanceof Problem ? error.message : 'This episode could not be loaded.'
    }
  }

  // Addresses live as long as an episode and a pause; after a long one they are asked for again.
  private fail(slot: Slot, sentence: string): void {
    const over = slot.begun !== undefined && Date.now() > slot.begun.expires_ms
    if (over) this.load(slot, slot.number === this.current ? 'play' : 'prime')
    else slot.problem = sentence
  }

  private mayAsk(slot: Slot): boolean {
    return slot.number !== null && !shop.locked(this.series.slug, slot.number)
  }

  // Browsers refuse sound before the first touch. Then it plays without, and the viewer is told how to get it.
  private async begin(slot: Slot): Promise<void> {
    const { video } = slot
    if (!video) return
    video.muted = this.muted
    try {
      await video.play()
    } catch (error) {
      if (slot.number !== this.current || (error as DOMException).name !== 'NotAllowedError') return
      if (video.muted) {
        this.paused = true
        return
      }
      this.muted = true
      this.soundRefused = true
      for (const other of this.slots) if (other.video) other.video.muted = true
      await this.begin(slot)
    }
  }

  private settleLater(): void {
    clearTimeout(this.settling)
    this.settling = setTimeout(() => {
      this.moving = false
      for (const { video, number } of this.slots) {
        // an episode seen to its end starts again when the viewer comes back to it
        if (video?.ended && number !== this.current) video.currentTime = 0
      }
      this.placeNeighbours()
    }, slide_ms + 40)
  }

  // Their posters, so that there is something under the finger. Loading waits for its turn.
  private placeNeighbours(): void {
    for (const number of [this.current + 1, this.current - 1]) {
      if (number < 1 || number > this.total) continue
      const slot = pickSlot(this.slots, number, this.current)
      if (slot.number !== number) slot.hold(number)
    }
  }

  private preloadNext(): void {
    const next = this.slots.find((slot) => slot.number === this.current + 1)
    if (!next || next.source || this.moving || !this.mayAsk(next)) return
    const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
    const supply = {
      at_s: this.at_s,
      buffered_to_s: this.buffered_s,
      duration_s: this.duration_s,
      save_data: connection?.saveData === true,
    }
    if (mayPreload(supply)) this.load(next, 'prime')
  }
}
