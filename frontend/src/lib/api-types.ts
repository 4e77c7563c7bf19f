// Written by `make client` from the description of the API. Do not edit.

export interface paths {
    "/api/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Series List
         * @description The series that may be watched, newest first.
         */
        get: operations["microdrama_web_api_catalogue_series_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/series/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Series Detail
         * @description One series with all its episodes.
         */
        get: operations["microdrama_web_api_catalogue_series_detail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Card
         * @description A series in a list; durations in seconds.
         */
        Card: {
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Synopsis */
            synopsis: string;
            /** Language */
            language: string;
            /** Poster */
            poster: string;
            /** Episode Count */
            episode_count: number;
            /** Duration S */
            duration_s: number;
        };
        /**
         * CardPage
         * @description Cards, newest series first; `next` goes into `after` to read on, and is null on the last page.
         */
        CardPage: {
            /** Items */
            items: components["schemas"]["Card"][];
            /** Next */
            next: string | null;
        };
        /**
         * Captions
         * @description A WebVTT file.
         */
        Captions: {
            /** Language */
            language: string;
            /** Kind */
            kind: string;
            /** Url */
            url: string;
        };
        /**
         * EpisodeOut
         * @description An installment; `hook` and `cliffhanger` say why it begins and ends where it does.
         */
        EpisodeOut: {
            /** Number */
            number: number;
            /** Title */
            title: string;
            /** Duration S */
            duration_s: number;
            /** Width */
            width: number;
            /** Height */
            height: number;
            /** Poster */
            poster: string;
            /** Hls */
            hls: string;
            /** Master */
            master: string;
            /** Captions */
            captions: components["schemas"]["Captions"][];
            /** Hook */
            hook: string | null;
            /** Cliffhanger */
            cliffhanger: string | null;
        };
        /**
         * SeriesOut
         * @description A series with its episodes; `credits` must be shown.
         */
        SeriesOut: {
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Synopsis */
            synopsis: string;
            /** Language */
            language: string;
            /** Poster */
            poster: string;
            /** Episode Count */
            episode_count: number;
            /** Duration S */
            duration_s: number;
            /** Genres */
            genres: string[];
            /** Credits */
            credits: string[];
            /** Ai Generated */
            ai_generated: boolean;
            /** Episodes */
            episodes: components["schemas"]["EpisodeOut"][];
        };
        /**
         * Problem
         * @description What went wrong; `code` is for programs and never changes, `detail` is a sentence for people.
         */
        Problem: {
            /**
             * Type
             * @example about:blank
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Code */
            code: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    microdrama_web_api_catalogue_series_list: {
        parameters: {
            query?: {
                limit?: number;
                after?: string | null;
                language?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardPage"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    microdrama_web_api_catalogue_series_detail: {
        parameters: {
            query?: {
                language?: string | null;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
