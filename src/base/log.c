/* SPDX-License-Identifier: Apache-2.0 */
/* A line is built in a local buffer, cut at its end if it is too long, and written or held. */
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_LEN = 2048, HELD_MAX = 8 * LINE_MAX_LEN, ID_SHOWN = 4 };

/* The process's log: set before threads start, read by all. */
static struct log_config log_to = {.level = LOG_INFO, .fd = STDERR_FILENO};
static _Thread_local uint64_t current_request;
static _Thread_local struct {
	bool on;
	size_t len;
	char text[HELD_MAX];
} held;

static const char *const level_names[] = {"error", "warn", "info", "debug"};

struct line {
	char text[LINE_MAX_LEN];
	size_t len;
};

void log_configure(const struct log_config *config)
{
	log_to = *config;
}

void log_request(uint64_t request_id)
{
	current_request = request_id;
}

/* Room is kept for the closing brace and the line feed. */
static void put_char(struct line *l, char c)
{
	if (l->len < sizeof(l->text) - 2)
		l->text[l->len++] = c;
}

static void put_raw(struct line *l, const char *text)
{
	for (; *text; text++)
		put_char(l, *text);
}

static void put_number(struct line *l, int64_t number)
{
	char text[24] = "";
	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	put_raw(l, text);
}

/* JSON text; control characters and non-ASCII bytes become '?', which keeps a line a line. */
static void put_text(struct line *l, struct bytes text)
{
	put_char(l, '"');
	for (size_t i = 0; i < text.len && l->len < sizeof(l->text) - 8; i++) {
		uint8_t c = text.ptr[i];
		if (c == '"' || c == '\\')
			put_char(l, '\\');
		put_char(l, c >= 0x20 && c < 0x7F ? (char)c : '?');
	}
	put_char(l, '"');
}

static void put_id(struct line *l, struct bytes id)
{
	char masked[64] = "";
	size_t n = id.len < sizeof(masked) ? id.len : sizeof(masked);
	for (size_t i = 0; i < n; i++)
		masked[i] = log_to.whole_ids || i + ID_SHOWN >= n ? (char)id.ptr[i] : '*';
	put_text(l, bytes_from(masked, n));
}

static void put_field(struct line *l, const struct log_field *f)
{
	put_raw(l, ",\"");
	put_raw(l, f->name);
	put_raw(l, "\":");
	if (f->kind == LOG_FIELD_NUMBER)
		put_number(l, f->number);
	else if (f->kind == LOG_FIELD_ID)
		put_id(l, f->text);
	else
		put_text(l, f->text);
}

/* The second's text is made once. */
static const char *second_text(time_t now)
{
	static _Thread_local time_t second;
	static _Thread_local char text[32];
	struct tm utc = {};
	if (now != second && gmtime_r(&now, &utc) &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc) > 0)
		second = now;
	return text;
}

static void put_time(struct line *l)
{
	struct timespec now = {};
	char fraction[8] = "";
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)snprintf(fraction, sizeof(fraction), ".%03dZ", (int)(now.tv_nsec / 1000000));
	put_raw(l, "{\"time\":\"");
	put_raw(l, second_text(now.tv_sec));
	put_raw(l, fraction);
}

/* A log that cannot be written must not stop the server. */
static void write_out(const char *text, size_t len)
{
	if (write(log_to.fd, text, len) < 0)
		return;
}

static void write_held(void)
{
	if (held.len > 0)
		write_out(held.text, held.len);
	held.len = 0;
}

void log_hold(void)
{
	held.on = true;
}

void log_release(void)
{
	write_held();
	held.on = false;
}

static void take_line(enum log_level level, const struct line *l)
{
	if (!held.on) {
		write_out(l->text, l->len);
		return;
	}
	if (held.len + l->len > sizeof(held.text))
		write_held();
	memcpy(held.text + held.len, l->text, l->len);
	held.len += l->len;
	if (level <= LOG_WARN)
		write_held();
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
	if (level > log_to.level)
		return;
	struct line l = {};
	put_time(&l);
	put_raw(&l, "\",\"level\":\"");
	put_raw(&l, level_names[level]);
	put_raw(&l, "\",\"event\":\"");
	put_raw(&l, event);
	put_char(&l, '"');
	if (current_request != 0)
		put_field(&l, &LOG_NUM("request", (int64_t)current_request));
	for (size_t i = 0; i < n; i++)
		put_field(&l, &fields[i]);
	l.text[l.len++] = '}';
	l.text[l.len++] = '\n';
	take_line(level, &l);
}
