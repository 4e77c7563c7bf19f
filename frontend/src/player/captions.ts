// Captions: which file suits the viewer, and the words on screen now.
import type { Caption } from '../lib/types'

// The caption whose language fits the wish best: the same tag, then the same language in another variant.
export function matchCaption(captions: readonly Caption[], wish: string): Caption | undefined {
  const base = (tag: string) => tag.toLowerCase().split('-')[0]
  return (
    captions.find((caption) => caption.language.toLowerCase() === wish.toLowerCase()) ??
    captions.find((caption) => base(caption.language) === base(wish))
  )
}

// What "captions on" means before anyone chose a language.
export function defaultCaption(captions: readonly Caption[], wishes: readonly string[]): Caption | undefined {
  for (const wish of wishes) {
    const found = matchCaption(captions, wish)
    if (found) return found
  }
  return captions[0]
}

// The text of the cues shown now. Marks inside cues (colours, voices) are dropped: only text reaches the page.
export function activeText(track: TextTrack): string {
  const lines: string[] = []
  for (const cue of Array.from(track.activeCues ?? [])) {
    lines.push(((cue as VTTCue).getCueAsHTML().textContent ?? '').trim())
  }
  return lines.filter(Boolean).join('\n')
}
