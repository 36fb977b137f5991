/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of rspd's keys, their bounds and their one-line help.
 * No test of its own: rspd_config_test.c reads files through the table.
 */
#include "config/rspd_config.h"

#include "base/limits.h"

enum {
	NAME_MAX_LEN = 64,
	FINGERPRINT_DIGITS = 64,
	MIB = 1024 * 1024,
	POINT_MAX = 999999,
	CENTURY_DAYS = 36500,
	/* 62 bits of base 36: with a million orders open, and a thousand tries a second, a hit is
	 * a century away. Partners' own schemes have 13 characters and more. */
	MATCHING_ID_MIN = 12,
};

#define KEY(name_, type, member, kind_, ...)                                                       \
	{                                                                                          \
		.name = (name_), .kind = (kind_), .offset = offsetof(type, member), __VA_ARGS__    \
	}
#define LIST(name_, type, member, kind_, ...)                                                      \
	KEY(name_, type, member, kind_, .count_offset = offsetof(type, member##_n), __VA_ARGS__)
#define INNER(members_, type) .members = (members_), .size = sizeof(type)

/* The parts whose rows say themselves where in struct rspd_config their values go. */
#define PART(name_, members_, ...)                                                                 \
	{                                                                                          \
		.name = (name_), .kind = CONFIG_GROUP, .members = (members_), __VA_ARGS__          \
	}

static const struct config_key pair_keys[] = {
	KEY("certificate", struct rspd_key_pair, certificate, CONFIG_PATH, .mandatory = true,
	    .help = "certificate, PEM or DER"),
	KEY("key", struct rspd_key_pair, key, CONFIG_PATH, .mandatory = true,
	    .help = "its private key, PEM or DER (PKCS#8 or SEC 1)"),
	{},
};

static const struct config_key listener_keys[] = {
	KEY("address", struct rspd_listener, address, CONFIG_ADDRESS, .mandatory = true,
	    .help = "where the socket binds: \"127.0.0.1:8443\", \"[::1]:8443\", \"0.0.0.0:8443\""),
	LIST("tls", struct rspd_listener, tls, CONFIG_GROUPS, .mandatory = true, .min = 1, .max = 2,
	     INNER(pair_keys, struct rspd_key_pair),
	     .help = "TLS certificates: one on P-256, and one on brainpoolP256r1 if wanted"),
	{},
};

static const struct config_key metrics_keys[] = {
	KEY("address", struct rspd_listener, address, CONFIG_ADDRESS, .mandatory = true,
	    .help = "where the socket binds"),
	{},
};

static const struct config_key smdpp_keys[] = {
	KEY("address", struct rspd_config, smdpp.address, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = 255,
	    .help = "the SM-DP+ address that eUICCs are told and name, with or without a port"),
	KEY("session_ttl_s", struct rspd_config, smdpp.session_ttl_s, CONFIG_NUMBER, .min = 10,
	    .max = 86400, .standard = 1800,
	    .help = "seconds that an RSP session may take from its first to its last step"),
	KEY("authentication_ttl_s", struct rspd_config, smdpp.authentication_ttl_s, CONFIG_NUMBER,
	    .min = 5, .max = 86400, .standard = 120,
	    .help = "seconds of them in which the eUICC must have proven itself; what anybody can "
		    "begin is kept no longer"),
	KEY("svn_min", struct rspd_config, smdpp.svn_min, CONFIG_VERSION,
	    .help = "the lowest version of SGP.22 that an eUICC may have: \"2.2.1\"; when absent, "
		    "any 2.x"),
	{},
};

static const struct config_key registrar_keys[] = {
	KEY("ca", struct rspd_client, ca, CONFIG_PATH,
	    .help = "CA that the client's certificate chains to, as a rule a CI"),
	KEY("subject", struct rspd_client, subject, CONFIG_TEXT, .min = 1, .max = 512,
	    .help = "with ca: only the certificate with this subject, RFC 2253"),
	KEY("oid", struct rspd_client, oid, CONFIG_TEXT, .min = 3, .max = 64,
	    .help = "with ca: only certificates that name this OID; of a pinned one: its OID, "
		    "if the certificate names none"),
	KEY("certificate", struct rspd_client, certificate, CONFIG_PATH,
	    .help = "the client's certificate itself, pinned"),
	KEY("fingerprint", struct rspd_client, fingerprint, CONFIG_TEXT, .min = FINGERPRINT_DIGITS,
	    .max = FINGERPRINT_DIGITS, .help = "or its SHA-256 in hexadecimal"),
	{},
};

static const struct config_key smds_keys[] = {
	KEY("address", struct rspd_config, smds.address, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = 255,
	    .help = "the SM-DS address that eUICCs are told and name, with or without a port"),
	KEY("session_ttl_s", struct rspd_config, smds.session_ttl_s, CONFIG_NUMBER, .min = 10,
	    .max = 86400, .standard = 120,
	    .help = "seconds from InitiateAuthentication to AuthenticateClient"),
	KEY("event_ttl_h", struct rspd_config, smds.event_ttl_h, CONFIG_NUMBER, .max = 87600,
	    .standard = 2160,
	    .help = "hours after which an event that nobody has deleted ends; 0: never"),
	LIST("registrars", struct rspd_config, smds.registrars, CONFIG_GROUPS, .mandatory = true,
	     .min = 1, .max = 1000, INNER(registrar_keys, struct rspd_client),
	     .help = "who may register events over ES12 and ES15: TLS clients of a CA, or pinned"),
	KEY("root", struct rspd_config, smds.root, CONFIG_TEXT, .min = 1, .max = 255,
	    .help = "of an alternative SM-DS: address of the one of smds_peers to which events are "
		    "passed on"),
	{},
};

static const struct config_key listen_keys[] = {
	KEY("es9p", struct rspd_config, listen.es9p, CONFIG_GROUP,
	    INNER(listener_keys, struct rspd_listener),
	    .help = "of an SM-DP+: ES9+, for devices (server TLS)"),
	KEY("es2p", struct rspd_config, listen.es2p, CONFIG_GROUP,
	    INNER(listener_keys, struct rspd_listener),
	    .help = "of an SM-DP+: ES2+, for operators (mutual TLS)"),
	KEY("es11", struct rspd_config, listen.es11, CONFIG_GROUP,
	    INNER(listener_keys, struct rspd_listener),
	    .help = "of an SM-DS: ES11, for devices (server TLS)"),
	KEY("es12", struct rspd_config, listen.es12, CONFIG_GROUP,
	    INNER(listener_keys, struct rspd_listener),
	    .help = "of an SM-DS: ES12 and ES15, for SM-DP+s and other SM-DSs (mutual TLS)"),
	KEY("metrics", struct rspd_config, listen.metrics, CONFIG_OPTIONAL,
	    INNER(metrics_keys, struct rspd_listener),
	    .help = "figures for Prometheus (plain HTTP; bind it to loopback)"),
	{},
};

static const struct config_key issuer_keys[] = {
	KEY("certificate", struct rspd_certificate_issuer, certificate, CONFIG_PATH,
	    .mandatory = true, .help = "the CI's certificate"),
	KEY("dpauth", struct rspd_certificate_issuer, dpauth, CONFIG_GROUP,
	    INNER(pair_keys, struct rspd_key_pair),
	    .help = "of an SM-DP+: CERT.DPauth under this CI"),
	KEY("dppb", struct rspd_certificate_issuer, dppb, CONFIG_GROUP,
	    INNER(pair_keys, struct rspd_key_pair),
	    .help = "of an SM-DP+: CERT.DPpb under this CI; goes with dpauth"),
	KEY("dsauth", struct rspd_certificate_issuer, dsauth, CONFIG_GROUP,
	    INNER(pair_keys, struct rspd_key_pair),
	    .help = "of an SM-DS: CERT.DSauth under this CI"),
	LIST("sub_cas", struct rspd_certificate_issuer, sub_cas, CONFIG_PATHS, .min = 1, .max = 16,
	     .help = "CAs below this CI (sub-CAs of version 3, EUMs) for chains and CRLs; upper "
		     "ones first"),
	{},
};

static const char *const without_crl[] = {"accept", "refuse", NULL};

static const struct config_key crl_keys[] = {
	LIST("files", struct rspd_config, crl.files, CONFIG_PATHS, .min = 1, .max = 256,
	     .help = "CRLs, DER or PEM, or directories of them; read anew on SIGHUP"),
	LIST("urls", struct rspd_config, crl.urls, CONFIG_TEXTS, .min = 1, .max = 256,
	     .help = "http: URLs from which CRLs are fetched, and again before they run out"),
	KEY("fetch_points", struct rspd_config, crl.fetch_points, CONFIG_FLAG,
	    .help = "fetch those that the CIs and our own certificates point to, too"),
	KEY("cache", struct rspd_config, crl.cache, CONFIG_PATH,
	    .help = "directory in which fetched CRLs outlive a restart; made if need be"),
	KEY("refresh_h", struct rspd_config, crl.refresh_h, CONFIG_NUMBER, .min = 1, .max = 8760,
	    .standard = 24, .help = "hours after which a CRL is fetched anew at the latest"),
	KEY("without", struct rspd_config, crl.without, CONFIG_CHOICE,
	    .standard = RSPD_WITHOUT_CRL_ACCEPT, .choices = without_crl,
	    .help = "certificates that name a CRL when no current one is to be had"),
	{},
};

static const struct config_key store_keys[] = {
	KEY("path", struct rspd_config, store.path, CONFIG_PATH, .mandatory = true,
	    .help = "SQLite database file"),
	{},
};

static const struct config_key keyring_keys[] = {
	LIST("wrap_keys", struct rspd_config, keyring.wrap_keys, CONFIG_PATHS, .mandatory = true,
	     .min = 1, .max = 16,
	     .help = "key files of 32 bytes: the last seals what is stored, all of them open it"),
	KEY("lookup_key", struct rspd_config, keyring.lookup_key, CONFIG_PATH, .mandatory = true,
	    .help = "key file of 32 bytes, by which MatchingIDs are found without being readable"),
	{},
};

static const struct config_key client_keys[] = {
	KEY("ca", struct rspd_client, ca, CONFIG_PATH,
	    .help = "CA that the client's certificate chains to; goes with subject"),
	KEY("subject", struct rspd_client, subject, CONFIG_TEXT, .min = 1, .max = 512,
	    .help = "the client certificate's subject, RFC 2253: \"CN=bss,O=Example\""),
	KEY("certificate", struct rspd_client, certificate, CONFIG_PATH,
	    .help = "the client's certificate itself, pinned; a self-signed one will do"),
	KEY("fingerprint", struct rspd_client, fingerprint, CONFIG_TEXT, .min = FINGERPRINT_DIGITS,
	    .max = FINGERPRINT_DIGITS, .help = "or its SHA-256 in hexadecimal"),
	{},
};

static const struct config_key notify_keys[] = {
	KEY("url", struct rspd_notify, url, CONFIG_TEXT, .mandatory = true, .min = 9, .max = 1024,
	    .help = "https://host:port; without a path, that of handleDownloadProgressInfo is "
		    "added"),
	KEY("certificate", struct rspd_notify, identity.certificate, CONFIG_PATH, .mandatory = true,
	    .help = "the TLS client certificate that rspd shows"),
	KEY("key", struct rspd_notify, identity.key, CONFIG_PATH, .mandatory = true,
	    .help = "its private key"),
	KEY("ca", struct rspd_notify, ca, CONFIG_PATH,
	    .help = "CA of the endpoint's certificate; the system's CAs when absent"),
	KEY("timeout_ms", struct rspd_notify, timeout_ms, CONFIG_NUMBER, .min = 100, .max = 120000,
	    .standard = 10000, .help = "milliseconds for one delivery"),
	{},
};

static const char *const timestamp_forms[] = {"seconds", "milliseconds", "offset", NULL};
static const char *const foreign[] = {"unknown", "not-allowed", NULL};

static const struct config_key point_keys[] = {
	KEY("enabled", struct es2p_dialect, points.enabled, CONFIG_NUMBER, .max = POINT_MAX,
	    .help = "notificationPointId for a profile that was enabled; 0: not reported"),
	KEY("disabled", struct es2p_dialect, points.disabled, CONFIG_NUMBER, .max = POINT_MAX,
	    .help = "the same for one that was disabled"),
	KEY("deleted", struct es2p_dialect, points.deleted, CONFIG_NUMBER, .max = POINT_MAX,
	    .help = "the same for one that was deleted"),
	{},
};

static const struct config_key dialect_keys[] = {
	KEY("matching_id_extra", struct es2p_dialect, matching_id_extra, CONFIG_TEXT, .min = 1,
	    .max = 32, .help = "characters taken in a matchingId beside A-Z, 0-9 and \"-\": \"_\""),
	KEY("iccid_padded", struct es2p_dialect, iccid_padded, CONFIG_FLAG,
	    .help = "write ICCIDs of 19 digits with an \"F\" behind; both forms are read"),
	KEY("numbers_as_text", struct es2p_dialect, numbers_as_text, CONFIG_FLAG,
	    .help = "write notificationPointId as a string: \"4\""),
	KEY("omit_message", struct es2p_dialect, omit_message, CONFIG_FLAG,
	    .help = "leave out the message in statusCodeData"),
	KEY("device", struct es2p_dialect, device, CONFIG_FLAG,
	    .help = "add tac and imei to handleDownloadProgressInfo when they are known"),
	KEY("timestamp_form", struct es2p_dialect, timestamp_form, CONFIG_CHOICE,
	    .choices = timestamp_forms, .standard = ES2P_TIMESTAMP_SECONDS,
	    .help = "\"…:00Z\", \"…:00.000Z\" or \"…:00+00:00\""),
	KEY("timestamp_name", struct es2p_dialect, timestamp_name, CONFIG_TEXT, .min = 1, .max = 32,
	    .help = "name of the member; \"timestamp\" when absent"),
	PART("points", point_keys,
	     .help = "numbers of the points that the standard does not number"),
	LIST("accepted_statuses", struct es2p_dialect, accepted_statuses, CONFIG_NUMBERS, .min = 1,
	     .max = 16, .help = "HTTP statuses that count as delivered; 200 and 204 when absent"),
	{},
};

static const struct config_key operator_keys[] = {
	KEY("name", struct rspd_operator, name, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = NAME_MAX_LEN, .help = "its name in store and logs; do not change it later"),
	LIST("function_requester_identifiers", struct rspd_operator, function_requester_identifiers,
	     CONFIG_TEXTS, .mandatory = true, .min = 1, .max = 64,
	     .help = "the functionRequesterIdentifiers it may use"),
	LIST("clients", struct rspd_operator, clients, CONFIG_GROUPS, .mandatory = true, .min = 1,
	     .max = 64, INNER(client_keys, struct rspd_client),
	     .help = "its TLS clients: each ca and subject, or certificate, or fingerprint"),
	KEY("notify", struct rspd_operator, notify, CONFIG_OPTIONAL,
	    INNER(notify_keys, struct rspd_notify),
	    .help = "its endpoint for ES2+ handleDownloadProgressInfo"),
	KEY("dialect", struct rspd_operator, dialect, CONFIG_GROUP,
	    INNER(dialect_keys, struct es2p_dialect),
	    .help = "where its ES2+ deviates from SGP.22; see docs/es2p.md"),
	KEY("foreign_profiles", struct rspd_operator, foreign, CONFIG_CHOICE, .choices = foreign,
	    .standard = RSPD_FOREIGN_UNKNOWN,
	    .help = "what it is told of another operator's profile: 8.2.1/3.9 or 8.2.1/1.2"),
	KEY("matching_id_min", struct rspd_operator, matching_id_min, CONFIG_NUMBER, .max = 255,
	    .standard = MATCHING_ID_MIN,
	    .help = "characters other than \"-\" that a matchingId of its own choice has at least"),
	KEY("call_identifiers_reused", struct rspd_operator, call_identifiers_reused, CONFIG_FLAG,
	    .help = "it uses a functionCallIdentifier for many calls: a repeated order is a new "
		    "one"),
	{},
};

static const char *const events[] = {"install", "enable", "disable", "delete", NULL};
static const char *const policy_rules[] = {"update-control", "ppr1", "ppr2", NULL};
static const char *const classes[] = {"test", "provisioning", "operational", NULL};
static const char *const protections[] = {"session-keys", "ppk", NULL};
static const char *const levels[] = {"error", "warn", "info", "debug", NULL};

static const struct config_key notification_keys[] = {
	KEY("events", struct rspd_notification_configuration, events, CONFIG_SET, .mandatory = true,
	    .min = 1, .max = 4, .choices = events, .help = "which events the eUICC notifies"),
	KEY("address", struct rspd_notification_configuration, address, CONFIG_TEXT,
	    .mandatory = true, .min = 1, .max = 255, .help = "where to; as a rule smdpp.address"),
	{},
};

static const struct config_key owner_keys[] = {
	KEY("mcc_mnc", struct rspd_owner, mcc_mnc, CONFIG_TEXT, .mandatory = true, .min = 5,
	    .max = 6, .help = "MCC and MNC, 5 or 6 digits"),
	KEY("gid1", struct rspd_owner, gid1, CONFIG_TEXT, .min = 2, .max = 20,
	    .help = "GID1, hexadecimal"),
	KEY("gid2", struct rspd_owner, gid2, CONFIG_TEXT, .min = 2, .max = 20,
	    .help = "GID2, hexadecimal"),
	{},
};

static const struct config_key metadata_keys[] = {
	KEY("service_provider_name", struct rspd_metadata, service_provider_name, CONFIG_TEXT,
	    .mandatory = true, .min = 1, .max = 32, .help = "shown to the end user"),
	KEY("profile_name", struct rspd_metadata, profile_name, CONFIG_TEXT, .mandatory = true,
	    .min = 1, .max = 64, .help = "shown to the end user"),
	KEY("icon", struct rspd_metadata, icon_path, CONFIG_PATH,
	    .help = "JPEG or PNG file of at most 1024 bytes, 64 × 64"),
	KEY("class", struct rspd_metadata, profile_class, CONFIG_CHOICE,
	    .standard = RSPD_CLASS_OPERATIONAL, .choices = classes, .help = "profile class"),
	KEY("owner", struct rspd_metadata, owner, CONFIG_OPTIONAL,
	    INNER(owner_keys, struct rspd_owner),
	    .help = "profile owner; mandatory when there are policy rules"),
	KEY("policy_rules", struct rspd_metadata, policy_rules, CONFIG_SET, .min = 1, .max = 3,
	    .choices = policy_rules, .help = "profile policy rules"),
	LIST("notification_configuration", struct rspd_metadata, notification_configuration,
	     CONFIG_GROUPS, .min = 1, .max = 16,
	     INNER(notification_keys, struct rspd_notification_configuration),
	     .help = "which events the eUICC notifies, and where to"),
	{},
};

/* Names and order of UICCCapability. */
static const char *const uicc_capabilities[] = {"contactlessSupport",
						"usimSupport",
						"isimSupport",
						"csimSupport",
						"akaMilenage",
						"akaCave",
						"akaTuak128",
						"akaTuak256",
						"usimTestAlgorithm",
						"rfu2",
						"gbaAuthenUsim",
						"gbaAuthenISim",
						"mbmsAuthenUsim",
						"eapClient",
						"javacard",
						"multos",
						"multipleUsimSupport",
						"multipleIsimSupport",
						"multipleCsimSupport",
						"berTlvFileSupport",
						"dfLinkSupport",
						"catTp",
						"getIdentity",
						"profile-a-x25519",
						"profile-b-p256",
						"suciCalculatorApi",
						"dns-resolution",
						"scp11ac",
						"scp11c-authorization-mechanism",
						"s16mode",
						"eaka",
						"iotminimal",
						NULL};

#define RELEASE(member, what)                                                                      \
	KEY(#member, struct rspd_device_requirements, member, CONFIG_VERSION,                      \
	    .help = "the lowest release of " what " that will do")

static const struct config_key device_keys[] = {
	RELEASE(gsm, "GSM"),
	RELEASE(utran, "UTRAN"),
	RELEASE(cdma2000_onex, "cdma2000 1X"),
	RELEASE(cdma2000_hrpd, "cdma2000 HRPD"),
	RELEASE(cdma2000_ehrpd, "cdma2000 eHRPD"),
	RELEASE(eutran_epc, "E-UTRAN with EPC"),
	RELEASE(contactless, "contactless"),
	RELEASE(rsp_crl, "CRLs of RSP"),
	RELEASE(nr_epc, "NR with EPC"),
	RELEASE(nr_5gc, "NR with 5GC"),
	RELEASE(eutran_5gc, "E-UTRAN with 5GC"),
	{},
};

static const struct config_key requirement_keys[] = {
	KEY("svn", struct rspd_requirements, svn, CONFIG_VERSION,
	    .help = "the lowest version of SGP.22 that the eUICC may have"),
	KEY("profile_version", struct rspd_requirements, profile_version, CONFIG_VERSION,
	    .help = "version of profile packages: the eUICC has it, or a later one with the same "
		    "first number"),
	KEY("free_memory", struct rspd_requirements, free_memory, CONFIG_NUMBER,
	    .max = INT64_C(1) << 40,
	    .help = "bytes of non-volatile memory that the eUICC must have free; 0: not asked"),
	KEY("uicc_capabilities", struct rspd_requirements, uicc_capabilities, CONFIG_SET, .min = 1,
	    .max = 32, .choices = uicc_capabilities, .help = "what the eUICC must have, all of it"),
	KEY("device", struct rspd_requirements, device, CONFIG_GROUP, .members = device_keys,
	    .size = sizeof(struct rspd_device_requirements),
	    .help = "what the device must be able to"),
	{},
};

static const struct config_key type_keys[] = {
	KEY("name", struct rspd_profile_type, name, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = NAME_MAX_LEN, .help = "the profileType of ES2+"),
	KEY("operator", struct rspd_profile_type, operator_name, CONFIG_TEXT, .mandatory = true,
	    .min = 1, .max = NAME_MAX_LEN,
	    .help = "name of the operator that the profiles belong to"),
	KEY("protection", struct rspd_profile_type, protection, CONFIG_CHOICE,
	    .choices = protections, .standard = RSPD_PROTECTION_SESSION_KEYS,
	    .help = "keys that protect the package: of the session, or random ones (PPK)"),
	KEY("max_download_attempts", struct rspd_profile_type, max_download_attempts, CONFIG_NUMBER,
	    .min = 1, .max = 1000, .standard = 10,
	    .help = "downloads that may be begun before the order fails"),
	KEY("max_confirmation_code_attempts", struct rspd_profile_type,
	    max_confirmation_code_attempts, CONFIG_NUMBER, .min = 1, .max = 100, .standard = 3,
	    .help = "wrong confirmation codes before the order fails"),
	KEY("order_ttl_h", struct rspd_profile_type, order_ttl_h, CONFIG_NUMBER, .max = 87600,
	    .standard = 0, .help = "hours from the order to its expiry; 0: it does not expire"),
	KEY("requires", struct rspd_profile_type, requirements, CONFIG_GROUP,
	    INNER(requirement_keys, struct rspd_requirements),
	    .help = "eUICCs and devices that do not have all of this are not offered the profile"),
	KEY("metadata", struct rspd_profile_type, metadata, CONFIG_GROUP, .mandatory = true,
	    INNER(metadata_keys, struct rspd_metadata), .help = "what the device shows and does"),
	{},
};

static const struct config_key smds_peer_keys[] = {
	KEY("address", struct rspd_smds_peer, address, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = 255, .help = "its address, as operators give it in smdsAddress"),
	KEY("url", struct rspd_smds_peer, url, CONFIG_TEXT, .min = 9, .max = 1024,
	    .help = "https://host:port of its ES12; https://ADDRESS when absent"),
	KEY("ca", struct rspd_smds_peer, ca, CONFIG_PATH,
	    .help = "CA of its certificate; the CIs of certificate_issuers when absent"),
	KEY("certificate", struct rspd_smds_peer, identity.certificate, CONFIG_PATH,
	    .help = "the TLS client certificate that rspd shows; when absent, that of listen.es9p "
		    "(CERT.DPtls), or of listen.es12 (CERT.DStls) without an SM-DP+"),
	KEY("key", struct rspd_smds_peer, identity.key, CONFIG_PATH, .help = "its private key"),
	KEY("timeout_ms", struct rspd_smds_peer, timeout_ms, CONFIG_NUMBER, .min = 100,
	    .max = RSPD_SMDS_TIMEOUT_MAX_MS, .standard = 5000,
	    .help = "milliseconds for one call; an operator's ConfirmOrder waits for it"),
	KEY("alternative", struct rspd_smds_peer, alternative, CONFIG_FLAG,
	    .help = "an alternative SM-DS: it is asked to tell the root SM-DS, too"),
	KEY("default", struct rspd_smds_peer, standard, CONFIG_FLAG,
	    .help = "the one for a smdsAddress that begins with a full stop: \".unspecified\""),
	{},
};

static const struct config_key outbox_keys[] = {
	KEY("retry_h", struct rspd_config, outbox.retry_h, CONFIG_NUMBER, .min = 1, .max = 720,
	    .standard = 72, .help = "hours after which an undelivered notification is set aside"),
	{},
};

static const struct config_key retention_keys[] = {
	KEY("events_days", struct rspd_config, retention.events_days, CONFIG_NUMBER, .min = 1,
	    .max = CENTURY_DAYS, .standard = 1095, .help = "days that events are kept"),
	KEY("notifications_days", struct rspd_config, retention.notifications_days, CONFIG_NUMBER,
	    .min = 30, .max = CENTURY_DAYS, .standard = 1095,
	    .help = "days in which an eUICC's notification that comes again counts once"),
	KEY("downloads_days", struct rspd_config, retention.downloads_days, CONFIG_NUMBER,
	    .min = 30, .max = CENTURY_DAYS, .standard = 365,
	    .help = "days that what judges a further installation result is kept; while one is "
		    "awaited, it stays"),
	KEY("matching_ids_days", struct rspd_config, retention.matching_ids_days, CONFIG_NUMBER,
	    .min = 365, .max = CENTURY_DAYS, .standard = 3650,
	    .help = "days from its confirmation until the MatchingID of an order that is gone may "
		    "be used again"),
	KEY("calls_days", struct rspd_config, retention.calls_days, CONFIG_NUMBER, .min = 1,
	    .max = CENTURY_DAYS, .standard = 7,
	    .help = "days in which an ES2+ call that is sent again is told from a new one"),
	{},
};

static const struct config_key threads_keys[] = {
	KEY("loops", struct rspd_config, threads.loops, CONFIG_NUMBER, .max = 64, .standard = 0,
	    .help = "threads that serve requests; 0: one for each CPU"),
	KEY("workers", struct rspd_config, threads.workers, CONFIG_NUMBER, .min = 1, .max = 1024,
	    .standard = 16, .help = "threads for requests that wait for another server"),
	{},
};

static const struct config_key limits_keys[] = {
	KEY("connections", struct rspd_config, limits.connections, CONFIG_NUMBER, .min = 8,
	    .max = 1000 * 1000, .standard = LIMIT_HTTP_CONNECTIONS,
	    .help = "connections at a time, of all listeners; past it the longest idle is closed"),
	KEY("requests_mb", struct rspd_config, limits.requests_mb, CONFIG_NUMBER, .min = 8,
	    .max = 64 * 1024, .standard = LIMIT_HTTP_HELD / MIB,
	    .help = "MiB of requests and answers under way; past it the slowest are closed"),
	KEY("request_s", struct rspd_config, limits.request_s, CONFIG_NUMBER, .min = 1, .max = 600,
	    .standard = LIMIT_HTTP_REQUEST_MS / 1000,
	    .help = "seconds in which a request must have come, or a part of its answer be taken"),
	KEY("idle_s", struct rspd_config, limits.idle_s, CONFIG_NUMBER, .min = 1, .max = 3600,
	    .standard = LIMIT_HTTP_IDLE_MS / 1000,
	    .help = "seconds after which a connection without a request is closed"),
	KEY("keep_s", struct rspd_config, limits.keep_s, CONFIG_NUMBER, .min = 1, .max = 86400,
	    .standard = LIMIT_HTTP_KEEP_MS / 1000,
	    .help = "seconds after which a connection ends with its next answer"),
	{},
};

static const struct config_key log_keys[] = {
	KEY("level", struct rspd_config, log.level, CONFIG_CHOICE, .standard = LOG_INFO,
	    .choices = levels, .help = "what is logged"),
	KEY("whole_ids", struct rspd_config, log.whole_ids, CONFIG_FLAG,
	    .help = "log ICCIDs and EIDs whole instead of their last four digits"),
	{},
};

static const struct config_key keys[] = {
	PART("smdpp", smdpp_keys, .help = "the SM-DP+ as eUICCs see it; absent: this is none"),
	PART("smds", smds_keys, .help = "the SM-DS as eUICCs see it; absent: this is none"),
	PART("listen", listen_keys, .mandatory = true, .help = "where sockets bind"),
	LIST("certificate_issuers", struct rspd_config, certificate_issuers, CONFIG_GROUPS,
	     .mandatory = true, .min = 1, .max = 64,
	     INNER(issuer_keys, struct rspd_certificate_issuer),
	     .help = "CIs, each with our certificates under it; among them the eUICC's order "
		     "decides"),
	PART("crl", crl_keys, .help = "revocation: which eUICCs and EUMs are trusted no more"),
	PART("store", store_keys, .mandatory = true, .help = "the database"),
	PART("keyring", keyring_keys, .mandatory = true, .help = "keys for what is stored"),
	LIST("operators", struct rspd_config, operators, CONFIG_GROUPS, .min = 1, .max = 1000,
	     INNER(operator_keys, struct rspd_operator),
	     .help = "of an SM-DP+: who may order over ES2+"),
	LIST("profile_types", struct rspd_config, profile_types, CONFIG_GROUPS, .min = 1,
	     .max = 10000, INNER(type_keys, struct rspd_profile_type),
	     .help = "of an SM-DP+: kinds of profiles"),
	LIST("smds_peers", struct rspd_config, smds_peers, CONFIG_GROUPS, .min = 1, .max = 64,
	     INNER(smds_peer_keys, struct rspd_smds_peer),
	     .help = "SM-DSs at which orders are announced (ES12)"),
	PART("outbox", outbox_keys, .help = "delivery of notifications to operators"),
	PART("retention", retention_keys, .help = "how long what is done with is kept"),
	PART("threads", threads_keys, .help = "threads"),
	PART("limits", limits_keys, .help = "what one rspd bears"),
	PART("log", log_keys, .help = "JSON lines on standard error"),
	KEY("test_clock", struct rspd_config, test_clock, CONFIG_TEXT, .min = 20, .max = 20,
	    .help = "for tests only: the time stands at \"2026-11-23T12:00:00Z\""),
	{},
};

const struct config_key *rspd_config_keys(void)
{
	return keys;
}
