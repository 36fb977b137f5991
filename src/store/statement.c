/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of SQL statements. The order of columns is that of the column tables in the verb files
 * (profile.c, outbox.c, …); the schema with its clauses is in sql/. SQLite makes a temporary table
 * for RETURNING, for an IN of more than two, and for INSERT … SELECT from the table itself: none of
 * them is on the way of a download.
 */
#include "store/statement.h"

/* As profile_columns in store/profile.c. */
#define PROFILE_COLUMNS                                                                            \
	"p.id, p.iccid, p.operator_name, p.profile_type, p.state, p.device_state, "                \
	"p.device_sequence, p.eid, "                                                               \
	"p.cc_required, p.release_flag, p.smds_address, p.matching_id_hmac, p.order_secrets, "     \
	"p.expires_at, p.event_queue, p.download_attempts, p.attempt_transaction_id, "             \
	"p.cc_attempts, "                                                                          \
	"p.otpk_euicc, p.binding, "                                                                \
	"p.install_result, p.imported_at, p.ordered_at, p.confirmed_at, p.released_at, "           \
	"p.downloaded_at, p.installed_at, p.changed_at, p.revision"

#define PROFILE_SELECT "SELECT " PROFILE_COLUMNS " FROM profile p "

/* The id of a new event. The newest stays when events are swept, so that none is given twice. */
#define EVENT_NEXT "(SELECT coalesce(max(id), 0) + 1 FROM event)"

/* A profile knows the id of its new event, and of the one before, when the event is written. */
#define PROFILE_EVENT "previous_event = last_event, last_event = " EVENT_NEXT

/* What each change of a profile sets; `at` is the parameter with the time. */
#define PROFILE_CHANGED(at)                                                                        \
	PROFILE_EVENT ", previous_state = state, changed_at = " at ", revision = revision + 1, "

/* As event_columns in store/event.c. */
#define EVENT_COLUMNS                                                                              \
	"id, previous, at, iccid, who, function, from_state, to_state, subject_code, "             \
	"reason_code, transaction_id"

/* As outbox_columns in store/outbox.c. */
#define OUTBOX_COLUMNS                                                                             \
	"id, operator_name, iccid, kind, body, created_at, due_at, attempts, set_aside, error"

/* As registration_columns in store/event_registration.c. */
#define REGISTRATION_COLUMNS                                                                       \
	"id, eid, event_id_hmac, event_id, rsp_server_address, owner, root_event_id_hmac, "        \
	"root_event_id, pending, created_at, expires_at"

/* What a device is told of at the time $2. */
#define REGISTRATION_OPEN "pending = 0 AND (expires_at = 0 OR expires_at > $2)"

static const struct statement_row statements[STATEMENTS] = {
	/* Ids: what store_id() must stay above. */
	[STATEMENT_ID_MAX] =
		{.name = "id_max",
		 .text = "SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM profile "
			 "UNION ALL SELECT max(id) AS id FROM outbox "
			 "UNION ALL SELECT max(id) AS id FROM event_registration "
			 "UNION ALL SELECT max(id) AS id FROM es2p_call) AS ids"},

	/* Profiles. */
	[STATEMENT_PROFILE_INSERT] =
		{.name = "profile_insert",
		 .text = "INSERT INTO profile (id, iccid, operator_name, profile_type, state, "
			 "last_event, imported_at, changed_at) "
			 "VALUES ($1, $2, $3, $4, 'Available', " EVENT_NEXT ", $5, $5) "
			 "ON CONFLICT DO NOTHING"},
	[STATEMENT_PROFILE_CONTENT_INSERT] =
		{.name = "profile_content_insert",
		 .text = "INSERT INTO profile_content (profile_id, metadata, package) "
			 "VALUES ($1, $2, $3)"},
	[STATEMENT_PROFILE_GET] = {.name = "profile_get",
				   .text = PROFILE_SELECT
				   "WHERE p.iccid = $1 AND ($2 IS NULL OR p.operator_name = $2)"},
	[STATEMENT_PROFILE_JUDGE] =
		{.name = "profile_judge",
		 .text = "SELECT state, profile_type, eid, revision, download_attempts, "
			 "cc_attempts "
			 "FROM profile "
			 "WHERE iccid = $1 AND ($2 IS NULL OR operator_name = $2)"},
	[STATEMENT_PROFILE_METADATA] =
		{.name = "profile_metadata",
		 .text = "SELECT metadata FROM profile_content WHERE profile_id = $1"},
	[STATEMENT_PROFILE_CONTENT] = {.name = "profile_content",
				       .text = "SELECT metadata, package FROM profile_content "
					       "WHERE profile_id = $1 AND package IS NOT NULL"},
	[STATEMENT_PROFILE_PACKAGE_WIPE] =
		{.name = "profile_package_wipe",
		 .text = "UPDATE profile_content SET package = NULL "
			 "WHERE profile_id = (SELECT id FROM profile WHERE iccid = $1)"},
	[STATEMENT_PROFILE_LIST] =
		{.name = "profile_list",
		 .slow = true,
		 .text = PROFILE_SELECT
		 "WHERE p.iccid > $1 AND ($2 IS NULL OR p.operator_name = $2) "
		 "AND ($3 IS NULL OR p.profile_type = $3) AND ($4 IS NULL OR p.eid = $4) "
		 "AND ($5 IS NULL OR p.state = $5) ORDER BY p.iccid LIMIT $6"},
	[STATEMENT_PROFILE_STOCK] =
		{.name = "profile_stock",
		 .slow = true,
		 .text = "SELECT operator_name, profile_type, state, count(*) FROM profile "
			 "GROUP BY operator_name, profile_type, state "
			 "ORDER BY operator_name, profile_type, state LIMIT $1"},
	[STATEMENT_PROFILE_CHANGE] =
		{.name = "profile_change",
		 .text = "UPDATE profile SET " PROFILE_CHANGED(
			 "$19") "state = $10, "
				"eid = coalesce(eid, $8), device_state = coalesce($11, "
				"device_state), "
				"device_sequence = CASE WHEN $21 > device_sequence THEN $21 "
				"ELSE device_sequence END, "
				"download_attempts = download_attempts + CASE WHEN $12 > 0 THEN 1 "
				"ELSE 0 END, "
				"attempt_transaction_id = CASE WHEN $12 > 0 THEN $20 "
				"ELSE attempt_transaction_id END, "
				"cc_attempts = cc_attempts + CASE WHEN $13 > 0 THEN 1 ELSE 0 END, "
				"otpk_euicc = CASE WHEN $17 = 1 THEN NULL ELSE coalesce($14, "
				"otpk_euicc) END, "
				"binding = CASE WHEN $17 = 1 THEN NULL ELSE coalesce($15, binding) "
				"END, "
				"install_result = coalesce($16, install_result), "
				"order_secrets = CASE WHEN $18 = 1 THEN NULL ELSE order_secrets "
				"END, "
				"downloaded_at = CASE WHEN $9 = 1 THEN $19 ELSE downloaded_at END, "
				"installed_at = CASE WHEN $10 = 'Installed' AND installed_at = 0 "
				"THEN $19 "
				"ELSE installed_at END "
				"WHERE iccid = $1 AND ($2 IS NULL OR operator_name = $2) "
				"AND (state = $3 OR state = $4 OR state = $5 OR state = $6) "
				"AND ($7 = 0 OR revision = $7) "
				"AND ($8 IS NULL OR eid IS NULL OR eid = $8) "
				"AND ($12 = 0 OR download_attempts < $12) "
				"AND ($13 = 0 OR cc_attempts < $13) "
				"AND ($22 IS NULL OR NOT EXISTS (SELECT 1 FROM notification "
				"WHERE notification.eid = $22 AND sequence_number = $21 "
				"AND digest = $23))"},
	[STATEMENT_PROFILE_DOWNLOAD_INSERT] =
		{.name = "profile_download_insert",
		 .text = "INSERT INTO profile_download (transaction_id, profile_id, eid, "
			 "euicc_public_key, tac, imei, at) "
			 "SELECT $1, id, $3, $4, $5, $6, $7 FROM profile WHERE iccid = $2 "
			 "ON CONFLICT (transaction_id) DO UPDATE SET at = excluded.at"},
	[STATEMENT_PROFILE_DOWNLOAD_GET] =
		{.name = "profile_download_get",
		 .text = "SELECT d.transaction_id, p.iccid, d.eid, d.euicc_public_key, d.tac, "
			 "d.imei, "
			 "d.at FROM profile_download d JOIN profile p ON p.id = d.profile_id "
			 "WHERE d.transaction_id = $1"},
	[STATEMENT_NOTIFICATION_INSERT] =
		{.name = "notification_insert",
		 .text = "INSERT INTO notification (eid, sequence_number, digest, at) "
			 "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"},
	[STATEMENT_NOTIFICATION_SEEN] =
		{.name = "notification_seen",
		 .text = "SELECT 1 FROM notification "
			 "WHERE eid = $1 AND sequence_number = $2 AND digest = $3"},

	/* Orders. */
	/* One of many: a server with several writers adds FOR UPDATE SKIP LOCKED here. */
	[STATEMENT_ORDER_HEAD] =
		{.name = "order_head",
		 .sqlite = "SELECT iccid FROM profile WHERE operator_name = $1 "
			   "AND profile_type = $2 AND state = 'Available' ORDER BY id LIMIT 1"},
	[STATEMENT_ORDER_RESERVE] =
		{.name = "order_reserve",
		 .text = "UPDATE profile SET " PROFILE_CHANGED(
			 "$7") "state = $5, eid = $4, room = NULL, "
			       "expires_at = $6, ordered_at = $7 "
			       "WHERE iccid = $1 AND operator_name = $2 AND state = 'Available' "
			       "AND ($3 IS NULL OR profile_type = $3)"},
	[STATEMENT_ORDER_CONFIRM] =
		{.name = "order_confirm",
		 .text = "UPDATE profile SET " PROFILE_CHANGED(
			 "$12") "state = $5, "
				"eid = coalesce(eid, $4), matching_id_hmac = $6, order_secrets = "
				"$7, "
				"cc_required = $8, release_flag = $9, smds_address = $10, "
				"expires_at = CASE WHEN $11 = 0 THEN expires_at ELSE $11 END, "
				"confirmed_at = $12, released_at = CASE WHEN $9 = 1 THEN $12 ELSE "
				"0 END "
				"WHERE iccid = $1 AND operator_name = $2 "
				"AND state IN ('Allocated', 'Linked') AND ($3 = 0 OR revision = "
				"$3) "
				"AND ($4 IS NULL OR eid IS NULL OR eid = $4)"},
	[STATEMENT_ORDER_RELEASE] =
		{.name = "order_release",
		 .text = "UPDATE profile SET " PROFILE_CHANGED(
			 "$4") "state = 'Released', "
			       "released_at = $4 WHERE iccid = $1 AND operator_name = $2 "
			       "AND state = 'Confirmed' AND ($3 = 0 OR revision = $3)"},
	[STATEMENT_ORDER_CANCEL] =
		{.name = "order_cancel",
		 .text = "UPDATE profile SET " PROFILE_CHANGED(
			 "$4") "state = $5, device_state = NULL, "
			       "device_sequence = -1, "
			       "eid = NULL, cc_required = 0, release_flag = 0, smds_address = "
			       "NULL, "
			       "matching_id_hmac = NULL, order_secrets = NULL, expires_at = 0, "
			       "download_attempts = 0, attempt_transaction_id = NULL, "
			       "cc_attempts = 0, otpk_euicc = NULL, binding = NULL, "
			       "install_result = NULL, ordered_at = 0, confirmed_at = 0, "
			       "released_at = 0, "
			       "downloaded_at = 0, installed_at = 0 "
			       "WHERE iccid = $1 AND operator_name = $2 AND state IN "
			       "('Allocated', 'Linked', 'Confirmed', 'Released', 'Error') "
			       "AND ($3 = 0 OR revision = $3)"},
	[STATEMENT_ORDER_BY_MATCHING_ID] =
		{.name = "order_by_matching_id",
		 .text = "SELECT " PROFILE_COLUMNS " FROM matching_id m "
			 "JOIN profile p ON p.id = m.profile_id AND p.matching_id_hmac = m.hmac "
			 "WHERE m.hmac = $1"},
	[STATEMENT_ORDER_BY_EID] = {.name = "order_by_eid",
				    .text = PROFILE_SELECT
				    "WHERE p.eid = $1 AND p.state IN ('Released', 'Downloaded') "
				    "ORDER BY p.ordered_at, p.id LIMIT $2"},
	/* The first condition is that of the index profile_expiry. */
	[STATEMENT_ORDER_EXPIRED] = {.name = "order_expired",
				     .text = PROFILE_SELECT
				     "WHERE p.expires_at > 0 AND (p.state = 'Confirmed' "
				     "OR p.state = 'Released' OR p.state = 'Downloaded') "
				     "AND p.expires_at <= $1 ORDER BY p.expires_at LIMIT $2"},
	[STATEMENT_ORDER_EXPIRED_OF_EID] = {.name = "order_expired_of_eid",
					    .text = PROFILE_SELECT
					    "WHERE p.eid = $1 AND p.state = 'Error' "
					    "AND p.expires_at > 0 AND p.expires_at <= $2 "
					    "ORDER BY p.ordered_at DESC, p.id DESC LIMIT 1"},
	[STATEMENT_MATCHING_ID_INSERT] =
		{.name = "matching_id_insert",
		 .text = "INSERT INTO matching_id (hmac, profile_id, used_at) "
			 "SELECT $1, id, $3 FROM profile WHERE iccid = $2 "
			 "ON CONFLICT (hmac) DO NOTHING"},

	/* Events of orders at SM-DSs. One row of the outbox is both the claim of who registers the
	 * event and the message that deletes it if that is not brought to its end. */
	[STATEMENT_ORDER_EVENT_JUDGE] =
		{.name = "order_event_judge",
		 .text = "SELECT 1 FROM profile WHERE iccid = $1 AND revision = $2"},
	[STATEMENT_ORDER_EVENT_TAKEN] = {.name = "order_event_taken",
					 .text = "SELECT 1 FROM matching_id WHERE hmac = $1"},
	[STATEMENT_ORDER_EVENT_BUSY] =
		{.name = "order_event_busy",
		 .text = "SELECT 1 FROM outbox WHERE subject = $1 AND (iccid <> $2 "
			 "OR (lease_until > $3 AND lease_until <= $4))"},
	[STATEMENT_ORDER_EVENT_DROP] =
		{.name = "order_event_drop",
		 .text = "DELETE FROM outbox WHERE subject = $1 AND set_aside = 1"},
	[STATEMENT_ORDER_EVENT_TAKE_OVER] =
		{.name = "order_event_take_over",
		 .text = "UPDATE outbox SET attempts = attempts + 1, created_at = $2, "
			 "lease_until = $3, error = NULL, "
			 "due_at = CASE WHEN due_at IS NULL THEN NULL ELSE $3 END "
			 "WHERE subject = $1"},
	[STATEMENT_ORDER_EVENT_INSERT] =
		{.name = "order_event_insert",
		 .text = "INSERT INTO outbox (id, operator_name, iccid, kind, body, created_at, "
			 "subject, lease_until, due_at) "
			 "SELECT coalesce((SELECT max(outbox.id) + 1 FROM outbox WHERE "
			 "outbox.operator_name = $2 "
			 "AND outbox.iccid = $3 AND set_aside = 0 AND outbox.id >= $1), $1), $2, "
			 "$3, $4, $5, $6, "
			 "$7, $8, CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE "
			 "outbox.operator_name = $2 "
			 "AND outbox.iccid = $3 AND set_aside = 0) THEN NULL ELSE $8 END "
			 "FROM profile WHERE iccid = $3 "
			 "AND NOT EXISTS (SELECT 1 FROM outbox WHERE subject = $7)"},
	[STATEMENT_ORDER_EVENT_CLAIMED] =
		{.name = "order_event_claimed",
		 .text = "SELECT id, attempts FROM outbox WHERE subject = $1"},
	[STATEMENT_ORDER_EVENT_ABANDON] =
		{.name = "order_event_abandon",
		 .text = "UPDATE outbox SET lease_until = 0, "
			 "due_at = CASE WHEN due_at IS NULL THEN NULL ELSE $3 END "
			 "WHERE id = $1 AND attempts = $2 AND set_aside = 0"},
	[STATEMENT_ORDER_EVENT_KEEP] =
		{.name = "order_event_keep",
		 .text = "UPDATE profile SET "
			 "event_queue = (SELECT operator_name FROM outbox WHERE id = $2), "
			 "event_deletion = (SELECT body FROM outbox WHERE id = $2) "
			 "WHERE iccid = $1 AND EXISTS (SELECT 1 FROM outbox WHERE id = $2 "
			 "AND attempts = $3 AND set_aside = 0)"},
	[STATEMENT_ORDER_EVENT_END] =
		{.name = "order_event_end",
		 .text = "INSERT INTO outbox (id, operator_name, iccid, kind, body, created_at, "
			 "due_at) "
			 "SELECT coalesce((SELECT max(id) + 1 FROM outbox AS o "
			 "WHERE o.operator_name = p.event_queue AND o.iccid = $2 "
			 "AND o.set_aside = 0 AND o.id >= $1), $1), "
			 "p.event_queue, $2, $3, p.event_deletion, $4, "
			 "CASE WHEN EXISTS (SELECT 1 FROM outbox AS o "
			 "WHERE o.operator_name = p.event_queue AND o.iccid = $2 "
			 "AND o.set_aside = 0) THEN NULL ELSE $4 END "
			 "FROM profile AS p WHERE p.iccid = $2 AND p.event_queue IS NOT NULL"},
	[STATEMENT_ORDER_EVENT_CLEAR] =
		{.name = "order_event_clear",
		 .text = "UPDATE profile SET event_queue = NULL, event_deletion = NULL "
			 "WHERE iccid = $1"},

	/* Events. */
	[STATEMENT_EVENT_OF_CHANGE] =
		{.name = "event_of_change",
		 .text = "INSERT INTO event (" EVENT_COLUMNS ") "
			 "SELECT last_event, previous_event, $2, iccid, $3, $4, previous_state, "
			 "state, $5, $6, $7 FROM profile WHERE iccid = $1"},
	/* What changes nothing; the ICCID need not be one of ours. */
	[STATEMENT_EVENT_EXPECT] = {.name = "event_expect",
				    .text = "UPDATE profile SET " PROFILE_EVENT
					    " WHERE iccid = $1"},
	[STATEMENT_EVENT_INSERT] =
		{.name = "event_insert",
		 .text = "INSERT INTO event (" EVENT_COLUMNS ") "
			 "VALUES (coalesce((SELECT last_event FROM profile WHERE iccid = "
			 "$1), " EVENT_NEXT
			 "), (SELECT previous_event FROM profile WHERE iccid = $1), $2, "
			 "$1, $3, $4, NULL, NULL, $5, $6, $7)"},
	[STATEMENT_EVENT_LIST] =
		{.name = "event_list",
		 .slow = true,
		 .text = "WITH RECURSIVE past (id) AS (SELECT last_event FROM profile "
			 "WHERE iccid = $1 UNION ALL SELECT e.previous FROM past "
			 "JOIN event AS e ON e.id = past.id WHERE e.previous > $2) "
			 "SELECT " EVENT_COLUMNS " FROM event WHERE id IN (SELECT id FROM past) "
			 "AND id > $2 UNION ALL "
			 "SELECT " EVENT_COLUMNS " FROM event WHERE iccid = $1 "
			 "AND previous IS NULL AND id > $2 ORDER BY 1 LIMIT $3"},

	/* Calls. A taken key is the caller's to judge; one of its several statements writes it. */
	[STATEMENT_CALL_INSERT] =
		{.name = "call_insert",
		 .text = "INSERT INTO es2p_call (id, key, digest, reused, profile_id, revision) "
			 "SELECT $1, $2, $3, $5, id, revision FROM profile WHERE iccid = $4 "
			 "ON CONFLICT (key) DO NOTHING"},
	[STATEMENT_CALL_REPLACE] =
		{.name = "call_replace",
		 .text = "INSERT INTO es2p_call (id, key, digest, reused, profile_id, revision) "
			 "SELECT $1, $2, $3, $5, id, revision FROM profile WHERE iccid = $4 "
			 "ON CONFLICT (key) DO UPDATE SET id = excluded.id, digest = "
			 "excluded.digest, "
			 "reused = excluded.reused, profile_id = excluded.profile_id, "
			 "revision = excluded.revision"},
	[STATEMENT_CALL_GET] =
		{.name = "call_get",
		 .text = "SELECT c.digest, p.iccid, p.revision = c.revision, c.reused "
			 "FROM es2p_call c JOIN profile p ON p.id = c.profile_id "
			 "WHERE c.key = $1"},

	/* Sweeps: the key of a row so and so far behind a key; then what is between two keys and
	 * from before a time (an id, for calls). */
	[STATEMENT_EVENT_SWEEP_END] = {.name = "event_sweep_end",
				       .text = "SELECT id FROM event WHERE id > $1 "
					       "ORDER BY id LIMIT 1 OFFSET $2"},
	[STATEMENT_EVENT_SWEEP] = {.name = "event_sweep",
				   .text = "DELETE FROM event WHERE id > $1 AND id <= $2 "
					   "AND at < $3 AND id < (SELECT max(id) FROM event)"},
	[STATEMENT_NOTIFICATION_SWEEP_END] =
		{.name = "notification_sweep_end",
		 .text = "SELECT eid, sequence_number FROM notification "
			 "WHERE (eid, sequence_number) > ($1, $2) "
			 "ORDER BY eid, sequence_number LIMIT 1 OFFSET $3"},
	[STATEMENT_NOTIFICATION_SWEEP] =
		{.name = "notification_sweep",
		 .text = "DELETE FROM notification WHERE (eid, sequence_number) > ($1, $2) "
			 "AND (eid, sequence_number) <= ($3, $4) AND at < $5"},
	[STATEMENT_PROFILE_DOWNLOAD_SWEEP_END] =
		{.name = "profile_download_sweep_end",
		 .text = "SELECT transaction_id FROM profile_download WHERE transaction_id > $1 "
			 "ORDER BY transaction_id LIMIT 1 OFFSET $2"},
	[STATEMENT_PROFILE_DOWNLOAD_SWEEP] =
		{.name = "profile_download_sweep",
		 .text = "DELETE FROM profile_download WHERE transaction_id > $1 "
			 "AND transaction_id <= $2 AND at < $3 AND NOT EXISTS (SELECT 1 "
			 "FROM profile p WHERE p.id = profile_download.profile_id "
			 "AND p.state = 'Downloaded')"},
	[STATEMENT_MATCHING_ID_SWEEP_END] = {.name = "matching_id_sweep_end",
					     .text = "SELECT hmac FROM matching_id WHERE hmac > $1 "
						     "ORDER BY hmac LIMIT 1 OFFSET $2"},
	[STATEMENT_MATCHING_ID_SWEEP] =
		{.name = "matching_id_sweep",
		 .text = "DELETE FROM matching_id WHERE hmac > $1 AND hmac <= $2 AND used_at < $3 "
			 "AND NOT EXISTS (SELECT 1 FROM profile p "
			 "WHERE p.id = matching_id.profile_id "
			 "AND p.matching_id_hmac = matching_id.hmac)"},
	[STATEMENT_CALL_SWEEP_END] = {.name = "call_sweep_end",
				      .text = "SELECT id FROM es2p_call WHERE id > $1 "
					      "ORDER BY id LIMIT 1 OFFSET $2"},
	[STATEMENT_CALL_SWEEP] = {.name = "call_sweep",
				  .text = "DELETE FROM es2p_call WHERE id > $1 AND id <= $2 "
					  "AND id < $3"},

	/* Outbox: of one (operator, ICCID), the head alone has a due_at. */
	[STATEMENT_OUTBOX_INSERT] =
		{.name = "outbox_insert",
		 .text = "INSERT INTO outbox (id, operator_name, iccid, kind, body, created_at, "
			 "due_at) "
			 "VALUES (coalesce((SELECT max(id) + 1 FROM outbox WHERE operator_name = "
			 "$2 "
			 "AND iccid = $3 AND set_aside = 0 AND id >= $1), $1), $2, $3, $4, $5, $6, "
			 "CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE operator_name = $2 "
			 "AND iccid = $3 AND set_aside = 0) THEN NULL ELSE $6 END)"},
	[STATEMENT_OUTBOX_DUE] =
		{.name = "outbox_due",
		 .text = "SELECT 1 FROM outbox WHERE operator_name = $1 AND due_at <= $2 LIMIT 1"},
	[STATEMENT_OUTBOX_QUEUE] =
		{.name = "outbox_queue",
		 .text = "SELECT operator_name FROM outbox WHERE operator_name > $1 "
			 "AND due_at IS NOT NULL ORDER BY operator_name LIMIT 1"},
	[STATEMENT_OUTBOX_TAKE] =
		{.name = "outbox_take",
		 .text = "UPDATE outbox SET due_at = $3, lease_until = $3, attempts = attempts + 1 "
			 "WHERE id IN (SELECT id FROM outbox WHERE operator_name = $1 "
			 "AND due_at <= $2 ORDER BY due_at LIMIT $4) RETURNING " OUTBOX_COLUMNS},
	[STATEMENT_OUTBOX_DELIVERED] =
		{.name = "outbox_delivered",
		 .text = "DELETE FROM outbox WHERE id = $1 AND attempts = $2 AND set_aside = 0"},
	[STATEMENT_OUTBOX_RETRY] =
		{.name = "outbox_retry",
		 .text = "UPDATE outbox SET due_at = $3, error = $4, lease_until = 0 "
			 "WHERE id = $1 AND attempts = $2 AND set_aside = 0"},
	[STATEMENT_OUTBOX_SET_ASIDE] =
		{.name = "outbox_set_aside",
		 .text = "UPDATE outbox SET set_aside = 1, due_at = NULL, error = $3, "
			 "lease_until = 0 "
			 "WHERE id = $1 AND attempts = $2 AND set_aside = 0"},
	[STATEMENT_OUTBOX_PUT_BACK] =
		{.name = "outbox_put_back",
		 .text = "UPDATE outbox SET set_aside = 0, due_at = CASE WHEN EXISTS (SELECT 1 "
			 "FROM outbox AS other WHERE other.operator_name = outbox.operator_name "
			 "AND other.iccid = outbox.iccid AND other.set_aside = 0) THEN NULL "
			 "ELSE $2 END WHERE id = $1 AND set_aside = 1"},
	[STATEMENT_OUTBOX_NEXT] =
		{.name = "outbox_next",
		 .text = "UPDATE outbox SET due_at = CASE WHEN lease_until > $3 THEN lease_until "
			 "ELSE $3 END WHERE id = (SELECT min(id) FROM outbox "
			 "WHERE operator_name = $1 AND iccid = $2 AND set_aside = 0) "
			 "AND due_at IS NULL"},
	[STATEMENT_OUTBOX_JUDGE] = {.name = "outbox_judge",
				    .text = "SELECT 1 FROM outbox WHERE id = $1"},
	[STATEMENT_OUTBOX_LIST] = {.name = "outbox_list",
				   .slow = true,
				   .text = "SELECT " OUTBOX_COLUMNS " FROM outbox "
					   "WHERE id > $1 AND ($2 IS NULL OR operator_name = $2) "
					   "ORDER BY id LIMIT $3"},
	[STATEMENT_OUTBOX_COUNT] =
		{.name = "outbox_count",
		 .slow = true,
		 .text = "SELECT coalesce(sum(1 - set_aside), 0), coalesce(sum(set_aside), 0), "
			 "coalesce(sum(CASE WHEN set_aside = 0 AND kind = $1 THEN 1 ELSE 0 END), "
			 "0), "
			 "coalesce(min(CASE WHEN set_aside = 0 THEN created_at END), 0) FROM "
			 "outbox"},

	/* Events at our SM-DS. */
	[STATEMENT_EVENT_REGISTRATION_INSERT] =
		{.name = "event_registration_insert",
		 .text = "INSERT INTO event_registration (" REGISTRATION_COLUMNS ") "
			 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
			 "ON CONFLICT DO NOTHING"},
	[STATEMENT_EVENT_REGISTRATION_GET] = {.name = "event_registration_get",
					      .text = "SELECT " REGISTRATION_COLUMNS
						      " FROM event_registration "
						      "WHERE event_id_hmac = $1"},
	[STATEMENT_EVENT_REGISTRATION_FIND] =
		{.name = "event_registration_find",
		 .text = "SELECT " REGISTRATION_COLUMNS " FROM event_registration "
			 "WHERE event_id_hmac = $1 AND " REGISTRATION_OPEN " UNION ALL "
			 "SELECT " REGISTRATION_COLUMNS " FROM event_registration "
			 "WHERE root_event_id_hmac = $1 AND " REGISTRATION_OPEN " LIMIT 1"},
	[STATEMENT_EVENT_REGISTRATION_LIST] = {.name = "event_registration_list",
					       .text = "SELECT " REGISTRATION_COLUMNS
						       " FROM event_registration WHERE eid = $1 "
						       "AND " REGISTRATION_OPEN
						       " ORDER BY id LIMIT $3"},
	[STATEMENT_EVENT_REGISTRATION_COUNT_OF] =
		{.name = "event_registration_count_of",
		 .text = "SELECT count(*) FROM event_registration "
			 "WHERE eid = $1 AND owner = $2"},
	[STATEMENT_EVENT_REGISTRATION_EXPIRED] =
		{.name = "event_registration_expired",
		 .text = "SELECT " REGISTRATION_COLUMNS " FROM event_registration "
			 "WHERE expires_at > 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2"},
	/* The message that deletes it at the root SM-DS, due when the claim ends. */
	[STATEMENT_EVENT_REGISTRATION_CLAIM] =
		{.name = "event_registration_claim",
		 .text = "INSERT INTO outbox (id, operator_name, iccid, kind, body, created_at, "
			 "due_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"},
	[STATEMENT_EVENT_REGISTRATION_UNCLAIM] =
		{.name = "event_registration_unclaim",
		 .text = "DELETE FROM outbox WHERE operator_name = $1 AND iccid = $2 "
			 "AND set_aside = 0 AND attempts = 0"},
	[STATEMENT_EVENT_REGISTRATION_RELEASE] =
		{.name = "event_registration_release",
		 .text = "UPDATE outbox SET due_at = $3 WHERE operator_name = $1 AND iccid = $2 "
			 "AND set_aside = 0 AND attempts = 0"},
	[STATEMENT_EVENT_REGISTRATION_SETTLE] =
		{.name = "event_registration_settle",
		 .text = "UPDATE event_registration SET pending = 0, expires_at = $2 "
			 "WHERE id = $1 AND pending = 1"},
	[STATEMENT_EVENT_REGISTRATION_DELETE] = {.name = "event_registration_delete",
						 .text = "DELETE FROM event_registration "
							 "WHERE id = $1"},
	[STATEMENT_EVENT_REGISTRATION_COUNT] = {.name = "event_registration_count",
						.slow = true,
						.text = "SELECT count(*) FROM event_registration"},
};

const struct statement_row *statement_row(enum statement statement)
{
	return &statements[statement];
}
