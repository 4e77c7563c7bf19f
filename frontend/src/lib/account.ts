// Who the viewer is to the server, and what they may do about it.
import { ask, Problem } from './api'

export interface Me {
  guest: boolean
  email: string | null
  monthly_cap_coins: number | null
  vip: { plan: string; ends_at: string; renews: boolean } | null
}

export interface Entry {
  at: string
  kind: string
  coins: number
  series: string | null
  note: string
}

const auth = '/_allauth/browser/v1'

// undefined: nobody yet
export async function fetchMe(): Promise<Me | undefined> {
  try {
    return await ask<Me>('GET', '/api/v1/me', {})
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

export const fetchHistory = (after?: string) =>
  ask<{ items: Entry[]; next: string | null }>('GET', '/api/v1/wallet/history', { query: { after, limit: 20 } })

export const requestCode = (email: string) => ask('POST', `${auth}/auth/code/request`, { body: { email } })
export const confirmCode = (code: string) => ask('POST', `${auth}/auth/code/confirm`, { body: { code } })
export const signOut = () => ask('DELETE', `${auth}/auth/session`, {})
export const join = () => ask('POST', '/api/v1/me/join', {})
export const setCap = (coins: number | null) => ask('PATCH', '/api/v1/me', { body: { monthly_cap_coins: coins } })
export const erase = () => ask('DELETE', '/api/v1/me', { body: { sure: true } })
export const cancelVip = () => ask('POST', '/api/v1/subscription/cancel', {})
export const checkIn = () => ask<{ coins: number; streak: number }>('POST', '/api/v1/check-in', {})
export const redeem = (code: string) => ask<{ coins: number }>('POST', '/api/v1/coupons', { body: { code } })
export const exportAddress = '/api/v1/me/export'

const words: Record<string, string> = {
  unlock: 'Unlocked',
  'unlock-series': 'Unlocked a series',
  purchase: 'Bought coins',
  bonus: 'Bonus',
  'check-in': 'Daily check-in',
  coupon: 'Code',
  refund: 'Refund',
  expiry: 'Bonus expired',
  chargeback: 'Payment disputed',
  join: 'Joined from a guest',
}

export const named = (kind: string) => words[kind] ?? kind.replaceAll('-', ' ')
