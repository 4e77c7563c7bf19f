// What the API answers, by the names that the viewer uses.
import type { components } from './api-types'

type Schemas = components['schemas']

export type Card = Schemas['Card']
export type Page = Schemas['CardPage']
export type Facet = Schemas['FacetOut']
export type Series = Schemas['SeriesOut']
export type Episode = Schemas['EpisodeOut']
export type Caption = Schemas['Track']
