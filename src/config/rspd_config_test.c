/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of rspd's own keys: a whole file, and one case for each rule over several keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/rspd_config.h"
#include "sys/file.h"

static const char PNG[] = "\x89PNG\r\n\x1a\n";

/* The parts of a file that is right; a test replaces one of them. */
struct parts {
	const char *client, *notify, *type, *rest;
};

static const struct parts right = {
	.client = "{ca = \"ca.pem\"; subject = \"CN=bss,O=Acme\";}",
	.notify = "{url = \"https://bss:1\"; certificate = \"c\"; key = \"k\";}",
	.type = "{name = \"t\"; operator = \"acme\"; "
		"metadata = {service_provider_name = \"s\"; profile_name = \"p\";};}",
	.rest = "",
};

struct world {
	char directory[32];
	char path[64];
	char icon[64];
	struct arena arena;
	struct rspd_config config;
	struct config_error error;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	*state = w;
	if (!w)
		return -1;
	strcpy(w->directory, "/tmp/rspd-config-XXXXXX");
	w->arena = arena_make(1 << 16);
	if (!mkdtemp(w->directory))
		return -1;
	(void)snprintf(w->path, sizeof(w->path), "%s/rspd.conf", w->directory);
	(void)snprintf(w->icon, sizeof(w->icon), "%s/icon", w->directory);
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	(void)unlink(w->path);
	(void)unlink(w->icon);
	(void)rmdir(w->directory);
	arena_free(&w->arena);
	free(w);
	return 0;
}

static enum err load(struct world *w, struct parts p)
{
	CLEANUP(buf_free) struct buf text = buf_make(1 << 14);
	assert_int_equal(buf_put_fmt(&text,
				     "smdpp = {address = \"rsp.example.com\";};\n"
				     "listen = {\n"
				     "  es9p = {address = \"127.0.0.1:8443\";\n"
				     "          tls = ({certificate = \"a\"; key = \"b\";});};\n"
				     "  es2p = {address = \"127.0.0.1:8444\";\n"
				     "          tls = ({certificate = \"a\"; key = \"b\";});};};\n"
				     "certificate_issuers = ({certificate = \"ci\";\n"
				     "  dpauth = {certificate = \"a\"; key = \"b\";};\n"
				     "  dppb = {certificate = \"c\"; key = \"d\";};});\n"
				     "store = {path = \"db\";};\n"
				     "keyring = {wrap_keys = [\"w\"]; lookup_key = \"l\";};\n"
				     "operators = ({name = \"acme\";\n"
				     "  function_requester_identifiers = [\"2.999.10.1\"];\n"
				     "  clients = (%s); notify = %s;});\n"
				     "profile_types = (%s);\n%s",
				     p.client, p.notify, p.type, p.rest),
			 OK);
	assert_int_equal(file_write(w->path, buf_bytes(&text), 0600), OK);
	return rspd_config_read(&w->arena, w->path, &w->config, &w->error);
}

static void a_right_file_is_read(void **state)
{
	struct world *w = *state;
	assert_int_equal(load(w, right), OK);
	const struct rspd_config *c = &w->config;
	assert_string_equal(c->smdpp.address, "rsp.example.com");
	assert_int_equal(c->smdpp.session_ttl_s, 1800);
	assert_string_equal(c->listen.es2p.address, "127.0.0.1:8444");
	assert_int_equal(c->listen.es9p.tls_n, 1);
	assert_null(c->listen.metrics);
	assert_int_equal(c->certificate_issuers_n, 1);
	assert_non_null(strstr(c->certificate_issuers[0].dppb.key, "/d"));
	assert_int_equal(c->keyring.wrap_keys_n, 1);
	assert_int_equal(c->operators_n, 1);
	assert_string_equal(c->operators[0].clients[0].subject, "CN=bss,O=Acme");
	assert_int_equal(c->operators[0].notify->timeout_ms, 10000);
	assert_int_equal(c->outbox.retry_h, 72);
	assert_int_equal(c->threads.loops, 0);
	assert_int_equal(c->threads.workers, 16);
	assert_int_equal(c->limits.connections, 16384);
	assert_int_equal(c->limits.requests_mb, 256);
	assert_int_equal(c->limits.idle_s, 120);
	assert_int_equal(c->log.level, LOG_INFO);
	assert_null(c->test_clock);
}

static void a_profile_type_asks_for_nothing_unless_told(void **state)
{
	struct world *w = *state;
	static const struct rspd_requirements nothing = {};
	assert_int_equal(load(w, right), OK);
	const struct rspd_profile_type *t = rspd_config_profile_type(&w->config, "t");
	assert_memory_equal(&t->requirements, &nothing, sizeof(nothing));
	assert_int_equal(w->config.smdpp.svn_min, 0);
	assert_int_equal(w->config.smdpp.authentication_ttl_s, 120);
}

static void requirements_are_read(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	p.type = "{name = \"t\"; operator = \"acme\"; requires = {svn = \"2.2.1\";"
		 "  profile_version = \"2.3\"; free_memory = 200000;"
		 "  uicc_capabilities = [\"usimSupport\", \"javacard\", \"iotminimal\"];"
		 "  device = {gsm = \"8\"; nr_5gc = \"15.1\"; eutran_5gc = \"16\";};};"
		 "  metadata = {service_provider_name = \"s\"; profile_name = \"p\";};}";
	assert_int_equal(load(w, p), OK);
	const struct rspd_requirements *r =
		&rspd_config_profile_type(&w->config, "t")->requirements;
	assert_int_equal(r->svn, 0x020201);
	assert_int_equal(r->profile_version, 0x020300);
	assert_int_equal(r->free_memory, 200000);
	assert_int_equal(r->uicc_capabilities, 1U << 1 | 1U << 14 | 1U << 31);
	assert_int_equal(r->device.gsm, 0x080000);
	assert_int_equal(r->device.utran, 0);
	assert_int_equal(r->device.nr_5gc, 0x0F0100);
	assert_int_equal(r->device.eutran_5gc, 0x100000);
}

/* An SM-DS and nothing else. */
#define SMDS_ADDRESS "smds = {address = \"ds\"; registrars = ({ca = \"ci\";});};\n"
#define LISTENER     "{address = \"127.0.0.1:1\"; tls = ({certificate = \"a\"; key = \"b\";});};\n"
#define SMDS_LISTEN  "listen = {es11 = " LISTENER " es12 = " LISTENER "};\n"
#define SMDS_ISSUER                                                                                \
	"certificate_issuers = ({certificate = \"ci\";\n"                                          \
	"dsauth = {certificate = \"a\"; key = \"b\";};});\n"
#define SMDS_REST                                                                                  \
	"store = {path = \"db\";};\nkeyring = {wrap_keys = [\"w\"]; lookup_key = \"l\";};\n"

static enum err load_text(struct world *w, const char *text)
{
	assert_int_equal(file_write(w->path, bytes_str(text), 0600), OK);
	return rspd_config_read(&w->arena, w->path, &w->config, &w->error);
}

static void an_smds_alone(void **state)
{
	struct world *w = *state;
	const struct rspd_config *c = &w->config;
	assert_int_equal(load_text(w, SMDS_ADDRESS SMDS_LISTEN SMDS_ISSUER SMDS_REST), OK);
	assert_null(c->smdpp.address);
	assert_null(c->listen.es9p.address);
	assert_string_equal(c->smds.address, "ds");
	assert_int_equal(c->smds.session_ttl_s, 120);
	assert_int_equal(c->smds.event_ttl_h, 2160);
	assert_int_equal(c->smds.registrars_n, 1);
	assert_null(c->smds.registrars[0].oid);
	assert_string_equal(c->listen.es12.address, "127.0.0.1:1");
	assert_non_null(c->certificate_issuers[0].dsauth.certificate);
	assert_null(c->certificate_issuers[0].dpauth.certificate);
}

/* What it shows to the root SM-DS is what it shows to SM-DP+s. */
static void an_alternative_smds(void **state)
{
	struct world *w = *state;
	assert_int_equal(load_text(w,
				   "smds = {address = \"ds\"; registrars = ({ca = \"ci\";}); "
				   "root = \"Root\";};\n"
				   "smds_peers = ({address = \"root\";});\n" SMDS_LISTEN SMDS_ISSUER
					   SMDS_REST),
			 OK);
	assert_string_equal(w->config.smds.root, "Root");
	assert_string_equal(w->config.smds_peers[0].identity.certificate,
			    w->config.listen.es12.tls[0].certificate);
}

#define REGISTRAR(members) "smds = {address = \"ds\"; registrars = ({" members "});};\n"

/* Each row: a file in which something of a role is missing, and what the message must say. */
static void a_role_needs_its_parts(void **state)
{
	static const struct {
		const char *text;
		enum err e;
		const char *says;
	} rows[] = {
		{SMDS_LISTEN SMDS_ISSUER SMDS_REST, ERR_MISSING, "neither smdpp nor smds"},
		{SMDS_ADDRESS "listen = {es12 = " LISTENER "};\n" SMDS_ISSUER SMDS_REST,
		 ERR_MISSING, "smds needs listen.es11"},
		{SMDS_ADDRESS "listen = {es11 = " LISTENER "};\n" SMDS_ISSUER SMDS_REST,
		 ERR_MISSING, "smds needs listen.es12"},
		{SMDS_ADDRESS SMDS_LISTEN
		 "certificate_issuers = ({certificate = \"ci\";});\n" SMDS_REST,
		 ERR_MISSING, "smds needs a certificate issuer with dsauth"},
		{"smdpp = {address = \"dp\";};\n" SMDS_LISTEN SMDS_ISSUER SMDS_REST, ERR_MISSING,
		 "smdpp needs listen.es9p"},
		{"smdpp = {address = \"dp\";};\nlisten = {es9p = " LISTENER
		 "};\n" SMDS_ISSUER SMDS_REST,
		 ERR_MISSING, "smdpp needs listen.es2p"},
		{"smdpp = {address = \"dp\";};\nlisten = {es9p = " LISTENER " es2p = " LISTENER
		 "};\n" SMDS_ISSUER SMDS_REST,
		 ERR_MISSING, "smdpp needs operators"},
		{SMDS_ADDRESS SMDS_LISTEN
		 "certificate_issuers = ({certificate = \"ci\";\n"
		 "dsauth = {certificate = \"a\"; key = \"b\";};\n"
		 "dppb = {certificate = \"a\"; key = \"b\";};});\n" SMDS_REST,
		 ERR_MISMATCH, "dpauth and dppb go together"},
		{"smds = {address = \"ds\"; registrars = ({ca = \"ci\";}); root = "
		 "\"r\";};\n" SMDS_LISTEN SMDS_ISSUER SMDS_REST,
		 ERR_NOT_FOUND, "there is no \"r\" in smds_peers"},
		{"smds = {address = \"ds\"; registrars = ({ca = \"ci\";}); root = \"DS\";};\n"
		 "smds_peers = ({address = \"ds\";});\n" SMDS_LISTEN SMDS_ISSUER SMDS_REST,
		 ERR_CONFLICT, "not above itself"},
		{REGISTRAR("") SMDS_LISTEN SMDS_ISSUER SMDS_REST, ERR_MISMATCH, "either ca"},
		{REGISTRAR("ca = \"a\"; certificate = \"b\";") SMDS_LISTEN SMDS_ISSUER SMDS_REST,
		 ERR_MISMATCH, "either ca"},
		{REGISTRAR("certificate = \"b\"; subject = \"CN=x\";")
			 SMDS_LISTEN SMDS_ISSUER SMDS_REST,
		 ERR_MISMATCH, "subject goes with ca"},
		{REGISTRAR("fingerprint = \"000102030405060708090a0b0c0d0e0f000102030405060708090a0"
			   "b0c0d0e0x\";") SMDS_LISTEN SMDS_ISSUER SMDS_REST,
		 ERR_SYNTAX, "is not hexadecimal"},
	};
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum err e = load_text(w, rows[i].text);
		if (e != rows[i].e || !strstr(w->error.text, rows[i].says))
			fail_msg("row %zu: %s: \"%s\"", i, err_name(e), w->error.text);
	}
}

static void a_profile_type_finds_its_operator(void **state)
{
	struct world *w = *state;
	assert_int_equal(load(w, right), OK);
	const struct rspd_profile_type *t = rspd_config_profile_type(&w->config, "t");
	assert_non_null(t);
	assert_ptr_equal(t->op, rspd_config_operator(&w->config, "acme"));
	assert_int_equal(t->protection, RSPD_PROTECTION_SESSION_KEYS);
	assert_int_equal(t->metadata.profile_class, RSPD_CLASS_OPERATIONAL);
	assert_int_equal(t->max_confirmation_code_attempts, 3);
	assert_null(rspd_config_profile_type(&w->config, "u"));
	assert_null(rspd_config_operator(&w->config, "ACME"));
}

static void all_of_the_metadata_is_read(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	assert_int_equal(file_write(w->icon, bytes_str(PNG), 0600), OK);
	p.type = "{name = \"t\"; operator = \"acme\"; protection = \"ppk\"; metadata = {\n"
		 "service_provider_name = \"s\"; profile_name = \"p\"; icon = \"icon\";\n"
		 "class = \"test\"; owner = {mcc_mnc = \"00101\"; gid1 = \"ff\";};\n"
		 "policy_rules = [\"ppr1\", \"ppr2\"];\n"
		 "notification_configuration = ({events = [\"install\", \"delete\"];\n"
		 "address = \"rsp.example.com\";});};}";
	assert_int_equal(load(w, p), OK);
	const struct rspd_metadata *m = &w->config.profile_types[0].metadata;
	assert_int_equal(w->config.profile_types[0].protection, RSPD_PROTECTION_PPK);
	assert_int_equal(m->profile_class, RSPD_CLASS_TEST);
	assert_int_equal(m->icon_type, RSPD_ICON_PNG);
	assert_true(bytes_eq(m->icon, bytes_str(PNG)));
	assert_string_equal(m->owner->mcc_mnc, "00101");
	assert_null(m->owner->gid2);
	assert_int_equal(m->policy_rules, RSPD_PPR1 | RSPD_PPR2);
	assert_int_equal(m->notification_configuration[0].events,
			 RSPD_EVENT_INSTALL | RSPD_EVENT_DELETE);
}

/* By default exactly the clause. */
static void an_operator_without_a_dialect_speaks_the_standard(void **state)
{
	static const struct es2p_dialect standard = {};
	struct world *w = *state;
	assert_int_equal(load(w, right), OK);
	const struct rspd_operator *o = &w->config.operators[0];
	assert_memory_equal(&o->dialect, &standard, sizeof(standard));
	assert_int_equal(o->foreign, RSPD_FOREIGN_UNKNOWN);
	assert_int_equal(o->matching_id_min, 12);
	assert_false(o->call_identifiers_reused);
}

static void a_dialect_is_read(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	p.notify = "{url = \"https://bss:1\"; certificate = \"c\"; key = \"k\";};\n"
		   "dialect = {matching_id_extra = \"_.\"; iccid_padded = true;\n"
		   "numbers_as_text = true; omit_message = true; device = true;\n"
		   "timestamp_form = \"offset\"; timestamp_name = \"timeStamp\";\n"
		   "points = {enabled = 6; disabled = 7; deleted = 8;};\n"
		   "accepted_statuses = [202];};\n"
		   "foreign_profiles = \"not-allowed\"; matching_id_min = 5;\n"
		   "call_identifiers_reused = true";
	assert_int_equal(load(w, p), OK);
	const struct rspd_operator *o = &w->config.operators[0];
	const struct es2p_dialect *d = &o->dialect;
	assert_string_equal(d->matching_id_extra, "_.");
	assert_true(d->iccid_padded && d->numbers_as_text && d->omit_message && d->device);
	assert_int_equal(d->timestamp_form, ES2P_TIMESTAMP_OFFSET);
	assert_string_equal(d->timestamp_name, "timeStamp");
	assert_int_equal(d->points.enabled, 6);
	assert_int_equal(d->points.disabled, 7);
	assert_int_equal(d->points.deleted, 8);
	assert_int_equal(d->accepted_statuses_n, 1);
	assert_int_equal(d->accepted_statuses[0], 202);
	assert_int_equal(o->foreign, RSPD_FOREIGN_NOT_ALLOWED);
	assert_int_equal(o->matching_id_min, 5);
	assert_true(o->call_identifiers_reused);
}

static void the_test_clock_is_read(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	p.rest = "test_clock = \"2026-11-23T12:31:00Z\";";
	assert_int_equal(load(w, p), OK);
	assert_int_equal(w->config.test_clock_ms, 1795437060000);
}

static void smds_peers_are_read(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	p.rest = "smds_peers = ({address = \"root.example\"; default = true;}, "
		 "{address = \"alt.example\"; url = \"https://[::1]:9\"; alternative = true; "
		 "certificate = \"c\"; key = \"k\"; ca = \"ca\"; timeout_ms = 700;});";
	assert_int_equal(load(w, p), OK);
	const struct rspd_smds_peer *root = rspd_config_smds_peer(&w->config, "Root.Example");
	assert_non_null(root);
	assert_string_equal(root->url, "https://root.example");
	assert_string_equal(root->queue, "smds:root.example");
	assert_string_equal(root->identity.certificate, w->config.listen.es9p.tls[0].certificate);
	assert_int_equal(root->timeout_ms, 5000);
	assert_false(root->alternative);
	const struct rspd_smds_peer *alternative = rspd_config_smds_peer(&w->config, "alt.example");
	assert_string_equal(alternative->url, "https://[::1]:9");
	assert_true(alternative->alternative);
	assert_int_equal(alternative->timeout_ms, 700);
	assert_ptr_equal(rspd_config_smds_peer(&w->config, ".unspecified"), root);
	assert_null(rspd_config_smds_peer(&w->config, "other.example"));
}

#define TYPE(metadata)                                                                             \
	"{name = \"t\"; operator = \"acme\"; "                                                     \
	"metadata = {service_provider_name = \"s\"; profile_name = \"p\"; " metadata "};}"
#define HEX63 "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0"

/* Each row: one part that is wrong, the error, and what the message must say. */
static const struct {
	struct parts parts;
	enum err e;
	const char *says;
} wrong[] = {
	{{.client = "{ca = \"ca.pem\";}"}, ERR_MISMATCH, "ca and subject go together"},
	{{.client = "{subject = \"CN=x\";}"}, ERR_MISMATCH, "ca and subject go together"},
	{{.client = "{}"}, ERR_MISMATCH, "either ca and subject"},
	{{.client = "{certificate = \"c\"; fingerprint = \"" HEX63 "f\";}"},
	 ERR_MISMATCH,
	 "either ca and subject"},
	{{.client = "{fingerprint = \"" HEX63 "\";}"}, ERR_RANGE, "64 to 64 bytes"},
	{{.client = "{fingerprint = \"" HEX63 "x\";}"}, ERR_SYNTAX, "is not hexadecimal"},
	{{.notify = "{url = \"http://bss:1\"; certificate = \"c\"; key = \"k\";}"},
	 ERR_SYNTAX,
	 "must begin with https://"},
	{{.type = "{name = \"t\"; operator = \"other\"; "
		  "metadata = {service_provider_name = \"s\"; profile_name = \"p\";};}"},
	 ERR_NOT_FOUND,
	 "there is no operator \"other\""},
	{{.type = TYPE("") ", " TYPE("")}, ERR_CONFLICT, "two profile types \"t\""},
	{{.type = TYPE("policy_rules = [\"ppr1\"];")}, ERR_MISSING, "policy rules need an owner"},
	{{.type = TYPE("owner = {mcc_mnc = \"0010x\";};")}, ERR_SYNTAX, "must be digits"},
	{{.type = TYPE("owner = {mcc_mnc = \"00101\"; gid2 = \"abc\";};")},
	 ERR_SYNTAX,
	 "owner.gid2 must be hexadecimal"},
	{{.type = TYPE("icon = \"nowhere\";")}, ERR_NOT_FOUND, "nowhere: not found"},
	{{.rest = "test_clock = \"2026-11-23 12:31:00Z\";"},
	 ERR_SYNTAX,
	 "test_clock must look like"},
	{{.notify = "{url = \"https://bss:1\"; certificate = \"c\"; key = \"k\";};},\n"
		    "{name = \"smds:x\"; function_requester_identifiers = [\"x\"];\n"
		    "clients = ({certificate = \"c\";})"},
	 ERR_SYNTAX,
	 "no name begins with \"smds:\""},
	{{.rest = "smds_peers = ({address = \".ds\";});"}, ERR_SYNTAX, "begins with no full stop"},
	{{.rest = "smds_peers = ({address = \"ds\";}, {address = \"DS\";});"},
	 ERR_CONFLICT,
	 "two SM-DSs \"DS\""},
	{{.rest = "smds_peers = ({address = \"ds\"; key = \"k\";});"},
	 ERR_MISMATCH,
	 "certificate and key go together"},
	{{.rest = "smds_peers = ({address = \"ds\"; url = \"http://ds:1\";});"},
	 ERR_SYNTAX,
	 "url must begin with https://"},
	{{.rest = "smds_peers = ({address = \"a\"; default = true;}, "
		  "{address = \"b\"; default = true;});"},
	 ERR_CONFLICT,
	 "more than one SM-DS is the default"},
	{{.rest = "colour = 1;"}, ERR_UNSUPPORTED, "colour: there is no such key"},
};

static void what_is_wrong_is_named(void **state)
{
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct parts p = wrong[i].parts;
		p.client = p.client ? p.client : right.client;
		p.notify = p.notify ? p.notify : right.notify;
		p.type = p.type ? p.type : right.type;
		p.rest = p.rest ? p.rest : right.rest;
		enum err e = load(w, p);
		if (e != wrong[i].e || !strstr(w->error.text, wrong[i].says))
			fail_msg("row %zu: %s: \"%s\"", i, err_name(e), w->error.text);
	}
}

static void an_icon_of_another_kind_is_an_error(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	p.type = TYPE("icon = \"icon\";");
	assert_int_equal(file_write(w->icon, BYTES_LIT("GIF89a"), 0600), OK);
	assert_int_equal(load(w, p), ERR_UNSUPPORTED);
	assert_non_null(strstr(w->error.text, "neither PNG nor JPEG"));
}

static void an_icon_that_is_too_long_is_an_error(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	uint8_t big[1025] = {0x89, 'P', 'N', 'G'};
	p.type = TYPE("icon = \"icon\";");
	assert_int_equal(file_write(w->icon, BYTES_OF(big), 0600), OK);
	assert_int_equal(load(w, p), ERR_TOO_LONG);
	assert_non_null(strstr(w->error.text, "is over 1024 bytes"));
}

static void an_operator_twice_is_an_error(void **state)
{
	struct world *w = *state;
	struct parts p = right;
	p.notify = "{url = \"https://bss:1\"; certificate = \"c\"; key = \"k\";};},\n"
		   "{name = \"acme\"; function_requester_identifiers = [\"x\"];\n"
		   "clients = ({certificate = \"c\";})";
	assert_int_equal(load(w, p), ERR_CONFLICT);
	assert_non_null(strstr(w->error.text, "two operators \"acme\""));
}

#define SECOND_OPERATOR(clients_)                                                                  \
	"{url = \"https://bss:1\"; certificate = \"c\"; key = \"k\";};},\n"                        \
	"{name = \"beta\"; function_requester_identifiers = [\"x\"];\n"                            \
	"clients = (" clients_ ")"

/* Each row: a client of acme's, and one of another operator that names the same certificate. */
static void a_client_of_two_operators_is_an_error(void **state)
{
	static const struct {
		const char *client, *notify;
		enum err e;
	} rows[] = {
		{"{ca = \"ca.pem\"; subject = \"CN=bss\";}",
		 SECOND_OPERATOR(
			 "{certificate = \"a\";}, {ca = \"ca.pem\"; subject = \"CN=bss\";}"),
		 ERR_CONFLICT},
		{"{certificate = \"c\";}", SECOND_OPERATOR("{certificate = \"c\";}"), ERR_CONFLICT},
		{"{fingerprint = \"" HEX63 "f\";}",
		 SECOND_OPERATOR("{fingerprint = \"" HEX63 "F\";}"), ERR_CONFLICT},
		{"{ca = \"ca.pem\"; subject = \"CN=bss\";}",
		 SECOND_OPERATOR("{ca = \"ca.pem\"; subject = \"CN=BSS\";}"), OK},
		{"{ca = \"ca.pem\"; subject = \"CN=bss\";}",
		 SECOND_OPERATOR("{ca = \"other.pem\"; subject = \"CN=bss\";}"), OK},
		{"{certificate = \"c\";}", SECOND_OPERATOR("{certificate = \"d\";}"), OK},
	};
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct parts p = right;
		p.client = rows[i].client;
		p.notify = rows[i].notify;
		assert_int_equal(load(w, p), rows[i].e);
		if (rows[i].e != OK)
			assert_non_null(strstr(w->error.text, "\"acme\" and \"beta\""));
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_right_file_is_read),
		TEST(a_profile_type_asks_for_nothing_unless_told),
		TEST(requirements_are_read),
		TEST(a_profile_type_finds_its_operator),
		TEST(all_of_the_metadata_is_read),
		TEST(an_operator_without_a_dialect_speaks_the_standard),
		TEST(a_dialect_is_read),
		TEST(the_test_clock_is_read),
		TEST(an_smds_alone),
		TEST(an_alternative_smds),
		TEST(a_role_needs_its_parts),
		TEST(smds_peers_are_read),
		TEST(what_is_wrong_is_named),
		TEST(an_icon_of_another_kind_is_an_error),
		TEST(an_icon_that_is_too_long_is_an_error),
		TEST(an_operator_twice_is_an_error),
		TEST(a_client_of_two_operators_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
