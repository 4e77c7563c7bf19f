// What the lock screen, headphones and media keys show and do.
import type { Deck } from './deck.svelte'

export function announce(deck: Deck): () => void {
  if (!('mediaSession' in navigator)) return () => {}
  const { mediaSession } = navigator
  const { episode, series } = deck
  const poster = new URL(episode.poster, location.href).href
  mediaSession.metadata = new MediaMetadata({
    title: `Episode ${episode.number}`,
    artist: series.title,
    artwork: [{ src: poster }],
  })
  const acts: [MediaSessionAction, (() => void) | null][] = [
    ['nexttrack', episode.number < deck.total ? () => deck.step(1, performance.now(), 'media key') : null],
    ['previoustrack', episode.number > 1 ? () => deck.step(-1, performance.now(), 'media key') : null],
  ]
  for (const [name, act] of acts) mediaSession.setActionHandler(name, act)
  return () => {
    mediaSession.metadata = null
    for (const [name] of acts) mediaSession.setActionHandler(name, null)
  }
}
