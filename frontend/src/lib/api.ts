// The catalogue over HTTP. Every failure is a Problem: one sentence for the viewer, and whether trying again may help.
import type { Page, Series } from './types'

export class Problem extends Error {
  constructor(
    message: string,
    readonly retry: boolean,
  ) {
    super(message)
  }
}

const fresh_ms = 60_000
const kept = new Map<string, { at_ms: number; body: unknown }>()

async function getJson<T>(path: string, missing: string): Promise<T> {
  const found = kept.get(path)
  if (found && Date.now() - found.at_ms < fresh_ms) return found.body as T
  let response: Response
  try {
    response = await fetch(path, { headers: { accept: 'application/json' } })
  } catch {
    throw new Problem(
      navigator.onLine ? 'The server cannot be reached.' : 'You are offline, and series need a connection.',
      true,
    )
  }
  if (response.status === 404) throw new Problem(missing, false)
  if (!response.ok) throw new Problem('The server had a problem.', true)
  try {
    const body = (await response.json()) as T
    kept.set(path, { at_ms: Date.now(), body })
    return body
  } catch {
    throw new Problem('The server gave an answer that cannot be read.', true)
  }
}

export function fetchPage(after: string | null): Promise<Page> {
  const query = after === null ? '' : `&after=${encodeURIComponent(after)}`
  return getJson(`/api/v1/series?limit=24${query}`, 'There is no catalogue at this address.')
}

export function fetchSeries(slug: string): Promise<Series> {
  return getJson(`/api/v1/series/${slug}`, 'This series is not here, or no longer.')
}

// What a screen can show at once, without a skeleton, when a visitor comes back to it.
export function peekPage(): Page | undefined {
  return kept.get('/api/v1/series?limit=24')?.body as Page | undefined
}

export function peekSeries(slug: string): Series | undefined {
  return kept.get(`/api/v1/series/${slug}`)?.body as Series | undefined
}
