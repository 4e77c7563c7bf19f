// What the shop answers, and how it is asked: coins, prices, and what opens an episode.
import { ask } from './api'

export interface Wallet {
  paid: number
  bonus: number
  debt: number
  usable: number
  expiring: { coins: number; at: string }[]
  vip_until: string | null
}

export interface Offer {
  free: number
  episodes: number
  episode_coins: number
  total_coins: number
  series_coins: number
  minutes: number
  wait_hours: number | null
  in_vip: boolean
  ads_open: boolean
  price: string | null
  opened: number[]
}

export interface Product {
  code: string
  kind: 'coins' | 'vip'
  coins: number
  bonus_coins: number
  days: number
  price: string
}

export interface Quote {
  id: string
  kind: string
  coins: number | null
  price: string | null
}

export interface Way {
  opener: 'coins' | 'series' | 'vip' | 'ad' | 'wait' | (string & {})
  coins: number | null
  at: string | null
}

export type Wish =
  | { kind: 'episode'; slug: string; number: number }
  | { kind: 'series'; slug: string }
  | { kind: 'product'; code: string }

export const fetchOffer = (slug: string) => ask<Offer>('GET', '/api/v1/series/{slug}/offer', { path: { slug } })
export const fetchProducts = () => ask<{ items: Product[] }>('GET', '/api/v1/products', {})
export const quote = (wish: Wish) => ask<Quote>('POST', '/api/v1/quotes', { body: wish })
export const unlock = (id: string) => ask<{ numbers: number[] }>('POST', '/api/v1/unlocks', { body: { quote: id } })

// The episodes that a viewer has to open first: all after the free ones that they did not unlock.
export function isLocked(offer: Offer, number: number, vip_until: string | null, now_ms: number): boolean {
  if (number <= offer.free || offer.opened.includes(number)) return false
  return !(offer.in_vip && vip_until !== null && Date.parse(vip_until) > now_ms)
}

export function lockedNumbers(offer: Offer, numbers: number[], vip_until: string | null, now_ms: number): number[] {
  return numbers.filter((number) => isLocked(offer, number, vip_until, now_ms))
}
