// Log-ins by other services: which there are, the way there, and what became of it.
import { ask, get, post } from './api'
import type { components } from './api-types'

export type Service = components['schemas']['LogInOut']
export type Connection = components['schemas']['ConnectionOut']
export type Purpose = components['schemas']['PurposeIn']['purpose']

export const fetchServices = () => get('/api/v1/log-ins', {})
export const fetchConnections = () => get('/api/v1/me/log-ins', {})
export const disconnect = (connection: number) =>
  ask<undefined>('DELETE', '/api/v1/me/log-ins/{connection}', { path: { connection } })

// What the viewer left the page for. It stays in this tab: nobody else can make a return look like ours.
export interface Leaving {
  name: string
  purpose: Purpose
}

// '' for `error`: the service let them in
export interface Return {
  leaving: Leaving | undefined
  error: string
}

const key = 'microdrama.log-in/1'

// Goes to the service's own page; the server alone knows where that is.
export async function leaveFor({ id, name }: Service, purpose: Purpose): Promise<void> {
  const { address } = await post('/api/v1/log-ins/{service}', { path: { service: id }, body: { purpose } })
  try {
    sessionStorage.setItem(key, JSON.stringify({ name, purpose } satisfies Leaving))
  } catch {
    // without a storage the return is still told, and coins are brought by hand
  }
  location.assign(address)
}

// Whether the page was come back to from a service; once, and it leaves nothing of that in the address.
export function takeReturn(): Return | undefined {
  const address = new URL(location.href)
  const error = address.searchParams.get('error') ?? ''
  const leaving = takeLeaving()
  if (error) {
    address.searchParams.delete('error')
    address.searchParams.delete('error_process')
    history.replaceState(history.state, '', address.pathname + address.search)
  }
  return leaving || error ? { leaving, error } : undefined
}

function takeLeaving(): Leaving | undefined {
  try {
    const { name, purpose } = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Leaving>
    sessionStorage.removeItem(key)
    return name && (purpose === 'enter' || purpose === 'connect') ? { name, purpose } : undefined
  } catch {
    return undefined
  }
}

// One sentence for whoever came back and has nothing to show for it, or has connected a service.
export function toldOf({ leaving, error }: Return, signedIn: boolean): string {
  const name = leaving?.name ?? 'The other service'
  const connects = leaving?.purpose === 'connect'
  if (error === '' && signedIn) return connects ? `${name} is connected.` : 'You are signed in.'
  if (error === '' || error === 'cancelled') return `You did not go on with ${name}; nothing has changed.`
  if (error === 'email_taken') {
    return `Your e-mail at ${name} has an account here already: sign in with it, then connect ${name}.`
  }
  if (error === 'connected_other') return `That log-in of ${name} belongs to another account here.`
  return connects ? `${name} could not be connected; try again.` : `${name} did not sign you in; try again, or use your e-mail.`
}
