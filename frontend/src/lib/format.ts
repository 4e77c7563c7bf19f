// Durations, counts and languages as people read them.
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0))
  const minutes = Math.floor(whole / 60)
  const two = (n: number) => String(n).padStart(2, '0')
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

export function minutes(seconds: number): string {
  return `${Math.max(1, Math.round(seconds / 60))} min`
}

export function episodes(count: number): string {
  return count === 1 ? '1 episode' : `${count} episodes`
}

export function languageName(tag: string, locale = 'en'): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag // "und" and private tags have no name
  }
}

// "Episode 3" says nothing beside the number 3, so a title that only repeats it is left out.
export function ownTitle(title: string, number: number): string {
  return title.trim().toLowerCase() === `episode ${number}` ? '' : title.trim()
}
