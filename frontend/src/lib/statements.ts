// What a studio earned, month by month, as the platform signed it.
import { get } from './api'
import type { components } from './api-types'

export type Signed = components['schemas']['SignedOut']
export type Statement = components['schemas']['StatementOut']

export const fetchStatements = (slug: string) => get('/api/v1/studios/{slug}/statements', { path: { slug } })

// Of months that are not closed: by the ledger as it is now, not signed, not final.
export const fetchRunning = (slug: string) => get('/api/v1/studios/{slug}/statements/running', { path: { slug } })

// What was paid of it, and what is to be paid now.
export type Payouts = components['schemas']['Payouts']
export const fetchPayouts = (slug: string) => get('/api/v1/studios/{slug}/payouts', { path: { slug } })

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
