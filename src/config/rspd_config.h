/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rspd can be told: struct rspd_config, filled from rspd.conf by the table of keys. All of it
 * lives in the arena of its reading and does not change afterwards. Paths are resolved, files other
 * than the icon are not opened here. docs/configuration.md is made from the same table.
 */
#ifndef CONFIG_RSPD_CONFIG_H
#define CONFIG_RSPD_CONFIG_H

#include "base/log.h"
#include "config/config.h"
#include "config/es2p_dialect.h"

/* A certificate and its private key, PEM or DER. */
struct rspd_key_pair {
	const char *certificate;
	const char *key;
};

/*
 * One listener. `tls` holds one pair, or two: one on P-256 and one on brainpoolP256r1, in any
 * order, for clients whose ClientHello has no usable P-256.
 */
struct rspd_listener {
	const char *address; /* "127.0.0.1:8443", "[::1]:8443", "0.0.0.0:8443" */
	const struct rspd_key_pair *tls;
	size_t tls_n; /* 0 to 2; at least 1 but for metrics */
};

/* One CI that eUICCs may name, with the certificates of our roles under it (SGP.22 §4.5.2). */
struct rspd_certificate_issuer {
	const char *certificate;
	struct rspd_key_pair dpauth, dppb; /* of the SM-DP+ */
	struct rspd_key_pair dsauth;	   /* of the SM-DS; without a certificate: none */
	const char *
		*sub_cas; /* CAs below this CI that are known beforehand, the upper ones first */
	size_t sub_cas_n;
};

/* What happens when a certificate names a CRL and no current one is to be had. */
enum rspd_without_crl { RSPD_WITHOUT_CRL_ACCEPT, RSPD_WITHOUT_CRL_REFUSE };

/*
 * What identifies an operator's TLS client: either `ca` and `subject` (the certificate chains to
 * the CA, and its subject is this one in RFC 2253 form), or a pinned certificate: the file
 * `certificate`, or its SHA-256 `fingerprint` in 64 hexadecimal digits.
 */
struct rspd_client {
	const char *ca;
	const char *subject;
	const char *certificate;
	const char *fingerprint;
	const char *oid; /* of clients on ES12, in dots; see there */
};

/* The operator's endpoint for ES2+ handleDownloadProgressInfo (SGP.22 §5.3.5). */
struct rspd_notify {
	const char *url; /* https://…; the path of the function is appended when it has none */
	const char *ca;	 /* that the endpoint's certificate chains to; NULL: the system's */
	struct rspd_key_pair identity; /* our TLS client certificate */
	int64_t timeout_ms;
};

/* What an operator is told of a profile that is another's (SGP.22 §5.3). */
enum rspd_foreign {
	RSPD_FOREIGN_UNKNOWN,	  /* that there is none: ICCIDs cannot be probed */
	RSPD_FOREIGN_NOT_ALLOWED, /* that it is not allowed */
};

struct rspd_operator {
	const char *name; /* in logs and in the store; must not change once profiles exist */
	const char **function_requester_identifiers;
	size_t function_requester_identifiers_n;
	const struct rspd_client *clients;
	size_t clients_n;
	const struct rspd_notify *notify; /* NULL: no notifications */
	struct es2p_dialect dialect;
	int foreign;		      /* enum rspd_foreign */
	int64_t matching_id_min;      /* characters other than "-" of a MatchingID of its own */
	bool call_identifiers_reused; /* functionCallIdentifiers do not tell a repeated call */
};

/*
 * An SM-DS at which events are registered and deleted over ES12 (SGP.22 §5.9), with mutual TLS.
 */
struct rspd_smds_peer {
	const char *address; /* FQDN, as in the smdsAddress of ConfirmOrder */
	const char *url;     /* https://…; NULL: https://ADDRESS */
	const char *ca;	     /* that its certificate chains to; NULL: our certificate issuers */
	struct rspd_key_pair identity; /* our TLS client certificate; as a rule CERT.DPtls */
	int64_t timeout_ms;
	bool alternative;  /* it passes events on to the root SM-DS: forwardingIndicator */
	bool standard;	   /* the one for orders that leave the choice to us: ".unspecified" */
	const char *queue; /* of the outbox: RSPD_SMDS_QUEUE and the address */
};

enum { RSPD_SMDS_TIMEOUT_MAX_MS = 60 * 1000 };

/* No operator's name begins like this: messages to SM-DSs wait beside those to operators. */
#define RSPD_SMDS_QUEUE "smds:"

enum rspd_protection { RSPD_PROTECTION_SESSION_KEYS, RSPD_PROTECTION_PPK };
enum rspd_class { RSPD_CLASS_TEST, RSPD_CLASS_PROVISIONING, RSPD_CLASS_OPERATIONAL }; /* as 95 */
enum rspd_icon_type { RSPD_ICON_JPG, RSPD_ICON_PNG };				      /* as 93 */

/* Bits of NotificationEvent and of PprIds, by their position in the ASN.1 (SGP.22 §2.4a.1). */
enum {
	RSPD_EVENT_INSTALL = 1,
	RSPD_EVENT_ENABLE = 2,
	RSPD_EVENT_DISABLE = 4,
	RSPD_EVENT_DELETE = 8
};
enum { RSPD_PPR_UPDATE_CONTROL = 1, RSPD_PPR1 = 2, RSPD_PPR2 = 4 };

/* Where the eUICC's notifications of these events go (NotificationConfigurationInformation). */
struct rspd_notification_configuration {
	unsigned events; /* RSPD_EVENT_* */
	const char *address;
};

/* ProfileOwner (tag B7). Hexadecimal text as on the wire; gid1 and gid2 may be NULL. */
struct rspd_owner {
	const char *mcc_mnc; /* digits: "00101" or "001001" */
	const char *gid1;
	const char *gid2;
};

/* The metadata of every profile of a type (SGP.22 §5.5.3 StoreMetadata), but for the ICCID. */
struct rspd_metadata {
	const char *service_provider_name; /* ≤ 32 bytes */
	const char *profile_name;	   /* ≤ 64 bytes */
	const char *icon_path;
	struct bytes icon; /* the file's content, ≤ 1024 bytes; absent without a path */
	enum rspd_icon_type icon_type;
	int profile_class;		/* enum rspd_class */
	const struct rspd_owner *owner; /* NULL: none */
	unsigned policy_rules;		/* RSPD_PPR* */
	const struct rspd_notification_configuration *notification_configuration;
	size_t notification_configuration_n;
};

/* The lowest releases of DeviceCapabilities that will do, as 0xMMmmrr; 0: not asked for. */
struct rspd_device_requirements {
	int64_t gsm, utran, cdma2000_onex, cdma2000_hrpd, cdma2000_ehrpd, eutran_epc, contactless,
		rsp_crl, nr_epc, nr_5gc, eutran_5gc;
};

/* What eUICC and device must be to be offered a profile of a type (SGP.22 Annex F); members that
 * are 0 ask for nothing. Versions as 0xMMmmrr. */
struct rspd_requirements {
	int64_t svn;
	int64_t profile_version;
	int64_t free_memory;	    /* bytes, not volatile */
	unsigned uicc_capabilities; /* bits of UICCCapability */
	struct rspd_device_requirements device;
};

struct rspd_profile_type {
	const char *name;
	const char *operator_name;
	const struct rspd_operator *op; /* the one of that name */
	int protection;			/* enum rspd_protection */
	int64_t max_download_attempts;
	int64_t max_confirmation_code_attempts;
	int64_t order_ttl_h; /* hours from the order to its expiry; 0: never */
	struct rspd_requirements requirements;
	struct rspd_metadata metadata;
};

struct rspd_config {
	struct {
		const char *address; /* what the eUICC is told, with or without a port */
		int64_t session_ttl_s;
		int64_t svn_min;	      /* as 0xMMmmrr; 0: any 2.x */
		int64_t authentication_ttl_s; /* of a session whose eUICC is not proven yet */
	} smdpp;			      /* without an address: this is no SM-DP+ */
	struct {
		const char *address; /* what the eUICC is told, with or without a port */
		int64_t session_ttl_s;
		int64_t event_ttl_h; /* hours from the registration of an event to its end; 0: none
				      */
		/*
		 * Who may register events over ES12: of a CA, or pinned. The owner of an event is
		 * the OID that the certificate names (registeredID). With `oid`, a certificate of
		 * the CA must name this one; a pinned one need not name any.
		 */
		const struct rspd_client *registrars;
		size_t registrars_n;
		const char *root; /* address of one of smds_peers; NULL: this is a root SM-DS */
	} smds;			  /* without an address: this is no SM-DS */
	struct {
		/* Those of a role are there when the role is. */
		struct rspd_listener es9p, es2p;
		struct rspd_listener es11, es12;
		struct rspd_listener *metrics; /* NULL: none; plain HTTP */
	} listen;
	const struct rspd_certificate_issuer *certificate_issuers;
	size_t certificate_issuers_n;
	struct {
		const char **files; /* CRLs, or directories of them */
		size_t files_n;
		const char **urls; /* http: */
		size_t urls_n;
		bool fetch_points; /* also from where CIs and our certificates point to */
		const char *cache; /* directory for what was fetched; NULL: none */
		int64_t refresh_h;
		int without; /* enum rspd_without_crl */
	} crl;
	struct {
		const char *path;
	} store;
	struct {
		const char **wrap_keys; /* files; the last one seals, all of them open */
		size_t wrap_keys_n;
		const char *lookup_key; /* file, for the keyed HMAC columns */
	} keyring;
	const struct rspd_operator *operators;
	size_t operators_n;
	struct rspd_profile_type *profile_types;
	size_t profile_types_n;
	struct rspd_smds_peer *smds_peers;
	size_t smds_peers_n;
	struct {
		int64_t retry_h; /* hours after which an undelivered notification is set aside */
	} outbox;
	struct {
		/* Days; what nobody needs any more is then deleted. */
		int64_t events_days, notifications_days, downloads_days, matching_ids_days;
		int64_t calls_days;
	} retention;
	struct {
		int64_t loops;
		int64_t workers;
	} threads;
	struct {
		int64_t connections;
		int64_t requests_mb; /* bytes under way, in MiB */
		int64_t request_s, idle_s, keep_s;
	} limits;
	struct {
		int level; /* enum log_level */
		bool whole_ids;
	} log;
	const char *test_clock; /* "2026-11-23T12:00:00Z": the time stands still; tests only */
	int64_t test_clock_ms;	/* the same since 1970; only when test_clock is set */
};

/*
 * Read and check `path`. Errors as config_load; also ERR_NOT_FOUND for a profile type's operator
 * or icon that is not there, ERR_CONFLICT for a name that comes twice, ERR_MISMATCH for keys that
 * exclude each other. `*config` is zeroed first; everything lives in the arena.
 */
enum err rspd_config_read(struct arena *a, const char *path, struct rspd_config *config,
			  struct config_error *error);

/* The operator or profile type of that name; NULL if there is none. */
const struct rspd_operator *rspd_config_operator(const struct rspd_config *c, const char *name);
const struct rspd_profile_type *rspd_config_profile_type(const struct rspd_config *c,
							 const char *name);

/*
 * The SM-DS that an order names (SGP.22 §5.3.2 smdsAddress), in any case; one that begins with a
 * full stop leaves the choice to us. NULL if there is none.
 */
const struct rspd_smds_peer *rspd_config_smds_peer(const struct rspd_config *c,
						   const char *address);

/* The table of keys, for the reference in docs/. */
const struct config_key *rspd_config_keys(void);

#endif
