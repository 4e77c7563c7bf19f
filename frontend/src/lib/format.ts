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

// How long it still is until a moment: "2 h 5 min", "3 days".
export function until(moment: string, now_ms: number): string {
  const left = Math.max(1, Math.ceil((Date.parse(moment) - now_ms) / 60_000))
  if (left < 60) return `${left} min`
  if (left < 48 * 60) return left % 60 ? `${Math.floor(left / 60)} h ${left % 60} min` : `${left / 60} h`
  return `${Math.ceil(left / 1440)} days`
}

// What a number of days of VIP is called.
export function period(days: number): string {
  const names: Record<number, string> = { 1: 'One day', 7: 'One week', 30: 'One month', 31: 'One month', 365: 'One year' }
  return names[days] ?? `${days} days`
}

export function day(moment: string, locale = 'en'): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(moment))
}
