// Who the viewer is to the server, and what they may do about it.
import { ask, get, post, Problem } from './api'
import type { components } from './api-types'

export type Me = components['schemas']['MeOut']
export type Entry = components['schemas']['Entry']

// undefined: nobody yet
export async function fetchMe(): Promise<Me | undefined> {
  const { id } = await get('/api/v1/session', {})
  return id === null ? undefined : get('/api/v1/me', {})
}

export const openGuest = (label: string) => post('/api/v1/session', { body: { label } })
export const fetchHistory = (after?: number) => get('/api/v1/wallet/history', { query: { after, limit: 20 } })
export const setCap = (coins: number | null) => post('/api/v1/me/cap', { body: { coins } })
export const setBirthYear = (year: number | null) => post('/api/v1/me/birth-year', { body: { year } })
export const erase = () => ask('DELETE', '/api/v1/me', { body: { confirm: 'erase' } })
export const signOut = () => post('/api/v1/logout', {})
export const cancelVip = () => post('/api/v1/vip/cancel', {})
export const takeGiftOfDay = () => post('/api/v1/check-in', {})
export const redeem = (code: string) => post('/api/v1/coupons', { body: { code } })
export const fetchStudios = () => get('/api/v1/studios', {})
export const exportAddress = '/api/v1/me/export'

const auth = '/_allauth/browser/v1/auth'

// What came of signing in or up: done, or a code from an e-mail is asked for first.
export type Entered = 'in' | 'code'

export const signIn = (email: string, password: string) => enter('login', { email, password })
export const signUp = (email: string, password: string) => enter('signup', { email, password })
export const confirmCode = (key: string) => enter('email/verify', { key })

export const askNewPassword = (email: string) => enter('password/request', { email })

// The code and the new password, which then signs in.
export async function setPassword(email: string, key: string, password: string): Promise<Entered> {
  try {
    await ask('POST', `${auth}/password/reset`, { body: { key, password } })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.status !== 401) throw told(error) // 401: set, but nobody is signed in by that
  }
  return signIn(email, password)
}

// An account of another service's log-in may have no e-mail yet; the code that is sent goes to confirmCode.
export const addEmail = (email: string) => change('email', { email })
export const setFirstPassword = (new_password: string) => change('password/change', { new_password })

async function change(what: string, body: object): Promise<void> {
  try {
    await ask('POST', `/_allauth/browser/v1/account/${what}`, { body })
  } catch (error) {
    throw error instanceof Problem ? told(error) : error
  }
}

async function enter(step: string, body: object): Promise<Entered> {
  try {
    await ask('POST', `${auth}/${step}`, { body })
    return 'in'
  } catch (error) {
    if (error instanceof Problem && asksForCode(error.more)) return 'code'
    throw error instanceof Problem ? told(error) : error
  }
}

interface Flow {
  id: string
  is_pending?: boolean
}

const codes = ['verify_email', 'password_reset_by_code']

export function asksForCode(more: Record<string, unknown>): boolean {
  const { flows } = (more.data ?? {}) as { flows?: Flow[] }
  return flows?.some(({ id, is_pending }) => codes.includes(id) && is_pending === true) ?? false
}

// The log-in service says what is wrong in its own form.
function told(problem: Problem): Problem {
  const [first] = (problem.more.errors ?? []) as { message?: unknown }[]
  return typeof first?.message === 'string' ? new Problem(first.message, false, problem.status) : problem
}

// The coins that were bought as a guest come along, since this browser proves both accounts at once.
export async function bringCoins(): Promise<boolean> {
  const me = await fetchMe()
  if (!me?.mergeable) return false
  await post('/api/v1/me/join', {})
  return true
}

const words: Record<string, string> = {
  unlock: 'Unlocked',
  purchase: 'Bought coins',
  bonus: 'Bonus',
  'check-in': 'Daily check-in',
  coupon: 'Gift code',
  refund: 'Refund',
  expiry: 'Bonus expired',
  chargeback: 'Payment disputed',
  join: 'Joined from a guest',
  vip: 'VIP',
  'purchase-bonus': 'Bonus',
  'bonus-back': 'Bonus taken back',
  'dispute-won': 'Dispute settled',
  debt: 'Debt paid',
}

export const named = (kind: string) => words[kind] ?? kind.replaceAll('-', ' ')
