// What the wall before a locked episode shows of the ways past it, given what the server sells and the viewer has.
import { webProvider, type Offer, type Product, type Products, type Way } from './shop'

export interface Standing {
  have: number // coins that can be spent
  lacking: number // episodes that are locked
  providers?: string[] // who takes money; undefined: not known, and the shop will say what is wrong
}

const inCoins = ({ opener }: Way) => opener === 'coins' || opener === 'series'

// Where nobody takes money, coins are a way for who has them, and VIP is none. Two ways to the same for the same are
// one: the last episode alone, or all that is left where the next one costs as much.
export function waysShown(ways: Way[], { have, lacking, providers }: Standing): Way[] {
  const sells = providers === undefined || webProvider(providers) !== undefined
  const one = ways.find(({ opener }) => opener === 'coins')?.coins
  const all = ways.find(({ opener }) => opener === 'series')?.coins
  const twice = lacking === 1 ? 'series' : one != null && one === all ? 'coins' : ''
  return ways.filter((way) => {
    if (way.opener === twice) return false
    if (way.opener === 'vip') return sells
    if (way.opener === 'ad') return providers?.includes('sandbox') ?? false // play, like its money; real ones are the apps'
    return sells || !inCoins(way) || have >= (way.coins ?? 0)
  })
}

// The smallest pack that makes up for the coins that are short; packs come small before large.
export function packFor(short: number, packs: Product[]): Product | undefined {
  return short > 0 ? packs.find((one) => one.kind === 'coins' && one.coins + one.bonus_coins >= short) : undefined
}

// What is sold to somebody on a page; nothing where nobody takes the money.
export const sold = (products: Products | undefined): Product[] =>
  products && webProvider(products.providers) ? products.items : []

// "500 coins for $4.99 are enough.", or nothing where the viewer has enough or no pack is.
export function enough(short: number, packs: Product[]): string {
  const pack = packFor(short, packs)
  return pack ? `${(pack.coins + pack.bonus_coins).toLocaleString('en')} coins for ${pack.price} are enough.` : ''
}

// The rule of waiting: the first episode at once, and one every so many hours after it.
export function rule(offer: Offer | undefined, waiting: boolean): string {
  if (!offer?.wait_hours) return 'For waiting'
  const hours = offer.wait_hours === 1 ? 'every hour' : `every ${offer.wait_hours} hours`
  return waiting ? `One episode ${hours}` : `One at once, then one ${hours}`
}
