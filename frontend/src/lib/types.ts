// What the HTTP API answers, field for field.
export interface Card {
  slug: string
  title: string
  synopsis: string
  language: string
  poster: string
  episode_count: number
  duration_s: number
}

export interface Caption {
  language: string
  kind: string
  url: string
}

export interface Moment {
  kind: string
  reason: string
}

export interface Episode {
  number: number
  title: string
  duration_s: number
  width: number
  height: number
  poster: string
  hls: string
  master: string
  captions: Caption[]
  hook: Moment | null
  cliffhanger: Moment | null
}

export interface Series extends Card {
  genres: string[]
  credits: string[]
  ai_generated: boolean
  episodes: Episode[]
}

export interface Page {
  items: Card[]
  next: string | null
}
