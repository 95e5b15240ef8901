-- ── help/categories: reference ──────────────────────────────────────────────────────────────────────────────────

CREATE TABLE category (
    code text PRIMARY KEY,
    position integer NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    icon text NOT NULL,
    -- JSON Schema (draft 2020-12) of the answers that a need or offer of this category carries.
    form jsonb NOT NULL,
    -- live: shown at once; screened: free text is read first; person: a human decides.
    risk text NOT NULL CHECK (risk IN ('live', 'screened', 'person')),
    cancellation_policy text NOT NULL CHECK (cancellation_policy IN ('flexible', 'fair', 'strict')),
    price_unit text NOT NULL CHECK (price_unit IN ('job', 'hour', 'day', 'item')),
    typical_minutes integer NOT NULL CHECK (typical_minutes > 0),
    -- The standing from which one may ask and offer; 0 while nobody is scored.
    standing_to_ask integer NOT NULL DEFAULT 0,
    standing_to_offer integer NOT NULL DEFAULT 0,
    -- Local hours in which an instant need of this category asks nobody; equal: never.
    night_from_hour integer NOT NULL DEFAULT 0 CHECK (night_from_hour BETWEEN 0 AND 23),
    night_to_hour integer NOT NULL DEFAULT 0 CHECK (night_to_hour BETWEEN 0 AND 23),
    is_enabled boolean NOT NULL DEFAULT true,
    -- Codes of the structured questions of a review, each with its words.
    review_questions jsonb NOT NULL
);

-- ── help: distributed by region; every id of these tables carries its region ────────────────────────────────────

CREATE TABLE need (
    region bigint NOT NULL,
    id uuid NOT NULL,
    asker_id uuid NOT NULL,
    community_id uuid,
    city text NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    answers jsonb NOT NULL,
    picture_ids uuid[] NOT NULL,
    -- Where others see it: the centre of a cell, and a latitude row of about 500 m for the search.
    cell bigint NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    lat_row integer NOT NULL,
    -- Where it is: for matching, and for the helper of a deal.
    exact_lat double precision NOT NULL,
    exact_lon double precision NOT NULL,
    exact_note text NOT NULL,
    is_now boolean NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 10080),
    -- Null: open to offers.
    fee_minor bigint CHECK (fee_minor > 0),
    currency text NOT NULL,
    materials text NOT NULL CHECK (materials IN ('none', 'asker', 'helper')),
    payment text NOT NULL CHECK (payment IN ('balance', 'cash')),
    stage text NOT NULL CHECK (stage IN ('draft', 'screened', 'open', 'agreed', 'closed', 'expired', 'withdrawn', 'removed')),
    first_bid_at timestamptz,
    deal_id uuid,
    opened_at timestamptz,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (region, id)
);

CREATE INDEX need_near ON need (category, lat_row, lon) WHERE stage = 'open';
CREATE INDEX need_asker ON need (region, asker_id, id);
CREATE INDEX need_opened ON need (region, category, opened_at);
CREATE INDEX need_expiry ON need (expires_at) WHERE stage IN ('draft', 'screened', 'open');

CREATE TABLE offer (
    region bigint NOT NULL,
    id uuid NOT NULL,
    helper_id uuid NOT NULL,
    city text NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    answers jsonb NOT NULL,
    picture_ids uuid[] NOT NULL,
    -- Where others see the service area's centre.
    cell bigint NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    lat_row integer NOT NULL,
    exact_lat double precision NOT NULL,
    exact_lon double precision NOT NULL,
    radius_m integer NOT NULL CHECK (radius_m BETWEEN 100 AND 20000),
    -- Empty: anybody within the radius; else only needs of these communities.
    community_ids uuid[] NOT NULL,
    price_kind text NOT NULL CHECK (price_kind IN ('fixed', 'hourly', 'talk')),
    price_minor bigint CHECK (price_minor > 0),
    currency text NOT NULL,
    -- [{"day": 1..7, "from": "09:00", "to": "18:00"}, ...] in the city's time; empty: any time.
    hours jsonb NOT NULL,
    -- The helper is switched on now and inside the service area.
    is_available boolean NOT NULL DEFAULT false,
    stage text NOT NULL CHECK (stage IN ('screened', 'open', 'paused', 'withdrawn', 'removed')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (region, id),
    CHECK ((price_kind = 'talk') = (price_minor IS NULL))
);

CREATE INDEX offer_near ON offer (category, lat_row, lon) WHERE stage = 'open';
CREATE INDEX offer_helper ON offer (region, helper_id, id);

-- Where a helper who is switched on is now; never shown. Distributed by person_id.
CREATE TABLE availability (
    person_id uuid PRIMARY KEY,
    is_available boolean NOT NULL,
    exact_lat double precision,
    exact_lon double precision,
    quiet_from_hour integer CHECK (quiet_from_hour BETWEEN 0 AND 23),
    quiet_to_hour integer CHECK (quiet_to_hour BETWEEN 0 AND 23),
    at timestamptz NOT NULL
);

-- Who was asked by an instant wave, in which ring, and why.
CREATE TABLE invitation (
    region bigint NOT NULL,
    need_id uuid NOT NULL,
    helper_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    wave integer NOT NULL,
    reasons jsonb NOT NULL,
    asked_at timestamptz NOT NULL,
    answer text CHECK (answer IN ('bid', 'declined')),
    answered_at timestamptz,
    PRIMARY KEY (region, need_id, helper_id)
);

CREATE INDEX invitation_helper ON invitation (region, helper_id, asked_at);

-- The rings of an instant need: how far each reached and when the next is due, whoever was found in it.
CREATE TABLE wave (
    region bigint NOT NULL,
    need_id uuid NOT NULL,
    wave integer NOT NULL CHECK (wave >= 1),
    category text NOT NULL,
    ring_m integer NOT NULL,
    asked integer NOT NULL,
    at timestamptz NOT NULL,
    -- Null after the last.
    next_at timestamptz,
    PRIMARY KEY (region, need_id, wave)
);

-- What a helper did so far, a copy in each region where they offer; counted again from invitations, deals and reviews
-- whenever one of them changes, so it can be thrown away and rebuilt.
CREATE TABLE helper_record (
    region bigint NOT NULL,
    helper_id uuid NOT NULL,
    stars_sum integer NOT NULL,
    stars_count integer NOT NULL,
    asked integer NOT NULL,
    answered integer NOT NULL,
    completed integer NOT NULL,
    -- The helper's part of the score of the list "best", and the standing that the list is filtered by.
    merit double precision NOT NULL,
    standing integer NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (region, helper_id)
);

-- A helper's answer to a need, or an asker's booking of an offer; each counter is a new version.
CREATE TABLE bid (
    region bigint NOT NULL,
    id uuid NOT NULL,
    need_id uuid,
    offer_id uuid,
    asker_id uuid NOT NULL,
    helper_id uuid NOT NULL,
    city text NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    -- Who wrote the present version; the other may accept it.
    proposed_by uuid NOT NULL,
    fee_minor bigint NOT NULL CHECK (fee_minor > 0),
    currency text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 10080),
    note text NOT NULL,
    payment text NOT NULL CHECK (payment IN ('balance', 'cash')),
    materials text NOT NULL CHECK (materials IN ('none', 'asker', 'helper')),
    -- Of a booking: where the asker wants it; of a bid on a need: where the need is.
    community_id uuid,
    cell bigint NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    exact_lat double precision NOT NULL,
    exact_lon double precision NOT NULL,
    exact_note text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('open', 'accepted', 'declined', 'withdrawn', 'lost', 'expired')),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (region, id),
    CHECK ((need_id IS NULL) <> (offer_id IS NULL)),
    CHECK (asker_id <> helper_id)
);

-- One open bid of a helper on a need, one open booking of an asker on an offer.
CREATE UNIQUE INDEX bid_on_need ON bid (region, need_id, helper_id) WHERE stage = 'open';
CREATE UNIQUE INDEX bid_on_offer ON bid (region, offer_id, asker_id) WHERE stage = 'open';
CREATE INDEX bid_asker ON bid (region, asker_id, id);
CREATE INDEX bid_helper ON bid (region, helper_id, id);
CREATE INDEX bid_expiry ON bid (expires_at) WHERE stage = 'open';

CREATE TABLE bid_version (
    region bigint NOT NULL,
    bid_id uuid NOT NULL,
    version integer NOT NULL,
    proposed_by uuid NOT NULL,
    fee_minor bigint NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes integer NOT NULL,
    note text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (region, bid_id, version)
);

-- The card that both signed, and where it stands.
CREATE TABLE deal (
    region bigint NOT NULL,
    id uuid NOT NULL,
    need_id uuid,
    offer_id uuid,
    bid_id uuid NOT NULL,
    bid_version integer NOT NULL,
    asker_id uuid NOT NULL,
    helper_id uuid NOT NULL,
    community_id uuid,
    city text NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    scope text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes integer NOT NULL,
    cell bigint NOT NULL,
    -- The shown point again: the fair-price band is made of deals near a point.
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    exact_lat double precision NOT NULL,
    exact_lon double precision NOT NULL,
    exact_note text NOT NULL,
    fee_minor bigint NOT NULL CHECK (fee_minor > 0),
    currency text NOT NULL,
    materials text NOT NULL,
    cancellation_policy text NOT NULL CHECK (cancellation_policy IN ('flexible', 'fair', 'strict')),
    payment text NOT NULL CHECK (payment IN ('balance', 'cash')),
    commission_bps integer NOT NULL DEFAULT 0,
    stage text NOT NULL CHECK (stage IN ('agreed', 'funded', 'under_way', 'delivered', 'completed', 'cancelled', 'disputed', 'resolved')),
    version integer NOT NULL DEFAULT 1,
    -- Sums: of what was agreed beside the fee, of what was ever put into escrow, of what left it to the helper (commission
    -- included) and back to the asker, and of what was tipped.
    topped_up_minor bigint NOT NULL DEFAULT 0,
    held_minor bigint NOT NULL DEFAULT 0,
    released_minor bigint NOT NULL DEFAULT 0,
    refunded_minor bigint NOT NULL DEFAULT 0,
    tipped_minor bigint NOT NULL DEFAULT 0,
    delivery_note text NOT NULL DEFAULT '',
    delivery_picture_ids uuid[] NOT NULL DEFAULT '{}',
    cancel_reason text,
    -- Empty when a deadline passed and nobody acted.
    cancelled_by uuid,
    cash_confirmed_by_asker boolean NOT NULL DEFAULT false,
    cash_confirmed_by_helper boolean NOT NULL DEFAULT false,
    agreed_at timestamptz NOT NULL,
    -- The visible deadline of the present stage, and what happens then.
    deadline_at timestamptz,
    deadline_does text CHECK (deadline_does IN ('cancel', 'complete', 'escalate')),
    started_at timestamptz,
    delivered_at timestamptz,
    ended_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (region, id),
    CHECK (asker_id <> helper_id),
    -- Nothing leaves escrow that was not put in, and nothing stays there once the deal has ended.
    CHECK (released_minor >= 0 AND refunded_minor >= 0 AND released_minor + refunded_minor <= held_minor),
    CHECK (stage NOT IN ('completed', 'cancelled', 'resolved') OR released_minor + refunded_minor = held_minor)
);

-- However many accept at once: one live deal per need, one deal per bid.
CREATE UNIQUE INDEX deal_of_need ON deal (region, need_id) WHERE stage <> 'cancelled' AND need_id IS NOT NULL;
CREATE UNIQUE INDEX deal_of_bid ON deal (region, bid_id);
CREATE INDEX deal_asker ON deal (region, asker_id, id);
CREATE INDEX deal_helper ON deal (region, helper_id, id);
CREATE INDEX deal_band ON deal (region, category, ended_at) WHERE stage = 'completed';
CREATE INDEX deal_band_city ON deal (city, category, ended_at) WHERE stage = 'completed';
CREATE INDEX deal_deadline ON deal (deadline_at) WHERE deadline_at IS NOT NULL;

-- The time line of a deal.
CREATE TABLE deal_event (
    region bigint NOT NULL,
    deal_id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    by_id uuid,
    facts jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (region, deal_id, version)
);

-- More money in the middle, asked by one and agreed by the other.
CREATE TABLE top_up (
    region bigint NOT NULL,
    id uuid NOT NULL,
    deal_id uuid NOT NULL,
    proposed_by uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    reason text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('proposed', 'funded', 'declined')),
    at timestamptz NOT NULL,
    answered_at timestamptz,
    PRIMARY KEY (region, id)
);

CREATE INDEX top_up_deal ON top_up (region, deal_id);

CREATE TABLE dispute (
    region bigint NOT NULL,
    deal_id uuid NOT NULL,
    -- Empty: work was begun and never delivered, and nobody said anything.
    opened_by uuid,
    reason text NOT NULL,
    text text NOT NULL,
    picture_ids uuid[] NOT NULL,
    -- What is to be shared out: what is in escrow, or the price of a cash deal.
    stake_minor bigint NOT NULL CHECK (stake_minor >= 0),
    currency text NOT NULL,
    -- The present proposal, or what was decided: so much to the helper, the rest to the asker.
    proposal_version integer NOT NULL DEFAULT 0,
    proposed_by uuid,
    to_helper_minor bigint CHECK (to_helper_minor BETWEEN 0 AND stake_minor),
    is_escalated boolean NOT NULL DEFAULT false,
    -- The operator who decided; empty where the two agreed.
    decided_by uuid,
    decision_note text NOT NULL DEFAULT '',
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz,
    PRIMARY KEY (region, deal_id)
);

CREATE INDEX dispute_open ON dispute (deal_id) WHERE resolved_at IS NULL;

-- What the two show to each other, and to an operator who must decide.
CREATE TABLE dispute_evidence (
    region bigint NOT NULL,
    id uuid NOT NULL,
    deal_id uuid NOT NULL,
    by_id uuid NOT NULL,
    text text NOT NULL,
    picture_ids uuid[] NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (region, id)
);

CREATE INDEX dispute_evidence_deal ON dispute_evidence (region, deal_id, id);

CREATE TABLE review (
    region bigint NOT NULL,
    id uuid NOT NULL,
    deal_id uuid NOT NULL,
    by_id uuid NOT NULL,
    about_id uuid NOT NULL,
    about_role text NOT NULL CHECK (about_role IN ('asker', 'helper')),
    category text NOT NULL,
    stars integer NOT NULL CHECK (stars BETWEEN 1 AND 5),
    answers jsonb NOT NULL,
    text text NOT NULL,
    reply text NOT NULL DEFAULT '',
    replied_at timestamptz,
    written_at timestamptz NOT NULL,
    -- Both reviews of a deal are revealed at one moment; until then nobody but the writer sees one.
    revealed_at timestamptz,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (region, id)
);

CREATE UNIQUE INDEX review_once ON review (region, deal_id, by_id);
CREATE INDEX review_about ON review (region, about_id, revealed_at);
CREATE INDEX review_by ON review (region, by_id);

-- Talk in a need, an offer or a deal, between its owner and one guest. A deal's guest is its helper.
CREATE TABLE thread (
    region bigint NOT NULL,
    subject_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('need', 'offer', 'deal')),
    -- Writers of a thread meet on its row, so that messages and their times are in one order.
    last_at timestamptz NOT NULL,
    PRIMARY KEY (region, subject_id, guest_id)
);

CREATE INDEX thread_owner ON thread (region, owner_id, last_at);
CREATE INDEX thread_guest ON thread (region, guest_id, last_at);

-- Contact data is masked before it is stored.
CREATE TABLE message (
    region bigint NOT NULL,
    id uuid NOT NULL,
    subject_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    by_id uuid NOT NULL,
    text text NOT NULL,
    is_masked boolean NOT NULL,
    picture_ids uuid[] NOT NULL,
    phrase text,
    at timestamptz NOT NULL,
    PRIMARY KEY (region, id)
);

CREATE INDEX message_thread ON message (region, subject_id, guest_id, id);
CREATE INDEX message_by ON message (region, by_id, id);
