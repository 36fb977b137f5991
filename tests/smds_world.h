/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An SM-DS beside the SM-DP+ of smdpp_world.h, over the same store, with a device that asks it, and
 * clients of ES12: an SM-DP+ and another SM-DS by the CI, and one whose certificate is pinned.
 */
#ifndef TESTS_SMDS_WORLD_H
#define TESTS_SMDS_WORLD_H

#include "device.h"
#include "msg/es11_authenticate_client.h"
#include "smds/routes.h"
#include "smds/smds.h"

#define SMDS_WORLD_ADDRESS "testrootsmds.example.com"

enum smds_world_client {
	SMDS_WORLD_SMDPP,  /* 2.999.10, by CERT.DPtls */
	SMDS_WORLD_OTHER,  /* 2.999.15, by CERT.DStls */
	SMDS_WORLD_PINNED, /* 2.999.77 by the configuration; self-signed */
	SMDS_WORLD_NOBODY, /* of another CA */
	SMDS_WORLD_CLIENTS
};

enum { SMDS_WORLD_REGISTRARS = 2 };

struct smds_world {
	struct smdpp_world w;
	struct device d; /* asks the SM-DS */
	struct smds *smds;
	struct rspd_client registrars[SMDS_WORLD_REGISTRARS];
	struct smds_setup setup;
	const char *family; /* of ES11's paths: "es9plus" unless set */
};

/* `options` of the SM-DP+; may be NULL. */
void smds_world_make(struct smds_world *world, const struct smdpp_world_options *options);
void smds_world_free(struct smds_world *world);

/* For cmocka: a world for each test in *state. */
int smds_world_setup(void **state);
int smds_world_teardown(void **state);

/* Make the SM-DS anew, after `setup` or the configuration was changed. */
void smds_world_restart(struct smds_world *world);

/* Call a function of ES11: "authenticateClient"; of ES12 by its path: "es12/registerEvent". */
struct world_answer smds_world_es11(struct smds_world *world, const char *function,
				    struct bytes body);
struct world_answer smds_world_es12(struct smds_world *world, enum smds_world_client client,
				    const char *path, const char *members);

/* registerEvent and deleteEvent over ES12. */
struct world_answer smds_world_register(struct smds_world *world, enum smds_world_client client,
					const char *eid, const char *event_id);
struct world_answer smds_world_delete(struct smds_world *world, enum smds_world_client client,
				      const char *eid, const char *event_id);

/* The SM-DP+ registers one for WORLD_EID that is to be passed on: to the SM-DS of smdpp_world.h,
 * "root.example.com". */
struct world_answer smds_world_forward(struct smds_world *world, const char *event_id);

/* Where events of smds_world_register wait. */
#define SMDS_WORLD_SMDPP_ADDRESS "smdpp.example.com"

/* The device asks for its events, or for that with this EventID (NULL: all). */
struct world_answer smds_world_ask(struct smds_world *world, const char *event_id);

/* The EventIDs of an answer, joined by spaces; "" for none. Lives in the world's arena. */
const char *smds_world_event_ids(struct smds_world *world, struct world_answer answer);

/* Do as smds_world_ask; what came as smds_world_event_ids, or "refused". */
const char *smds_world_found(struct smds_world *world, const char *event_id);

#endif
