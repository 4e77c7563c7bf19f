// The API over HTTP, typed by its own description. Every failure is a Problem: one sentence for the viewer, and
// whether trying again may help.
import type { paths } from './api-types'
import type { Facet, Page, Series } from './types'

export class Problem extends Error {
  constructor(
    message: string,
    readonly retry: boolean,
    readonly status = 0,
    readonly code = '', // the API's own word for what went wrong; '' where no answer came
    readonly more: Record<string, unknown> = {}, // what else the answer said
  ) {
    super(message)
  }
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type With<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, unknown> ? P : never }[keyof paths]
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never
type Json<R> = R extends { content: { 'application/json': infer Body } } ? Body : undefined
type Answer<O> = O extends { responses: infer R }
  ? R extends { 200: infer Good }
    ? Json<Good>
    : R extends { 201: infer Good }
      ? Json<Good>
      : undefined
  : never
type Asked<O> = (O extends { parameters: { path: infer V extends object } } ? { path: V } : unknown) &
  (O extends { parameters: { query?: infer Q } } ? { query?: Q } : unknown) &
  (O extends { requestBody: { content: { 'application/json': infer B } } } ? { body: B } : unknown)

interface Loose {
  path?: object
  query?: object
  body?: unknown
}

export function get<P extends With<'get'>>(path: P, asked: Asked<Operation<P, 'get'>>) {
  return ask<Answer<Operation<P, 'get'>>>('GET', path, asked as Loose)
}

export function post<P extends With<'post'>>(path: P, asked: Asked<Operation<P, 'post'>>) {
  return ask<Answer<Operation<P, 'post'>>>('POST', path, asked as Loose)
}

export async function ask<T>(method: string, path: string, { path: names, query, body }: Loose): Promise<T> {
  const send = () =>
    fetch(address(path, names, query), {
      method,
      headers: { accept: 'application/json', ...(method === 'GET' ? {} : unsafeHeaders()) },
      body: method === 'GET' || body === undefined ? undefined : JSON.stringify(body),
    })
  let response: Response
  try {
    response = await send()
    if (response.status === 403 && method !== 'GET' && (await isStale(response))) {
      await fetch('/', { headers: { accept: 'text/html' } }) // every page brings a fresh token
      response = await send()
    }
  } catch {
    throw unreachable()
  }
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return undefined as T
  try {
    return (await response.json()) as T
  } catch {
    throw new Problem('The server gave an answer that cannot be read.', true)
  }
}

function address(path: string, names: object = {}, query: object = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((names as Record<string, unknown>)[name])),
  )
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const asked = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
  return asked ? `${filled}?${asked}` : filled
}

// Only pages of this site can read the cookie, so only they can send its words back.
function unsafeHeaders(): Record<string, string> {
  const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1]
  return { 'content-type': 'application/json', ...(token ? { 'x-csrftoken': token } : {}) }
}

async function isStale(response: Response): Promise<boolean> {
  try {
    return ((await response.clone().json()) as { code?: unknown }).code === 'csrf'
  } catch {
    return false
  }
}

function unreachable(): Problem {
  const sentence = navigator.onLine ? 'The server cannot be reached.' : 'You are offline, and series need a connection.'
  return new Problem(sentence, true)
}

async function problemOf(response: Response): Promise<Problem> {
  const { status } = response
  const again = status >= 500 || status === 429
  try {
    const more = (await response.json()) as Record<string, unknown>
    const { detail, code } = more
    const sentence = status < 500 && typeof detail === 'string' ? detail : 'The server had a problem.'
    return new Problem(sentence, again, status, typeof code === 'string' ? code : '', more)
  } catch {
    return new Problem('The server had a problem.', again, status)
  }
}

// The catalogue is kept for a minute, so that going back shows it at once.
const fresh_ms = 60_000
const kept = new Map<string, { at_ms: number; body: unknown }>()

async function keptFor<T>(key: string, missing: string, load: () => Promise<T>): Promise<T> {
  const found = kept.get(key)
  if (found && Date.now() - found.at_ms < fresh_ms) return found.body as T
  try {
    const body = await load()
    kept.set(key, { at_ms: Date.now(), body })
    return body
  } catch (error) {
    if (error instanceof Problem && error.status === 404) throw new Problem(missing, false, 404, error.code)
    throw error
  }
}

export function fetchPage(after: string | null): Promise<Page> {
  return keptFor(`page ${after ?? ''}`, 'There is no catalogue at this address.', () =>
    get('/api/v1/series', { query: { limit: 24, after: after ?? undefined } }),
  )
}

// One page: whoever looks for more words them better.
export function fetchFound(q: string, facet?: Facet): Promise<Page> {
  return get('/api/v1/search', { query: { q, limit: 48, ...(facet && { [facet.kind]: facet.name }) } })
}

export function fetchFacets(): Promise<Facet[]> {
  return keptFor('facets', 'There is no catalogue at this address.', () => get('/api/v1/facets', {}))
}

export function fetchSeries(slug: string): Promise<Series> {
  return keptFor(`series ${slug}`, 'This series is not here, or no longer.', () =>
    get('/api/v1/series/{slug}', { path: { slug } }),
  )
}

// What a screen can show at once, without a skeleton, when a visitor comes back to it.
export function peekPage(): Page | undefined {
  return kept.get('page ')?.body as Page | undefined
}

export function peekSeries(slug: string): Series | undefined {
  return kept.get(`series ${slug}`)?.body as Series | undefined
}

// Another person, another catalogue: what the last one was shown is forgotten.
export function forget(): void {
  kept.clear()
}
