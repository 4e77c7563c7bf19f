// Begins an episode: the server says whether it may be watched, and in the same answer all that a player needs.
import { post, Problem } from '../lib/api'
import type { components } from '../lib/api-types'
import type { Way } from '../lib/shop'
import type { Caption } from '../lib/types'

export interface Begun {
  master: string // addresses of the master playlist and of the whole file
  file: string | null
  texts: Record<string, string> // playlists by their address, which need not be fetched any more
  captions: Caption[]
  expires_ms: number
  heartbeat: Heartbeat | null
}

export type Heartbeat = components['schemas']['Heartbeat']

export async function begin(slug: string, number: number): Promise<Begun> {
  const answer = await post('/api/v1/play/{slug}/{number}', { path: { slug, number } })
  return {
    master: answer.master,
    file: answer.file,
    texts: { [answer.master]: answer.master_text, ...answer.playlists },
    captions: answer.captions,
    expires_ms: Date.parse(answer.expires_at),
    heartbeat: answer.heartbeat,
  }
}

// What would open a locked episode; undefined where it is something else that went wrong.
export function waysOf(error: unknown): Way[] | undefined {
  if (!(error instanceof Problem) || error.code !== 'locked') return undefined
  return Array.isArray(error.more.ways) ? (error.more.ways as Way[]) : []
}
