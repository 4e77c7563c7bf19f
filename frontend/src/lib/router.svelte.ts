// The address bar as state: which screen is shown, and where a visitor had scrolled to.
import { parseRoute, type Route } from './routes'

interface Entry {
  depth?: number
  scrollY?: number
}

class Router {
  path = $state(location.pathname)
  route: Route = $derived(parseRoute(this.path))

  constructor() {
    history.scrollRestoration = 'manual' // the browser would scroll before the screen is drawn
    addEventListener('popstate', () => {
      this.path = location.pathname
      const { scrollY = 0 } = entry()
      requestAnimationFrame(() => scrollTo(0, scrollY))
    })
  }

  go(path: string): void {
    if (path === location.pathname) return
    const { depth = 0 } = entry()
    history.replaceState({ depth, scrollY } satisfies Entry, '')
    history.pushState({ depth: depth + 1 } satisfies Entry, '', path)
    this.path = path
    scrollTo(0, 0)
  }

  // The same screen under another address: an episode that follows another adds nothing to the way back.
  replace(path: string): void {
    history.replaceState(history.state, '', path)
    this.path = path
  }

  // Back to `fallback`: one step in the history when the visitor came from inside the app, else straight there.
  leave(fallback: string): void {
    const { depth = 0 } = entry()
    if (depth > 0) history.back()
    else {
      history.replaceState({ depth: 0 } satisfies Entry, '', fallback)
      this.path = fallback
    }
  }
}

const entry = (): Entry => (history.state as Entry | null) ?? {}

export const router = new Router()

// Turns plain links into steps inside the app; clicks meant for a new tab stay the browser's.
export function followLinks(root: HTMLElement): { destroy(): void } {
  const click = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = (event.target as Element).closest('a')
    if (!link || link.target || link.origin !== location.origin || link.hasAttribute('download')) return
    if (parseRoute(link.pathname).screen === 'missing') return
    event.preventDefault()
    router.go(link.pathname)
  }
  root.addEventListener('click', click)
  return { destroy: () => root.removeEventListener('click', click) }
}
