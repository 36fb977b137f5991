/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other side of ES9+ for tests of the SM-DP+: an eUICC and an LPA that say whatever a test
 * wants them to. Each step makes a request from the members of struct device, and keeps what it
 * learnt in them; a test changes members between the steps. What is in a BPP is not opened here
 * (src/card does that).
 */
#ifndef TESTS_DEVICE_H
#define TESTS_DEVICE_H

#include "crypto/ecdsa.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "smdpp_world.h"

struct device {
	struct smdpp_world *world;
	/* To whom steps go instead of the SM-DP+, if set; nothing is learnt of authenticateClient.
	 */
	struct world_answer (*post)(void *post_context, const char *function, struct bytes body);
	void *post_context;
	const struct private_key *key; /* SK.EUICC.ECDSA */
	struct bytes euicc, eum;       /* certificates */
	struct bytes other_certs;      /* otherCertsInChain of version 3; or absent */
	struct private_key *otsk;      /* otSK.EUICC of this try */
	struct public_key otpk;

	/* initiateAuthentication */
	const char *smdp_address; /* also what the eUICC signs in authenticateClient */
	uint32_t svn;		  /* 0xMMmmrr */
	struct bytes signing[4];  /* CI key identifiers, up to an absent one */
	struct bytes verification[4];
	struct bytes more_of_info1; /* TLVs behind the known members */
	const char *more_json;	    /* ",\"member\":…" behind those of each request; or NULL */
	uint8_t challenge[RSP_CHALLENGE_LEN];

	/* learnt from its answer; sent back */
	struct bytes transaction_id; /* of JSON */
	struct bytes signed_transaction_id;
	struct bytes server_challenge;
	struct bytes server_signed1, server_signature1, server_certificate, ci_pk_id;

	/* authenticateClient */
	const char *matching_id;	/* NULL: absent */
	struct es10b_euicc_info2 info2; /* but for its lists of CIs */
	struct es10b_device_capabilities capabilities;
	struct bytes more_of_info2, more_of_device_info; /* TLVs behind the known members */
	struct bytes raw_info2;				 /* instead of all that; or absent */
	bool refuses;					 /* answers with the error arm */
	bool breaks_signature;

	/* learnt from its answer */
	struct bytes profile_metadata, smdp_signed2, smdp_signature2, smdp_certificate;
	bool cc_required;
	struct bytes bpp_euicc_otpk; /* absent: none */
	struct bytes euicc_signature1;

	/* getBoundProfilePackage */
	const char *confirmation_code; /* NULL: no hashCc */
	struct bytes bpp;	       /* learnt */

	/* notifications, cancelSession */
	const char *iccid; /* digits */
	uint64_t seq_number;
	struct bytes smdp_oid;
};

/* A device with the eUICC of the world's PKI on this curve, EID WORLD_EID, that offers its CI. */
void device_make(struct device *device, struct smdpp_world *world, enum curve curve);
void device_free(struct device *device);

/* Another eUICC certificate for the same key; the EUM's is kept. */
void device_set_eid(struct device *device, const char *eid);

/* A new one-time key pair; device_make has made one. */
void device_new_otpk(struct device *device);

/* extCardResource with so many bytes of free non-volatile memory. */
struct bytes device_resource(struct device *device, uint64_t free_memory);

/* The steps. If the answer is a success, what it holds is learnt. */
struct world_answer device_initiate(struct device *device);
struct world_answer device_authenticate(struct device *device);
struct world_answer device_get_package(struct device *device);
struct world_answer device_cancel(struct device *device, uint64_t reason);

/* Success if error_reason is 0. */
struct world_answer device_install(struct device *device, uint64_t error_reason);

/* One of RSP_EVENT_*. */
struct world_answer device_notify(struct device *device, uint64_t event);

/* The steps up to and with one of them, each of which must succeed. */
void device_up_to_initiate(struct device *device);
void device_up_to_authenticate(struct device *device, const char *matching_id);
void device_up_to_package(struct device *device, const char *matching_id);

/* For cmocka: a world and a device on P-256 for each test in *state. */
struct device_scene {
	struct smdpp_world w;
	struct device d;
};
int device_setup(void **state);
int device_teardown(void **state);

/* The bodies alone, in the world's arena. */
struct bytes device_authenticate_body(struct device *device);
struct bytes device_get_package_body(struct device *device);
struct bytes device_install_body(struct device *device, uint64_t error_reason);
struct bytes device_notify_body(struct device *device, uint64_t event);

#endif
