// Where a viewer stopped, per series and episode, kept in the browser.
export interface Progress {
  at_s: number
  duration_s: number
}

export interface Watched {
  slug: string
  title: string
  poster: string
  episode_count: number
  last: number // the episode watched last
  updated_ms: number
  episodes: Record<number, Progress>
}

export type About = Pick<Watched, 'slug' | 'title' | 'poster' | 'episode_count'>

const key = 'microdrama.positions/1'
const kept_max = 50 // series; the oldest go first
const start_s = 3 // nearer to the start than this, an episode begins again
const end_s = 4 // nearer to the end than this, it counts as watched

export const isFinished = ({ at_s, duration_s }: Progress) => duration_s > 0 && at_s >= duration_s - end_s

export class Positions {
  constructor(
    private storage: Pick<Storage, 'getItem' | 'setItem'>,
    private now: () => number,
  ) {}

  get(slug: string): Watched | undefined {
    return this.read()[slug]
  }

  // Series begun, latest first.
  recent(): Watched[] {
    return Object.values(this.read()).sort((a, b) => b.updated_ms - a.updated_ms)
  }

  save({ slug, title, poster, episode_count }: About, number: number, progress: Progress): void {
    const all = this.read()
    const episodes = { ...all[slug]?.episodes, [number]: progress }
    all[slug] = { slug, title, poster, episode_count, last: number, updated_ms: this.now(), episodes }
    const latest = Object.values(all)
      .sort((a, b) => b.updated_ms - a.updated_ms)
      .slice(0, kept_max)
    this.write(Object.fromEntries(latest.map((one) => [one.slug, one])))
  }

  // A series has another name now: what was watched of it goes along.
  move(from: string, to: string): void {
    const all = this.read()
    const old = all[from]
    if (!old || from === to) return
    delete all[from]
    const newer = all[to]
    all[to] = newer ? { ...newer, episodes: { ...old.episodes, ...newer.episodes } } : { ...old, slug: to }
    this.write(all)
  }

  // Where episode `number` begins for this viewer.
  resumeAt(slug: string, number: number): number {
    const progress = this.get(slug)?.episodes[number]
    if (!progress || progress.at_s < start_s || isFinished(progress)) return 0
    return progress.at_s
  }

  // Another person takes over this browser: what the last one watched is not theirs to see.
  clear(): void {
    this.write({})
  }

  private write(all: Record<string, Watched>): void {
    try {
      this.storage.setItem(key, JSON.stringify(all))
    } catch {
      // a full or forbidden store costs the viewer a bookmark, never the film
    }
  }

  private read(): Record<string, Watched> {
    try {
      const found: unknown = JSON.parse(this.storage.getItem(key) ?? '{}')
      if (typeof found !== 'object' || found === null || Array.isArray(found)) return {}
      return Object.fromEntries(Object.entries(found).filter(([, one]) => isWatched(one)))
    } catch {
      return {}
    }
  }
}

// The store is the visitor's to edit and an older version's to have written: take only what has the right form.
function isWatched(value: unknown): value is Watched {
  const one = value as Partial<Watched> | null
  return (
    typeof one?.slug === 'string' &&
    typeof one.title === 'string' &&
    typeof one.poster === 'string' &&
    Number.isInteger(one.last) &&
    Number.isInteger(one.episode_count) &&
    typeof one.updated_ms === 'number' &&
    typeof one.episodes === 'object' &&
    one.episodes !== null
  )
}

// The episode to go on with: the one watched last, or the next where that one is finished. None: all is watched.
export function nextUp(watched: Watched): { number: number; progress?: Progress } | undefined {
  const progress = watched.episodes[watched.last]
  if (!progress || !isFinished(progress)) return { number: watched.last, progress }
  if (watched.last >= watched.episode_count) return undefined
  const number = watched.last + 1
  const next = watched.episodes[number]
  return { number, progress: next && !isFinished(next) ? next : undefined }
}
