// The browser's own store, or one in memory where it is forbidden.
import { Positions } from './positions'

function openStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    localStorage.getItem('') // throws where cookies are blocked
    return localStorage
  } catch {
    const kept = new Map<string, string>()
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
    }
  }
}

export const storage = openStorage()
export const positions = new Positions(storage, () => Date.now())
