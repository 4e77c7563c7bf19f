// What the viewer has, and what each series asks of them: the state that several screens show.
import { openGuest } from './account'
import { forget, Problem } from './api'
import { fetchOffer, fetchOrder, fetchProducts, fetchWallet, isLocked, quote, toldOf, unlock, type Offer, type Products, type Wallet, type Wish } from './shop'

class Shop {
  wallet = $state.raw<Wallet>()
  offers = $state.raw<Record<string, Offer>>({})
  products = $state.raw<Products>()
  told = $state('') // of the payment that the viewer comes back from

  async refresh(): Promise<void> {
    this.wallet = await fetchWallet()
  }

  // What is sold here, and who takes the money for it.
  async stock(): Promise<Products> {
    this.products = await fetchProducts()
    return this.products
  }

  async offer(slug: string): Promise<Offer> {
    const offer = await fetchOffer(slug)
    this.offers = { ...this.offers, [slug]: offer }
    return offer
  }

  // Only what is known to be locked: the server decides anyway, this is about asking for nothing in vain.
  locked(slug: string, number: number): boolean {
    const offer = this.offers[slug]
    return offer !== undefined && isLocked(offer, number, this.wallet?.vip_until ?? null, Date.now())
  }

  // Pays `wish` with coins for at most the price that was shown; a dearer one is told and not paid.
  async spend(wish: Wish, shown: number): Promise<void> {
    await this.account()
    const { id, coins } = await quote(wish)
    if (coins === null || coins > shown) {
      throw new Problem(`It costs ${coins} coins by now. Tap again to agree.`, true, 409, 'dearer', { coins })
    }
    await unlock(id)
    await this.settle('slug' in wish ? wish.slug : '')
  }

  // Whoever buys needs somewhere to put it: a guest account, of which nothing is asked.
  async account(): Promise<void> {
    await openGuest(device())
  }

  // Learns anew what is held and open.
  async settle(slug: string): Promise<void> {
    await Promise.all([this.refresh(), slug ? this.offer(slug) : undefined])
  }

  // The page after the checkout: says how paying ended, once, and leaves the order out of the address.
  async cameBack(): Promise<void> {
    const address = new URL(location.href)
    const order = address.searchParams.get('order')
    if (order === null) return
    address.searchParams.delete('order')
    history.replaceState(history.state, '', address.pathname + address.search)
    this.told = await fetchOrder(order).then(toldOf, () => '')
  }

  // Another person: nothing that the last one was shown stays.
  leave(): void {
    this.wallet = undefined
    this.offers = {}
    this.told = ''
    forget()
  }
}

function device(): string {
  const { userAgentData } = navigator as Navigator & { userAgentData?: { platform?: string } }
  return userAgentData?.platform ?? 'browser'
}

export const shop = new Shop()
