// What the shop answers, and how it is asked: coins, prices, and what opens an episode.
import { get, post } from './api'
import type { components } from './api-types'

type Schemas = components['schemas']

export type Wallet = Schemas['WalletOut']
export type Offer = Schemas['OfferOut']
export type Product = Schemas['ProductOut']
export type Products = Schemas['Products']
export type Quote = Schemas['QuoteOut']
export type Way = Schemas['WayOut']
export type Wish = Schemas['EpisodeWish'] | Schemas['SeriesWish'] | Schemas['ProductWish']

export const fetchWallet = () => get('/api/v1/wallet', {})
export const fetchOffer = (slug: string) => get('/api/v1/series/{slug}/offer', { path: { slug } })
export const fetchProducts = () => get('/api/v1/products', {})
export const quote = (wish: Wish) => post('/api/v1/quotes', { body: wish })
export const unlock = (id: string) => post('/api/v1/unlocks', { body: { quote: id } })
export const order = (id: string, provider: string, back: string) =>
  post('/api/v1/orders', { body: { quote: id, provider, back } })

// Those with a checkout page; the stores' own are for the apps.
export const webProvider = (providers: string[]) => ['stripe', 'sandbox'].find((name) => providers.includes(name))
export const fetchOrder = (order_id: string) => get('/api/v1/orders/{order_id}', { path: { order_id } })
export const watchAd = (slug: string, number: number) => post('/api/v1/ads/sandbox', { body: { slug, number } })
export const wait = (slug: string, number: number) => post('/api/v1/waits', { body: { slug, number } })

// What a viewer who comes back from paying is told of the order.
export function toldOf({ state, coins, bonus_coins }: Schemas['OrderOut']): string {
  if (state === 'paid') return coins > 0 ? `${(coins + bonus_coins).toLocaleString('en')} coins are yours.` : 'VIP is yours.'
  if (state === 'failed') return 'The payment was declined; nothing was charged.'
  return state === 'open' ? 'Nothing is paid yet. Coins come as soon as the payment does.' : ''
}

// The episodes that a viewer has to open first: all after the free ones that they did not unlock.
export function isLocked(offer: Offer, number: number, vip_until: string | null, now_ms: number): boolean {
  if (number <= offer.free || offer.opened.includes(number)) return false
  return !(offer.in_vip && vip_until !== null && Date.parse(vip_until) > now_ms)
}

export function lockedNumbers(offer: Offer, numbers: number[], vip_until: string | null, now_ms: number): number[] {
  return numbers.filter((number) => isLocked(offer, number, vip_until, now_ms))
}
