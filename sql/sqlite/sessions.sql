-- SPDX-License-Identifier: Apache-2.0
-- RSP sessions (SGP.22 §3.1.2), in a file of their own that is never synced: it is dropped when the
-- machine has restarted, and when SESSIONS_SCHEMA changes, so it needs no migrations.
CREATE TABLE IF NOT EXISTS session (
	transaction_id BLOB PRIMARY KEY,    -- §5.6.1
	state TEXT NOT NULL,                -- a word of the session's table of states
	euicc_challenge BLOB NOT NULL,      -- §5.6.1
	server_challenge BLOB NOT NULL,     -- §5.6.1
	ci_pk_id BLOB NOT NULL,             -- euiccCiPKIdToBeUsed
	credential_set TEXT NOT NULL,       -- which CERT.DPauth and CERT.DPpb
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	eid TEXT,                           -- §5.6.3
	euicc_public_key BLOB,              -- of CERT.EUICC.ECDSA
	iccid TEXT,
	smdp_signature2 BLOB,               -- what euiccSignature2 covers (§5.6.2)
	cc_required INTEGER NOT NULL DEFAULT 0,
	otpk_euicc BLOB,                    -- §5.6.2
	tac BLOB,                           -- DeviceInfo
	imei BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS session_expiry ON session (expires_at);
