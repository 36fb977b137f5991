/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One-line JSON logs on standard error. Only whole lines are written at a time, so those of several
 * threads do not mix. Secrets are never passed to these functions; identifiers
 * (ICCID, EID) go through LOG_ID, which masks all but the last four characters unless the
 * operator has asked for whole identifiers.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

struct log_field {
	enum { LOG_FIELD_TEXT, LOG_FIELD_ID, LOG_FIELD_NUMBER } kind;
	const char *name;
	struct bytes text;
	int64_t number;
};

#define LOG_TEXT(n, s)                                                                             \
	((struct log_field){.kind = LOG_FIELD_TEXT, .name = (n), .text = bytes_str(s)})
#define LOG_BYTES(n, b) ((struct log_field){.kind = LOG_FIELD_TEXT, .name = (n), .text = (b)})
#define LOG_ID(n, s)	((struct log_field){.kind = LOG_FIELD_ID, .name = (n), .text = bytes_str(s)})
#define LOG_NUM(n, v)	((struct log_field){.kind = LOG_FIELD_NUMBER, .name = (n), .number = (v)})
#define LOG_ERR(e)	LOG_TEXT("error", err_name(e))

/* Where and how much to log. Set once, before the first thread starts. */
struct log_config {
	enum log_level level;
	int fd;
	bool whole_ids;
};
void log_configure(const struct log_config *config);

/* The request id that this thread's next lines carry; 0 for none. */
void log_request(uint64_t request_id);

/*
 * From here to log_release(), this thread's lines are held, to be written together: by then, or
 * when there are 16 kB of them, or with the next warning or error.
 */
void log_hold(void);
void log_release(void);

/* Write one line: time, level, request id, event, fields. LOG_EVENT(LOG_INFO, "started", …). */
void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);

#define LOG_EVENT(level, event, ...)                                                               \
	log_write((level), (event), (const struct log_field[]){__VA_ARGS__},                       \
		  sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif
