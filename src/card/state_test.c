/* SPDX-License-Identifier: Apache-2.0 */
/* The state file: everything comes back; what is damaged is refused, at every byte. */
#include "card/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "card_world.h"
#include "sys/file.h"

struct fixture {
	struct card_world w;
	char dir[32], path[64];
};

static int set_up(void **state)
{
	static struct fixture f;
	f = (struct fixture){.dir = "/tmp/rspd-state-XXXXXX"};
	card_world_make(&f.w, CURVE_P256);
	assert_non_null(mkdtemp(f.dir));
	snprintf(f.path, sizeof(f.path), "%s/card", f.dir);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	card_world_free(&f->w);
	unlink(f->path);
	return rmdir(f->dir);
}

static void same(const struct euicc *a, const struct euicc *b)
{
	assert_memory_equal(&a->settings, &b->settings, sizeof(a->settings));
	assert_memory_equal(a->eid, b->eid, EID_LEN);
	assert_int_equal(a->n_cis, b->n_cis);
	assert_int_equal(a->n_identities, b->n_identities);
	assert_int_equal(a->n_rat, b->n_rat);
	assert_memory_equal(a->rat, b->rat, sizeof(a->rat));
	assert_string_equal(a->default_smdp_address, b->default_smdp_address);
	assert_int_equal(a->next_sequence, b->next_sequence);
	assert_int_equal(a->next_isdp, b->next_isdp);
	assert_int_equal(a->n_notifications, b->n_notifications);
	for (size_t i = 0; i < a->n_notifications; i++)
		assert_true(bytes_eq(buf_bytes(&a->notifications[i]->pending),
				     buf_bytes(&b->notifications[i]->pending)));
	assert_int_equal(a->n_profiles, b->n_profiles);
}

static void same_profile(const struct euicc_profile *a, const struct euicc_profile *b)
{
	assert_memory_equal(a->iccid, b->iccid, ICCID_LEN);
	assert_memory_equal(a->aid, b->aid, EUICC_AID_LEN);
	assert_memory_equal(a->ci_pkid, b->ci_pkid, EUICC_CI_PKID_LEN);
	assert_int_equal(a->enabled, b->enabled);
	assert_string_equal(a->nickname, b->nickname);
	assert_true(bytes_eq(buf_bytes(&a->metadata), buf_bytes(&b->metadata)));
	assert_true(bytes_eq(buf_bytes(&a->package), buf_bytes(&b->package)));
	assert_true(bytes_eq(buf_bytes(&a->proprietary), buf_bytes(&b->proprietary)));
}

static void everything_comes_back(void **state)
{
	struct fixture *f = *state;
	CLEANUP(euicc_free) struct euicc back = {};
	card_world_install(&f->w, 1, (struct bytes){}, 0);
	card_world_install(&f->w, 2, (struct bytes){}, RSP_PPR1);
	strcpy(f->w.card.default_smdp_address, "smdp.example.com");
	strcpy(f->w.card.profiles[1]->nickname, "n\xC3\xA4me \"quoted\"");
	f->w.card.profiles[1]->enabled = true;
	f->w.card.settings.memory = 99999;
	assert_int_equal(state_write(&f->w.card, f->path), OK);
	euicc_init(&back, &f->w.entropy);
	assert_int_equal(state_read(&back, f->path), OK);
	same(&f->w.card, &back);
	same_profile(f->w.card.profiles[0], back.profiles[0]);
	same_profile(f->w.card.profiles[1], back.profiles[1]);
}

/* The one-time key comes back as well: a package may be used again after a power cut. */
static void goes_on_where_it_was(void **state)
{
	struct fixture *f = *state;
	card_world_begin(&f->w);
	struct public_key first = f->w.euicc_otpk;
	assert_int_equal(state_write(&f->w.card, f->path), OK);
	euicc_free(&f->w.card);
	euicc_init(&f->w.card, &f->w.entropy);
	assert_int_equal(state_read(&f->w.card, f->path), OK);
	assert_int_equal(euicc_reset(&f->w.card), OK);
	f->w.bpp_euicc_otpk = BYTES_OF(first.point);
	card_world_begin(&f->w);
	assert_true(curve_key_eq(&first, &f->w.euicc_otpk));
}

/* Power is cut in an installation: the card says so when it comes back. */
static void an_installation_is_interrupted(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf metadata = buf_make(1024);
	CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
	CLEANUP(buf_free) struct buf bpp = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	card_world_metadata(NULL, 1, &metadata);
	card_world_package(1, &package);
	struct card_world_bpp plan = {.metadata = buf_bytes(&metadata),
				      .package = buf_bytes(&package)};
	struct es10b_bpp_pieces pieces = {};
	struct bytes piece = {};
	card_world_begin(&f->w);
	card_world_bind(&f->w, &plan, &bpp);
	assert_int_equal(es10b_bpp_pieces_start(buf_bytes(&bpp), &pieces), OK);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(es10b_bpp_pieces_next(&pieces, &piece), OK);
		assert_int_equal(card_world_call(&f->w, piece), OK);
	}
	assert_int_equal(state_write(&f->w.card, f->path), OK);
	euicc_free(&f->w.card);
	euicc_init(&f->w.card, &f->w.entropy);
	assert_int_equal(state_read(&f->w.card, f->path), OK);
	assert_int_equal(euicc_reset(&f->w.card), OK);
	assert_int_equal(f->w.card.n_notifications, 1);
	struct es10b_profile_installation_result_data r =
		card_world_result(&f->w, buf_bytes(&f->w.card.notifications[0]->pending));
	assert_int_equal(r.error_result.error_reason, ES10B_INTERRUPTION);
	assert_true(bytes_eq(r.transaction_id, f->w.transaction_id));
}

static void only_its_owner_may_read_it(void **state)
{
	struct fixture *f = *state;
	struct stat s = {};
	assert_int_equal(state_write(&f->w.card, f->path), OK);
	assert_int_equal(stat(f->path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
}

static enum err read_text(struct fixture *f, struct bytes text)
{
	CLEANUP(euicc_free) struct euicc e = {};
	assert_int_equal(file_write(f->path, text, 0600), OK);
	euicc_init(&e, &f->w.entropy);
	return state_read(&e, f->path);
}

static void what_is_cut_off_is_refused(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf text = buf_make(STATE_FILE_MAX);
	assert_int_equal(state_write(&f->w.card, f->path), OK);
	assert_int_equal(file_read(f->path, &text), OK);
	/* The last bytes are the closing bracket and a line feed. */
	for (size_t len = 0; len < text.len - 1; len += len < 64 ? 1 : 37)
		assert_true(err_is_refusal(read_text(f, bytes_from(text.ptr, len))));
	assert_int_equal(read_text(f, buf_bytes(&text)), OK);
}

/* The file with `from` replaced by `to`. */
static enum err read_changed(struct fixture *f, const char *from, const char *to)
{
	CLEANUP(buf_free) struct buf text = buf_make(STATE_FILE_MAX);
	CLEANUP(buf_free) struct buf changed = buf_make(STATE_FILE_MAX);
	assert_int_equal(state_write(&f->w.card, f->path), OK);
	assert_int_equal(file_read(f->path, &text), OK);
	assert_int_equal(buf_put_u8(&text, '\0'), OK);
	const char *start = (const char *)text.ptr, *at = strstr(start, from);
	assert_non_null(at);
	assert_int_equal(buf_put(&changed, bytes_from(start, (size_t)(at - start))), OK);
	assert_int_equal(buf_put_str(&changed, to), OK);
	assert_int_equal(buf_put_str(&changed, at + strlen(from)), OK);
	return read_text(f, buf_bytes(&changed));
}

static void what_is_damaged_or_foreign_is_refused(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *from, *to;
		enum err error;
	} rows[] = {
		{"\"version\":1", "\"version\":2", ERR_UNSUPPORTED},
		{"rspd-veuicc", "other-thing", ERR_SYNTAX},
		{"\"format\"", "\"form\"", ERR_MISSING},
		{"\"cis\"", "\"cos\"", ERR_MISSING},
		{"\"cis\":[", "\"cis\":7,\"x\":[", ERR_SYNTAX},
		{"\"cis\":[", "\"cis\":[7,", ERR_SYNTAX},
		{"\"eid\":\"89", "\"eid\":\"88", ERR_MISMATCH},
		{"\"nextSequence\":1", "\"nextSequence\":-1", ERR_RANGE},
		{"\"pprs\":6", "\"pprs\":256", ERR_RANGE},
		{"EEEEEE", "EEEE", ERR_SYNTAX},
		{"\"svn\":\"2.2.2\"", "\"svn\":\"x\"", ERR_SYNTAX},
		{"\"profiles\":[", "\"profiles\":[{\"iccid\":\"1\"}", ERR_SYNTAX},
		{"\"profiles\":[", "\"profiles\":[{}", ERR_MISSING},
		{"\"notifications\":[", "\"notifications\":[{}", ERR_MISSING},
		{"\"oneTimeKeys\":[", "\"oneTimeKeys\":[{}", ERR_MISSING},
		{"\"oneTimeKeys\":[]", "\"oneTimeKeys\":[],\"installing\":{\"command\":9}",
		 ERR_RANGE},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(read_changed(f, rows[i].from, rows[i].to), rows[i].error);
}

static void an_endless_list_is_refused(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf many = buf_make(64 * 1024);
	assert_int_equal(buf_put_str(&many, "\"rat\":["), OK);
	for (int i = 0; i < EUICC_RAT_MAX; i++)
		assert_int_equal(buf_put_str(&many, "{\"pprs\":1,\"consentRequired\":true,"
						    "\"mccMnc\":\"EEEEEE\"},"),
				 OK);
	assert_int_equal(buf_put_u8(&many, '\0'), OK);
	assert_int_equal(read_changed(f, "\"rat\":[", (const char *)many.ptr), ERR_LIMIT);
}

static void says_when_there_is_no_file(void **state)
{
	struct fixture *f = *state;
	CLEANUP(euicc_free) struct euicc e = {};
	euicc_init(&e, &f->w.entropy);
	assert_int_equal(state_read(&e, "/nonexistent/card"), ERR_NOT_FOUND);
	assert_int_equal(state_write(&f->w.card, "/nonexistent/card"), ERR_NOT_FOUND);
	assert_int_equal(state_write(&f->w.card, f->path), OK);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(everything_comes_back),	      CASE(goes_on_where_it_was),
		CASE(an_installation_is_interrupted), CASE(only_its_owner_may_read_it),
		CASE(what_is_cut_off_is_refused),     CASE(what_is_damaged_or_foreign_is_refused),
		CASE(an_endless_list_is_refused),     CASE(says_when_there_is_no_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
