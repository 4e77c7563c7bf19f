// What a studio earned, month by month, as the platform signed it.
import { ask } from './api'

export interface SeriesShare {
  series: string
  slug: string
  earned_minor: number
  carried_back_minor: number
  net_minor: number
  share_minor: number
}

export interface Statement {
  studio_name: string
  month: string
  currency: string
  share_bp: number
  series: SeriesShare[]
  earned_minor: number
  carried_back_minor: number
  net_minor: number
  share_minor: number
  platform_minor: number
  lines_sha256: string
}

export interface Signed {
  statement: Statement
  signature: string
  public_key: string
}

export const fetchStatements = (slug: string) =>
  ask<{ items: Signed[] }>('GET', '/api/v1/studios/{slug}/statements', { path: { slug } })

// Minor units as people write them: 499 USD is $4.99.
export function money(minor: number, currency: string, locale = 'en'): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(minor / 10 ** digits)
}

export function monthName(month: string, locale = 'en'): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-01T00:00:00Z`),
  )
}
