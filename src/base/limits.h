/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every bound in one place, each with its reason. Bytes unless the name says otherwise.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	/* HTTP: a request line and headers of real LPAs and BSSs stay under 1 kB. */
	LIMIT_HTTP_HEADERS = 8 * 1024,
	/* The largest request is ES9+ handleNotification or authenticateClient with two
	 * certificates and v3 chains: under 16 kB in base64. */
	LIMIT_HTTP_BODY = 64 * 1024,
	/* The largest answer is ES9+ getBoundProfilePackage: the largest profile package,
	 * protected, in base64. */
	LIMIT_HTTP_REPLY = 2 * 1024 * 1024,
	/* A whole request must have arrived, and its answer been taken, in this time. */
	LIMIT_HTTP_REQUEST_MS = 20 * 1000,
	/* An idle kept connection is closed after this time. */
	LIMIT_HTTP_IDLE_MS = 120 * 1000,
	/* After a refusal, a peer that still sends is listened to for this time, so that it can
	 * read the answer before the connection breaks. */
	LIMIT_HTTP_LINGER_MS = 2 * 1000,
	/* Bytes of an answer that must be taken within LIMIT_HTTP_REQUEST_MS: 3 kB/s. */
	LIMIT_HTTP_TAKEN = 64 * 1024,
	/* Bytes that a client may send in a TLS handshake: a ClientHello is under 2 kB with
	 * post-quantum keys, a client's chain of certificates under 8 kB. */
	LIMIT_TLS_HANDSHAKE = 40 * 1024,
	/* Handshake messages and records of them, a TLS connection long: a handshake has up to 10,
	 * a client renews its keys (TLS 1.3) once in some GB. */
	LIMIT_TLS_MESSAGES = 64,
	/* What is under way on all connections together: handshakes, requests that are not complete
	 * or not yet answered, and answers that are not yet taken. 6,000 handshakes, 15,000 usual
	 * requests, or 6,000 answers with packages of 12 kB. */
	LIMIT_HTTP_HELD = 256 * 1024 * 1024,
	/* A connection is kept for further requests this long: a certificate that was exchanged
	 * is not shown for longer, nor does a client stay at one of several servers. */
	LIMIT_HTTP_KEEP_MS = 3600 * 1000,
	/* Connections per process; file descriptors are the scarce thing. */
	LIMIT_HTTP_CONNECTIONS = 16 * 1024,
	/* Requests waiting for a worker; past it the answer is 503 with Retry-After. */
	LIMIT_WORK_QUEUE = 4096,
	/* Memory of one request: body, decoded forms, the profile package and its BPP. */
	LIMIT_REQUEST_ARENA = 4 * 1024 * 1024,

	/* JSON objects nest two deep in ES2+ and ES9+; extensions a little more. */
	LIMIT_JSON_DEPTH = 16,
	/* Names and values in a JSON text of the length of a request: messages have some thirty,
	 * and each takes a quarter of a kilobyte of memory. */
	LIMIT_JSON_VALUES = 2048,
	/* Nested TLVs: EUICCInfo2 in euiccSigned1 in AuthenticateServerResponse is 7 deep. */
	LIMIT_TLV_DEPTH = 24,

	/* A profile package: TS.48 packages are 12 kB, packages with applets some 500 kB. */
	LIMIT_PROFILE_PACKAGE = 1024 * 1024,
	/* A certificate of SGP.26 is 0.6 kB; name constraints and policies may double it. */
	LIMIT_CERTIFICATE = 4 * 1024,

	/* A CRL: those of GSMA's CIs are some kB; this holds 25,000 revoked certificates. */
	LIMIT_CRL = 1024 * 1024,

	/* RSP sessions at a time, of 0.5 to 1 kB each; a power of two. Past it an old one goes. */
	LIMIT_SESSIONS = 64 * 1024,

	/* Events that an SM-DS tells a device in one answer. A card has room for some ten profiles;
	 * what is fetched is deleted, and the next ones come up. */
	LIMIT_EVENTS_TOLD = 64,
	/* Of them, those of one registrar that an SM-DS keeps for a device: one alone cannot crowd
	 * out the others. */
	LIMIT_EVENTS_OF_REGISTRAR = LIMIT_EVENTS_TOLD / 2,

	/* Calls of SM-DSs at a time: half of the workers by default, so that one that hangs leaves
	 * the others to those who wait for a line, and give up soon. */
	LIMIT_ES12_CALLS = 8,
};

#endif
