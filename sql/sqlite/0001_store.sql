-- SPDX-License-Identifier: Apache-2.0
-- Profiles with their orders, the events that they leave, the outbox, and events of the SM-DS. Times
-- are milliseconds since 1970 UTC, 0 where the thing has not happened; ids are made by the program
-- and grow with time, but for those of events. (An OR costs SQLite less than an IN of more than
-- two.) Numbers of clauses are those of SGP.22 v2.

-- The inventory (§3.1.6). What changes is here; what is only imported and read is profile_content,
-- so that a change of state writes a small row.
CREATE TABLE profile (
	id INTEGER PRIMARY KEY,
	iccid TEXT NOT NULL UNIQUE,         -- digits without 'F' (§5.3.1)
	operator_name TEXT NOT NULL,        -- of the configuration; the owner
	profile_type TEXT NOT NULL,         -- §5.3.1 profileType
	state TEXT NOT NULL CHECK (state = 'Available' OR state = 'Allocated' OR state = 'Linked'
		OR state = 'Confirmed' OR state = 'Released' OR state = 'Downloaded'
		OR state = 'Installed' OR state = 'Error' OR state = 'Unavailable'), -- §3.1.6
	previous_state TEXT,                -- before the last change: the from of its event
	last_event INTEGER NOT NULL,        -- event.id of its latest event
	previous_event INTEGER NOT NULL DEFAULT 0, -- of the one before that
	device_state TEXT CHECK (device_state = 'Enabled' OR device_state = 'Disabled'
		OR device_state = 'Deleted'), -- §5.6.4
	device_sequence INTEGER NOT NULL DEFAULT -1, -- highest seqNumber of its notifications
	eid TEXT,                           -- 32 digits; NULL: not linked (§5.3.1, §5.3.2)
	-- the order (§5.3.2)
	cc_required INTEGER NOT NULL DEFAULT 0,
	release_flag INTEGER NOT NULL DEFAULT 0,
	smds_address TEXT,
	matching_id_hmac BLOB,              -- keyed; finds the order in §5.6.3
	order_secrets BLOB,                 -- envelope: MatchingID, SHA256(ConfirmationCode)
	expires_at INTEGER NOT NULL DEFAULT 0,
	-- its event at an SM-DS (§5.9.1); NULL: none stands there
	event_queue TEXT,                   -- outbox.operator_name of the SM-DS
	event_deletion BLOB,                -- outbox.body of the message that deletes it
	-- the download (§5.6.2, §5.6.3)
	download_attempts INTEGER NOT NULL DEFAULT 0,
	attempt_transaction_id BLOB,        -- of the last attempt that was counted
	cc_attempts INTEGER NOT NULL DEFAULT 0, -- wrong confirmation codes
	otpk_euicc BLOB,                    -- of the binding: bppEuiccOtpk of a retry
	binding BLOB,                       -- envelope: otSK.DP and what else rebuilds the BPP
	install_result BLOB,                -- §5.6.4 ProfileInstallationResult, §5.6.5 CancelSessionResponse
	imported_at INTEGER NOT NULL,
	ordered_at INTEGER NOT NULL DEFAULT 0,
	confirmed_at INTEGER NOT NULL DEFAULT 0,
	released_at INTEGER NOT NULL DEFAULT 0,
	downloaded_at INTEGER NOT NULL DEFAULT 0,
	installed_at INTEGER NOT NULL DEFAULT 0,
	changed_at INTEGER NOT NULL,
	revision INTEGER NOT NULL DEFAULT 1,
	-- Kept free from the start for what an order and a download add, and given up by the order: a
	-- row that grows in a full page is moved to others, several for each in a large inventory.
	room BLOB DEFAULT (zeroblob(416))
) STRICT;

-- DownloadOrder by profileType takes the head of this index: its cost does not depend on how many
-- profiles there are, nor on how many were used up.
CREATE INDEX profile_stock ON profile (operator_name, profile_type, id)
	WHERE state = 'Available';

-- authenticateClient without a MatchingID looks for what waits for the EID (§5.6.3).
CREATE INDEX profile_eid ON profile (eid) WHERE eid IS NOT NULL;

-- What has expired is ended oldest first (§5.6.3).
CREATE INDEX profile_expiry ON profile (expires_at) WHERE expires_at > 0 AND (state = 'Confirmed'
	OR state = 'Released' OR state = 'Downloaded');

CREATE TABLE profile_content (
	profile_id INTEGER PRIMARY KEY REFERENCES profile (id),
	-- Envelope: unprotected profile package; NULL: wiped. It comes first, so that its head, with the
	-- wrapped key that opens it, lies in the page of the row, and is overwritten when it is wiped.
	package BLOB,
	metadata BLOB NOT NULL              -- DER of StoreMetadataRequest (§5.5.3)
) STRICT;

-- Every MatchingID that any order ever had, as its keyed HMAC: none is used twice (§5.3.2).
CREATE TABLE matching_id (
	hmac BLOB PRIMARY KEY,
	profile_id INTEGER NOT NULL REFERENCES profile (id),
	used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each delivery of a BPP (§5.6.2): judges a ProfileInstallationResult that comes after its session.
CREATE TABLE profile_download (
	transaction_id BLOB PRIMARY KEY,
	profile_id INTEGER NOT NULL REFERENCES profile (id),
	eid TEXT NOT NULL,
	euicc_public_key BLOB NOT NULL,     -- of CERT.EUICC.ECDSA: verifies euiccSignPIR
	tac BLOB,                           -- DeviceInfo (§5.6.3)
	imei BLOB,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Notifications that were counted (§5.6.4): LPAs repeat them until they are acknowledged.
CREATE TABLE notification (
	eid TEXT NOT NULL,
	sequence_number INTEGER NOT NULL,
	digest BLOB NOT NULL,               -- of what the eUICC signed
	at INTEGER NOT NULL,
	PRIMARY KEY (eid, sequence_number, digest)
) STRICT, WITHOUT ROWID;

-- What happened, in the order in which it happened, so that a new one goes to the page of the one
-- before, whatever its profile. Events of a profile are a chain, from profile.last_event backwards.
CREATE TABLE event (
	id INTEGER PRIMARY KEY,             -- counted
	previous INTEGER CHECK (previous < id), -- event.id of the profile's one before; 0: its first;
	                                    -- NULL: the ICCID is not ours, cards may name any
	iccid TEXT NOT NULL,
	at INTEGER NOT NULL,
	who TEXT NOT NULL,
	function TEXT NOT NULL,             -- "ES2+.ConfirmOrder"
	from_state TEXT,                    -- NULL: nothing changed
	to_state TEXT,
	subject_code TEXT,                  -- §5.2.6; NULL: success
	reason_code TEXT,
	transaction_id BLOB
) STRICT;

CREATE INDEX event_foreign ON event (iccid, id) WHERE previous IS NULL;

-- Calls that changed a profile, by which a repeated one is told (§5.2.1 functionCallIdentifier): as
-- long as the profile has the revision that the call left.
CREATE TABLE es2p_call (
	id INTEGER PRIMARY KEY,
	key BLOB NOT NULL UNIQUE,           -- of operator, function and functionCallIdentifier
	digest BLOB NOT NULL,               -- of the parameters
	reused INTEGER NOT NULL,            -- the key is that of several calls: it tells nothing
	profile_id INTEGER NOT NULL REFERENCES profile (id),
	revision INTEGER NOT NULL
) STRICT;

-- Messages to operators (§5.3.5) and to SM-DSs (§5.9.2). Of each (operator_name, iccid), only the
-- oldest that is not set aside has a due_at; a taken one is due again when its lease ends.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	operator_name TEXT NOT NULL,        -- or the queue of an SM-DS
	iccid TEXT NOT NULL,
	kind TEXT NOT NULL,
	body BLOB NOT NULL,
	created_at INTEGER NOT NULL,
	due_at INTEGER,
	attempts INTEGER NOT NULL DEFAULT 0,
	set_aside INTEGER NOT NULL DEFAULT 0,
	error TEXT,
	lease_until INTEGER NOT NULL DEFAULT 0, -- until then somebody is at it
	subject BLOB                        -- keyed hash: of a registration, the event
) STRICT;

CREATE INDEX outbox_due ON outbox (operator_name, due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX outbox_subject ON outbox (subject) WHERE subject IS NOT NULL;
CREATE INDEX outbox_order ON outbox (operator_name, iccid, id) WHERE set_aside = 0;

-- Events that wait at our SM-DS for a device to ask (§5.9.1). Ids are the order of registration.
CREATE TABLE event_registration (
	id INTEGER PRIMARY KEY,
	eid TEXT NOT NULL,                  -- 32 digits
	event_id_hmac BLOB NOT NULL UNIQUE, -- keyed; finds the event in §5.8.2 and §5.9
	event_id BLOB NOT NULL,             -- envelope: the EventID, which is a MatchingID
	rsp_server_address TEXT NOT NULL,   -- of the SM-DP+, or of an alternative SM-DS
	owner TEXT NOT NULL,                -- OID of who registered it; it alone deletes it (§5.9.2)
	-- the event at the root SM-DS, if this one is passed on (§5.10)
	root_event_id_hmac BLOB UNIQUE,     -- its EventID; NULL: not passed on
	root_event_id BLOB,                 -- envelope
	pending INTEGER NOT NULL DEFAULT 0, -- 1: the root SM-DS has not answered yet
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX event_registration_eid ON event_registration (eid, id);
CREATE INDEX event_registration_expiry ON event_registration (expires_at) WHERE expires_at > 0;
