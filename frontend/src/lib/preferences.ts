// What a viewer chose once and should find again: sound and captions.
export interface Preferences {
  muted: boolean
  captions: string // a BCP 47 tag; '' is off
}

const key = 'microdrama.preferences/1'

export function readPreferences(storage: Pick<Storage, 'getItem'>): Preferences {
  const fallback = { muted: false, captions: '' }
  try {
    const found = JSON.parse(storage.getItem(key) ?? '{}') as Partial<Preferences>
    return {
      muted: found.muted === true,
      captions: typeof found.captions === 'string' ? found.captions : fallback.captions,
    }
  } catch {
    return fallback
  }
}

export function writePreferences(storage: Pick<Storage, 'setItem'>, preferences: Preferences): void {
  try {
    storage.setItem(key, JSON.stringify(preferences))
  } catch {
    // private windows may forbid storage; the choice then lasts as long as the page
  }
}
