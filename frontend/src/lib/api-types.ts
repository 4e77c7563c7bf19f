// Written by `make client` from the description of the API. Do not edit.

export interface paths {
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Session
         * @description Who asks; nobody is made an account by asking.
         */
        get: operations["microdrama_web_api_accounts_session"];
        put?: never;
        /**
         * Open Session
         * @description Who asks; who has no account is given a guest's, which their device remembers.
         */
        post: operations["microdrama_web_api_accounts_open_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Me
         * @description The asker's account.
         */
        get: operations["microdrama_web_api_accounts_me"];
        put?: never;
        post?: never;
        /**
         * Erase
         * @description Close the asker's account for good and forget who it was; coins that are left are lost, and VIP renews no more.
         *
         *     Where a provider does not end a subscription (a store may leave that to the phone), nothing is erased.
         */
        delete: operations["microdrama_web_api_accounts_erase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join
         * @description Move all that the device's guest has to the account that is logged in; both prove themselves in this request.
         */
        post: operations["microdrama_web_api_accounts_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/birth-year": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Birth Year
         * @description Say in which year the asker was born.
         */
        post: operations["microdrama_web_api_accounts_birth_year"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/cap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cap
         * @description Hold the asker's spending of a month to so many coins.
         */
        post: operations["microdrama_web_api_accounts_cap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export
         * @description All that is held about the asker.
         */
        get: operations["microdrama_web_api_accounts_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description End the session; a guest stays a guest, since their device is all that knows them.
         */
        post: operations["microdrama_web_api_accounts_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My Studios
         * @description The studios that the asker works for.
         */
        get: operations["microdrama_web_api_accounts_my_studios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios/{slug}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Members
         * @description Who works for a studio.
         */
        get: operations["microdrama_web_api_accounts_members"];
        /**
         * Set Member
         * @description Make somebody a member, or give a member another role; for owners.
         */
        put: operations["microdrama_web_api_accounts_set_member"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios/{slug}/members/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Member
         * @description Let a member go; for owners.
         */
        delete: operations["microdrama_web_api_accounts_remove_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report
         * @description Tell the staff that something is wrong with a series or an episode.
         */
        post: operations["microdrama_web_api_accounts_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search Series
         * @description The series that may be watched and have all the words asked for, those with all of them in the title first.
         */
        get: operations["microdrama_web_api_catalogue_search_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Facet List
         * @description The genres and tropes of the series that may be watched, genres first, each kind by how many have it.
         */
        get: operations["microdrama_web_api_catalogue_facet_list"];
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
         * @description One series with all its episodes; by a name that it had before, with the `slug` that it has now.
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
    "/api/v1/log-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log Ins
         * @description The services by which people log in here, in the operator's order; none where none is configured.
         */
        get: operations["microdrama_web_api_log_ins_log_ins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log-ins/{service}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin Log In
         * @description Begin a log-in by another service. A guest stays one until they come back, and joins as after any log-in.
         */
        post: operations["microdrama_web_api_log_ins_begin_log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/log-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My Log Ins
         * @description The other services by which the asker's account can be entered.
         */
        get: operations["microdrama_web_api_log_ins_my_log_ins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/log-ins/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Log In
         * @description Take a service off the asker's account, unless it is the last way in.
         */
        delete: operations["microdrama_web_api_log_ins_remove_log_in"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Order
         * @description Order what a quote is for, and say where to pay; the same quote again is the same order.
         */
        post: operations["microdrama_web_api_payments_make_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Order
         * @description What became of an order of the viewer's.
         */
        get: operations["microdrama_web_api_payments_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receipts/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receipt
         * @description Bring a store's receipt, which is taken to the store; the same again gives nothing more.
         */
        post: operations["microdrama_web_api_payments_receipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Notices
         * @description What a provider reports about payments; signed by the provider, and taken in once.
         */
        post: operations["microdrama_web_api_payments_notices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vip/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Vip
         * @description Let VIP renew no more; what is paid stays.
         */
        post: operations["microdrama_web_api_payments_cancel_vip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ads/sandbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Play Ad
         * @description Pretend that an advertisement was watched, where money is play money; the day's limit holds all the same.
         */
        post: operations["microdrama_web_api_payments_play_ad"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ads/{network}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watched Ad
         * @description What an ad network reports: an advertisement was watched. Signed by the network, counted once.
         */
        get: operations["microdrama_web_api_payments_watched_ad"];
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
    "/api/v1/studios/{slug}/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Paid
         * @description What a studio of one's own was paid.
         */
        get: operations["microdrama_web_api_statements_paid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios/{slug}/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description What a studio of one's own earned, month by month.
         */
        get: operations["microdrama_web_api_statements_listed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios/{slug}/statements/running": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Running
         * @description What the month that runs, and one that is over and not closed, would come to if they ended now.
         */
        get: operations["microdrama_web_api_statements_running"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios/{slug}/statements/{month}/{currency}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Signed
         * @description One signed statement as the file that `microdrama statements verify` reads.
         */
        get: operations["microdrama_web_api_statements_signed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/studios/{slug}/statements/{month}/{currency}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lines
         * @description The ledger lines of a statement, as CSV; they say nothing about who paid.
         */
        get: operations["microdrama_web_api_statements_lines"];
        put?: never;
        post?: never;
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
         * SessionOut
         * @description Who asks: `id` is null for who has no account yet. `csrf` goes into X-CSRFToken of all that changes something.
         */
        SessionOut: {
            /** Id */
            id: string | null;
            /** Email */
            email: string | null;
            /** Guest */
            guest: boolean;
            /** Staff */
            staff: boolean;
            /** Territory */
            territory: string;
            /** Csrf */
            csrf: string;
        };
        /**
         * DeviceIn
         * @description What a device calls itself.
         */
        DeviceIn: {
            /**
             * Label
             * @default
             */
            label: string;
        };
        /**
         * MeOut
         * @description An account; `mergeable` says that the device has a guest's account which may be joined to this one.
         *
         *     `password` says whether it has one.
         */
        MeOut: {
            /** Id */
            id: string | null;
            /** Email */
            email: string | null;
            /** Guest */
            guest: boolean;
            /** Staff */
            staff: boolean;
            /** Territory */
            territory: string;
            /** Csrf */
            csrf: string;
            /** Birth Year */
            birth_year: number | null;
            /** Monthly Cap Coins */
            monthly_cap_coins: number | null;
            /** Mergeable */
            mergeable: boolean;
            /** Password */
            password: boolean;
        };
        /**
         * EraseIn
         * @description The word `erase`, so that nothing is erased by mistake.
         */
        EraseIn: {
            /**
             * Confirm
             * @constant
             */
            confirm: "erase";
        };
        /**
         * JoinOut
         * @description What came from the guest's account.
         */
        JoinOut: {
            /** Paid */
            paid: number;
            /** Bonus */
            bonus: number;
            /** Debt */
            debt: number;
            /** Episodes */
            episodes: number;
        };
        /**
         * BirthYearIn
         * @description A year; null takes it back.
         */
        BirthYearIn: {
            /** Year */
            year: number | null;
        };
        /**
         * CapIn
         * @description The most coins to spend in a calendar month; null lifts the cap.
         */
        CapIn: {
            /** Coins */
            coins: number | null;
        };
        /**
         * StudioOut
         * @description A studio, and the asker's role in it.
         */
        StudioOut: {
            /** Slug */
            slug: string;
            /** Name */
            name: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "editor" | "accountant";
        };
        /**
         * MemberOut
         * @description Somebody who works for a studio.
         */
        MemberOut: {
            /**
             * Account
             * Format: uuid
             */
            account: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "editor" | "accountant";
        };
        /**
         * MemberIn
         * @description Whom to name, and as what.
         */
        MemberIn: {
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "editor" | "accountant";
        };
        /**
         * ReportOut
         * @description The number under which a report is kept.
         */
        ReportOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /**
         * ReportIn
         * @description What is wrong with a series, or with one of its episodes.
         */
        ReportIn: {
            /** Slug */
            slug: string;
            /** Number */
            number?: number | null;
            /**
             * Reason
             * @enum {string}
             */
            reason: "illegal" | "violent" | "sexual" | "hateful" | "rights" | "other";
            /**
             * Words
             * @default
             */
            words: string;
        };
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
         * FacetOut
         * @description A genre or trope to narrow a search by, and how many of the newest 2,000 series have it.
         */
        FacetOut: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "genre" | "trope";
            /** Name */
            name: string;
            /** Count */
            count: number;
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
         * @description A series with its episodes; `credits` must be shown. Episodes up to `free_episodes` cost nothing.
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
            /** Free Episodes */
            free_episodes: number;
            /** Episodes */
            episodes: components["schemas"]["EpisodeOut"][];
        };
        /**
         * LogInOut
         * @description A service by which people log in here: `name` is for them, `id` for the address.
         */
        LogInOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * AddressOut
         * @description Where the viewer goes on, at the service; it comes back to /account, with `error` where it was not let in.
         */
        AddressOut: {
            /** Address */
            address: string;
        };
        /**
         * PurposeIn
         * @description To `enter`, or to `connect` the service to the account that is logged in.
         */
        PurposeIn: {
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "enter" | "connect";
        };
        /**
         * ConnectionOut
         * @description A log-in of the asker's account; `address` is the person's at that service, or empty.
         */
        ConnectionOut: {
            /** Id */
            id: number;
            /** Service */
            service: string;
            /** Name */
            name: string;
            /** Address */
            address: string;
        };
        /**
         * OrderOut
         * @description An order; `address` is where to pay (empty: in the app, through its store, with `id` as its account token).
         */
        OrderOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "paid" | "partly" | "refunded" | "disputed" | "failed";
            /** Minor */
            minor: number;
            /** Currency */
            currency: string;
            /** Coins */
            coins: number;
            /** Bonus Coins */
            bonus_coins: number;
            /** Days */
            days: number;
            /**
             * Address
             * @default
             */
            address: string;
        };
        /**
         * OrderIn
         * @description The quote that is accepted, who takes the money, and the page of this site to return to.
         */
        OrderIn: {
            /**
             * Quote
             * Format: uuid
             */
            quote: string;
            /** Provider */
            provider: string;
            /**
             * Back
             * @default /
             */
            back: string;
        };
        /**
         * ReceiptIn
         * @description What the store gave to the app.
         */
        ReceiptIn: {
            /** Receipt */
            receipt: string;
        };
        /**
         * Taken
         * @description What came of a report.
         */
        Taken: {
            /** Outcome */
            outcome: string;
        };
        /**
         * CancelOut
         * @description Until when VIP lasts.
         */
        CancelOut: {
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * AdOut
         * @description The episode that was opened, and until when.
         */
        AdOut: {
            /** Number */
            number: number;
            /** Until */
            until: string | null;
        };
        /**
         * AdIn
         * @description The episode that a play advertisement is to open.
         */
        AdIn: {
            /** Slug */
            slug: string;
            /** Number */
            number: number;
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
         *     `playlists` has the text of each media playlist by its address; `master_text` names these addresses. `file` is the
         *     whole episode with its original sound, null where that may not be heard.
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
            file: string | null;
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
         * ToldBeat
         * @description The beat that came last, and where the picture is now; `last` when the viewer leaves.
         */
        ToldBeat: {
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
         * PayoutOut
         * @description Money that went to the studio: `month` where it paid a statement, `reference` as the bank has it.
         */
        PayoutOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Currency */
            currency: string;
            /** Minor */
            minor: number;
            /** Month */
            month: string | null;
            /** Reference */
            reference: string;
        };
        /**
         * Payouts
         * @description What a studio was paid, newest first, and what is to be paid to it now.
         */
        Payouts: {
            /** Items */
            items: components["schemas"]["PayoutOut"][];
            /** Payable */
            payable: components["schemas"]["Sum"][];
        };
        /**
         * Sum
         * @description Minor units of a currency.
         */
        Sum: {
            /** Currency */
            currency: string;
            /** Minor */
            minor: number;
        };
        /**
         * SeriesShareOut
         * @description One series: earned_minor - carried_back_minor = net_minor, of which share_minor is the studio's.
         *
         *     `title` is what it is called now, for people; the signed file has only what does not change.
         */
        SeriesShareOut: {
            /** Series */
            series: string;
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Legs */
            legs: number;
            /** First Transfer */
            first_transfer: number;
            /** Last Transfer */
            last_transfer: number;
            /** Earned Minor */
            earned_minor: number;
            /** Carried Back Minor */
            carried_back_minor: number;
            /** Net Minor */
            net_minor: number;
            /** Share Minor */
            share_minor: number;
        };
        /**
         * SignedOut
         * @description A statement with the platform's signature (Ed25519), in hex; the file to keep is at /{month}/{currency}.
         */
        SignedOut: {
            statement: components["schemas"]["StatementOut"];
            /** Signature */
            signature: string;
            /** Public Key */
            public_key: string;
        };
        /**
         * StatementOut
         * @description A month in one currency, in its minor units; `vip` is null where no VIP money came to its series.
         */
        StatementOut: {
            /** Schema Name */
            schema_name: string;
            /** Studio */
            studio: string;
            /** Studio Name */
            studio_name: string;
            /** Month */
            month: string;
            /** Currency */
            currency: string;
            /** Share Bp */
            share_bp: number;
            /** Series */
            series: components["schemas"]["SeriesShareOut"][];
            /** Earned Minor */
            earned_minor: number;
            /** Carried Back Minor */
            carried_back_minor: number;
            /** Net Minor */
            net_minor: number;
            /** Share Minor */
            share_minor: number;
            /** Platform Minor */
            platform_minor: number;
            /** Lines Sha256 */
            lines_sha256: string;
            vip: components["schemas"]["VipShareOut"] | null;
        };
        /**
         * Statements
         * @description All statements of a studio, newest month first.
         */
        Statements: {
            /** Items */
            items: components["schemas"]["SignedOut"][];
        };
        /**
         * VipSeriesOut
         * @description How long VIP viewers watched a series in the month.
         */
        VipSeriesOut: {
            /** Series */
            series: string;
            /** Watched Ms */
            watched_ms: number;
        };
        /**
         * VipShareOut
         * @description VIP money of the month, `minor` in all, as it was spread over all studios' series by `watched_ms`.
         */
        VipShareOut: {
            /** Minor */
            minor: number;
            /** Watched Ms */
            watched_ms: number;
            /** Cut */
            cut: number;
            /** Last */
            last: string;
            /** Series */
            series: components["schemas"]["VipSeriesOut"][];
        };
        /**
         * Running
         * @description What statements of months that are not closed come to by the ledger `at` a moment; not signed, and not final.
         */
        Running: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Provisional
             * @constant
             */
            provisional: true;
            /** Items */
            items: components["schemas"]["StatementOut"][];
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
         *     `usable` may be spent in the viewer's territory now. VIP lasts until `vip_until`, longer where `vip_renews`.
         *     `next_gift_at` is when the next day's gift can be taken; null where today's waits.
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
            /** Vip Renews */
            vip_renews: boolean;
            /** Next Gift At */
            next_gift_at: string | null;
        };
        /**
         * Entry
         * @description A line of the history: `coins` came (above 0) or went; `title` is that of the series, for people.
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
            /** Title */
            title: string | null;
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
         * @description Everything that is sold in the viewer's territory, nothing where it is closed; and who takes the money.
         */
        Products: {
            /** Items */
            items: components["schemas"]["ProductOut"][];
            /** Providers */
            providers: string[];
        };
        /**
         * OfferOut
         * @description A series before the first coin: what all of it costs at most, what that is in money, and how long it runs.
         *
         *     `opened` are the numbers that this viewer unlocked, and `rest_coins` is what all others cost this viewer together,
         *     after what was paid for those. `price` is null where nothing is sold; of ways past the wall, those are told that the
         *     licence for the viewer's territory permits.
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
            /** Rest Coins */
            rest_coins: number;
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
    microdrama_web_api_accounts_session: {
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
                    "application/json": components["schemas"]["SessionOut"];
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
    microdrama_web_api_accounts_open_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    microdrama_web_api_accounts_me: {
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
                    "application/json": components["schemas"]["MeOut"];
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
    microdrama_web_api_accounts_erase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseIn"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    microdrama_web_api_accounts_join: {
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
                    "application/json": components["schemas"]["JoinOut"];
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
    microdrama_web_api_accounts_birth_year: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BirthYearIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeOut"];
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
    microdrama_web_api_accounts_cap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CapIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeOut"];
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
    microdrama_web_api_accounts_export: {
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
                    "application/json": {
                        [key: string]: unknown;
                    };
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
    microdrama_web_api_accounts_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    microdrama_web_api_accounts_my_studios: {
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
                    "application/json": components["schemas"]["StudioOut"][];
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
    microdrama_web_api_accounts_members: {
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
                    "application/json": components["schemas"]["MemberOut"][];
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
    microdrama_web_api_accounts_set_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberOut"][];
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
    microdrama_web_api_accounts_remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    microdrama_web_api_accounts_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportOut"];
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
    microdrama_web_api_catalogue_series_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
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
    microdrama_web_api_catalogue_search_series: {
        parameters: {
            query?: {
                /** @description Words, or how they begin */
                q?: string;
                genre?: string | null;
                trope?: string | null;
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
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
    microdrama_web_api_catalogue_facet_list: {
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
                    "application/json": components["schemas"]["FacetOut"][];
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
    microdrama_web_api_log_ins_log_ins: {
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
                    "application/json": components["schemas"]["LogInOut"][];
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
    microdrama_web_api_log_ins_begin_log_in: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurposeIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressOut"];
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
    microdrama_web_api_log_ins_my_log_ins: {
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
                    "application/json": components["schemas"]["ConnectionOut"][];
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
    microdrama_web_api_log_ins_remove_log_in: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    microdrama_web_api_payments_make_order: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
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
    microdrama_web_api_payments_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["OrderOut"];
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
    microdrama_web_api_payments_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReceiptIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
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
    microdrama_web_api_payments_notices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
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
                    "application/json": components["schemas"]["Taken"];
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
    microdrama_web_api_payments_cancel_vip: {
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
                    "application/json": components["schemas"]["CancelOut"];
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
    microdrama_web_api_payments_play_ad: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdOut"];
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
    microdrama_web_api_payments_watched_ad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                network: string;
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
                    "application/json": components["schemas"]["Taken"];
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
                "application/json": components["schemas"]["ToldBeat"];
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
    microdrama_web_api_statements_paid: {
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
                    "application/json": components["schemas"]["Payouts"];
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
    microdrama_web_api_statements_listed: {
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
                    "application/json": components["schemas"]["Statements"];
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
    microdrama_web_api_statements_running: {
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
                    "application/json": components["schemas"]["Running"];
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
    microdrama_web_api_statements_signed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                month: string;
                currency: string;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
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
    microdrama_web_api_statements_lines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                month: string;
                currency: string;
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
                    "application/json": string;
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
