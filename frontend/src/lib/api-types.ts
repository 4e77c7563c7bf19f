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
    "/api/v1/play/{slug}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Play
         * @description Whether an episode may be watched now and, if so, all that a player needs to begin.
         */
        post: operations["microdrama_web_api_playback_play"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/beats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Beats
         * @description Tell that an episode is being watched.
         */
        post: operations["microdrama_web_api_playback_beats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Wallet
         * @description What the viewer has; who has no account yet has nothing.
         */
        get: operations["microdrama_web_api_wallet_wallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wallet/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Everything that came and went, in the order of the ledger.
         */
        get: operations["microdrama_web_api_wallet_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products
         * @description What is sold for money where the viewer is.
         */
        get: operations["microdrama_web_api_wallet_products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/series/{slug}/offer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Offer
         * @description What a series costs altogether, told before the first coin is spent.
         */
        get: operations["microdrama_web_api_wallet_offer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Quote
         * @description A price for this viewer, frozen for a while.
         */
        post: operations["microdrama_web_api_wallet_make_quote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unlocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock
         * @description Pay a quote in coins; the same quote twice opens, and costs, once.
         */
        post: operations["microdrama_web_api_wallet_unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/check-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check In
         * @description Take the day's gift; once a day, by the server's calendar.
         */
        post: operations["microdrama_web_api_wallet_check_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeem
         * @description Turn a code into bonus coins.
         */
        post: operations["microdrama_web_api_wallet_redeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wait
         * @description Open an episode because the viewer waited.
         */
        post: operations["microdrama_web_api_wallet_wait"];
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
         * EpisodeOut
         * @description An installment; `hook` and `cliffhanger` say why it begins and ends where it does.
         *
         *     Its picture is for everybody; what moves is told by POST /play/{slug}/{number}, to those who may watch it.
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
         * Heartbeat
         * @description What to send, and how often; every answer brings the next `beat`.
         */
        Heartbeat: {
            /** Beat */
            beat: string;
            /** Every S */
            every_s: number;
        };
        /**
         * Sound
         * @description One language's sound, as a media playlist.
         */
        Sound: {
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Url */
            url: string;
        };
        /**
         * StartOut
         * @description An episode that may be watched: `because` says why, addresses work until `expires_at`.
         *
         *     `playlists` has the text of each media playlist by its address; `master_text` names these addresses.
         */
        StartOut: {
            /** Slug */
            slug: string;
            /** Number */
            number: number;
            /** Title */
            title: string;
            /** Duration S */
            duration_s: number;
            /** Because */
            because: string;
            /** Base */
            base: string;
            /** Master */
            master: string;
            /** Master Text */
            master_text: string;
            /** Playlists */
            playlists: {
                [key: string]: string;
            };
            /** File */
            file: string;
            /** Poster */
            poster: string;
            /** Captions */
            captions: components["schemas"]["Track"][];
            /** Audio */
            audio: components["schemas"]["Sound"][];
            /** Next */
            next: number | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            heartbeat: components["schemas"]["Heartbeat"] | null;
        };
        /**
         * Track
         * @description A WebVTT file.
         */
        Track: {
            /** Language */
            language: string;
            /** Kind */
            kind: string;
            /** Url */
            url: string;
        };
        /**
         * Refusal
         * @description Why an episode may not be watched, and what would open it.
         */
        Refusal: {
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
            /** Ways */
            ways: components["schemas"]["WayOut"][];
        };
        /**
         * WayOut
         * @description One way to open an episode: for coins, at a moment, or as its name says.
         */
        WayOut: {
            /** Opener */
            opener: string;
            /** Coins */
            coins: number | null;
            /** At */
            at: string | null;
        };
        /**
         * BeatOut
         * @description The beat to send next.
         */
        BeatOut: {
            /** Beat */
            beat: string;
        };
        /**
         * BeatIn
         * @description The beat that came last, and where the picture is now; `last` when the viewer leaves.
         */
        BeatIn: {
            /** Beat */
            beat: string;
            /** Position Ms */
            position_ms: number;
            /**
             * Last
             * @default false
             */
            last: boolean;
        };
        /**
         * Expiring
         * @description Bonus coins that are gone at `at`, if they are not spent before.
         */
        Expiring: {
            /** Coins */
            coins: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * WalletOut
         * @description What somebody has: coins they paid for, coins they were given, and coins they owe after a chargeback.
         *
         *     `usable` may be spent in the viewer's territory now.
         */
        WalletOut: {
            /** Paid */
            paid: number;
            /** Bonus */
            bonus: number;
            /** Debt */
            debt: number;
            /** Usable */
            usable: number;
            /** Expiring */
            expiring: components["schemas"]["Expiring"][];
            /** Vip Until */
            vip_until: string | null;
        };
        /**
         * Entry
         * @description A line of the history: `coins` came (above 0) or went.
         */
        Entry: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Kind */
            kind: string;
            /** Coins */
            coins: number;
            /** Series */
            series: string | null;
            /** Numbers */
            numbers: number[];
        };
        /**
         * History
         * @description Lines, newest first; `next` goes into `after` to read on, and is null on the last page.
         */
        History: {
            /** Items */
            items: components["schemas"]["Entry"][];
            /** Next */
            next: number | null;
        };
        /**
         * ProductOut
         * @description A pack of coins, or VIP for some days; `price` is written as people of the viewer's language write it.
         */
        ProductOut: {
            /** Code */
            code: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "coins" | "vip";
            /** Coins */
            coins: number;
            /** Bonus Coins */
            bonus_coins: number;
            /** Days */
            days: number;
            /** Minor */
            minor: number;
            /** Currency */
            currency: string;
            /** Price */
            price: string;
        };
        /**
         * Products
         * @description Everything that is sold in the viewer's territory; nothing where it is closed.
         */
        Products: {
            /** Items */
            items: components["schemas"]["ProductOut"][];
        };
        /**
         * OfferOut
         * @description A series before the first coin: what all of it costs at most, what that is in money, and how long it runs.
         *
         *     `opened` are the numbers that this viewer unlocked. `price` is null where nothing is sold.
         */
        OfferOut: {
            /** Free */
            free: number;
            /** Episodes */
            episodes: number;
            /** Episode Coins */
            episode_coins: number;
            /** Total Coins */
            total_coins: number;
            /** Series Coins */
            series_coins: number;
            /** Minutes */
            minutes: number;
            /** Wait Hours */
            wait_hours: number | null;
            /** In Vip */
            in_vip: boolean;
            /** Ads Open */
            ads_open: boolean;
            /** Price */
            price: string | null;
            /** Opened */
            opened: number[];
        };
        /**
         * Kind
         * @description What may be priced.
         * @enum {string}
         */
        Kind: "episode" | "series" | "coins" | "vip";
        /**
         * QuoteOut
         * @description A price that holds until `expires_at`: `coins` for what coins buy, else `minor` units of `currency`.
         */
        QuoteOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            kind: components["schemas"]["Kind"];
            /** Coins */
            coins: number | null;
            /** Minor */
            minor: number | null;
            /** Currency */
            currency: string;
            /** Price */
            price: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * EpisodeWish
         * @description One episode, for coins.
         */
        EpisodeWish: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "episode";
            /** Slug */
            slug: string;
            /** Number */
            number: number;
        };
        /**
         * ProductWish
         * @description A pack of coins or VIP, for money.
         */
        ProductWish: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "product";
            /** Code */
            code: string;
        };
        /**
         * SeriesWish
         * @description All episodes of a series that the viewer lacks, for coins.
         */
        SeriesWish: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "series";
            /** Slug */
            slug: string;
        };
        /**
         * UnlockOut
         * @description What was opened, and with which coins; `balance` is what is left.
         */
        UnlockOut: {
            /** Numbers */
            numbers: number[];
            /** Spent Paid */
            spent_paid: number;
            /** Spent Bonus */
            spent_bonus: number;
            /** Balance */
            balance: number;
        };
        /**
         * UnlockIn
         * @description The quote that is accepted.
         */
        UnlockIn: {
            /**
             * Quote
             * Format: uuid
             */
            quote: string;
        };
        /**
         * CheckInOut
         * @description The day's gift: `coins`, on the `streak`th day in a row; not `fresh` where it was taken before.
         */
        CheckInOut: {
            /** Coins */
            coins: number;
            /** Streak */
            streak: number;
            /** Fresh */
            fresh: boolean;
        };
        /**
         * RedeemedOut
         * @description Bonus coins that came.
         */
        RedeemedOut: {
            /** Coins */
            coins: number;
        };
        /**
         * CouponIn
         * @description A code as it was typed.
         */
        CouponIn: {
            /** Code */
            code: string;
        };
        /**
         * WaitOut
         * @description The episode that was opened, and when patience opens the next one.
         */
        WaitOut: {
            /** Number */
            number: number;
            /** Next At */
            next_at: string | null;
        };
        /**
         * WaitIn
         * @description The episode that patience is to open.
         */
        WaitIn: {
            /** Slug */
            slug: string;
            /** Number */
            number: number;
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
    microdrama_web_api_playback_play: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                number: number;
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
                    "application/json": components["schemas"]["StartOut"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
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
    microdrama_web_api_playback_beats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeatIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeatOut"];
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
    microdrama_web_api_wallet_wallet: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["WalletOut"];
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
    microdrama_web_api_wallet_history: {
        parameters: {
            query?: {
                limit?: number;
                after?: number | null;
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
                    "application/json": components["schemas"]["History"];
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
    microdrama_web_api_wallet_products: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["Products"];
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
    microdrama_web_api_wallet_offer: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["OfferOut"];
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
    microdrama_web_api_wallet_make_quote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EpisodeWish"] | components["schemas"]["SeriesWish"] | components["schemas"]["ProductWish"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuoteOut"];
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
    microdrama_web_api_wallet_unlock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnlockOut"];
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
    microdrama_web_api_wallet_check_in: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["CheckInOut"];
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
    microdrama_web_api_wallet_redeem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedeemedOut"];
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
    microdrama_web_api_wallet_wait: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WaitIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitOut"];
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
