// Which address shows which screen.
export type Route =
  | { screen: 'home' }
  | { screen: 'series'; slug: string }
  | { screen: 'watch'; slug: string; number: number }
  | { screen: 'account' }
  | { screen: 'studio'; slug: string }
  | { screen: 'missing' }

const slugForm = /^[a-z0-9]+(-[a-z0-9]+)*$/

export function parseRoute(path: string): Route {
  const parts = path.split('/').filter(Boolean)
  const [first, slug = '', number = ''] = parts
  if (parts.length === 0) return { screen: 'home' }
  if (first === 'account' && parts.length === 1) return { screen: 'account' }
  if (!slugForm.test(slug)) return { screen: 'missing' }
  if (first === 'series' && parts.length === 2) return { screen: 'series', slug }
  if (first === 'studio' && parts.length === 2) return { screen: 'studio', slug }
  if (first === 'watch' && parts.length === 3 && /^[1-9]\d{0,4}$/.test(number)) {
    return { screen: 'watch', slug, number: Number(number) }
  }
  return { screen: 'missing' }
}

export const homePath = '/'
export const seriesPath = (slug: string) => `/series/${slug}`
export const watchPath = (slug: string, number: number) => `/watch/${slug}/${number}`
export const accountPath = '/account'
export const studioPath = (slug: string) => `/studio/${slug}`
