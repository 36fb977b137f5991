/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of a run. */
#include "conformance/report.h"

#include <string.h>

#include "conformance/verb.h"

/* What a step expects, in the words of the case or of the verb. */
static const char *expected_of(const struct conformance_step *step)
{
	const struct verb *verb = verb_find(step->function);
	while (verb && verb->parts && !step->expect) {
		const struct conformance_step *part = verb->parts;
		while (part[1].function)
			part++;
		verb = verb_find(part->function);
	}
	return step->expect ? step->expect : verb && verb->standard ? verb->standard : "";
}

static size_t steps_of(const struct conformance_case *row)
{
	size_t n = 0;
	while (n < CONFORMANCE_STEPS_MAX && row->steps[n].function)
		n++;
	return n;
}

static enum err put_sent(const struct conformance_case *row, struct buf *out)
{
	size_t n = steps_of(row);
	for (size_t i = 0; i < n; i++) {
		const struct conformance_step *s = &row->steps[i];
		TRY(buf_put_fmt(out, "%s%s%s%s", i > 0 ? "; " : "", s->function, s->with ? " " : "",
				s->with ? s->with : ""));
	}
	return OK;
}

/* The last step is what a case is about; what others expect beside their standard counts too. */
static enum err put_expected(const struct conformance_case *row, struct buf *out)
{
	size_t n = steps_of(row), put = 0;
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || row->steps[i].expect)
			TRY(buf_put_fmt(out, "%s%s", put++ > 0 ? "; " : "",
					expected_of(&row->steps[i])));
	return OK;
}

enum err report_line(const struct run_result *result, struct buf *out)
{
	TRY(buf_put_fmt(out, "%-7s  %s  %s\n         sent: ", run_outcome_name(result->outcome),
			result->id, run_clause(result)));
	TRY(put_sent(result->row, out));
	TRY(buf_put_str(out, "\n         expected: "));
	TRY(put_expected(result->row, out));
	return buf_put_fmt(out, "\n         got: %s  (%.1f ms)\n", result->got,
			   (double)result->time_us / 1000);
}

enum err report_row(const struct run_result *result, struct buf *out)
{
	return buf_put_fmt(out, "%-64s %-24s %s\n", result->id, run_clause(result),
			   result->row->what);
}

enum err report_sum(const struct run *run, struct buf *out)
{
	return buf_put_fmt(out, "%zu passed, %zu failed, %zu not run", run->counts[RUN_PASSED],
			   run->counts[RUN_FAILED], run->counts[RUN_NOT_RUN]);
}

/* Text with what a format must not hold replaced. */
struct escape {
	char character;
	const char *instead;
};

static enum err put_escaped(const char *text, const struct escape *rows, struct buf *out)
{
	for (; *text; text++) {
		const struct escape *row = rows;
		while (row->character && row->character != *text)
			row++;
		if (row->character)
			TRY(buf_put_str(out, row->instead));
		else
			TRY(buf_put_u8(out, (uint8_t)(*text >= ' ' || *text < 0 ? *text : ' ')));
	}
	return OK;
}

static enum err put_xml(const char *text, struct buf *out)
{
	static const struct escape rows[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {}};
	return put_escaped(text, rows, out);
}

static enum err put_cell(const char *text, struct buf *out)
{
	static const struct escape rows[] = {{'|', "\\|"}, {'<', "&lt;"}, {}};
	return put_escaped(text, rows, out);
}

static enum err put_testcase(const struct run_result *r, struct buf *out)
{
	static const char *const elements[] = {NULL, "failure", "skipped"};
	const char *element = elements[r->outcome];
	TRY(buf_put_str(out, "    <testcase classname=\""));
	TRY(put_xml(r->group->title, out));
	TRY(buf_put_str(out, "\" name=\""));
	TRY(put_xml(r->id, out));
	TRY(buf_put_fmt(out, "\" time=\"%.6f\"", (double)r->time_us / 1000000));
	if (!element)
		return buf_put_str(out, "/>\n");
	TRY(buf_put_fmt(out, "><%s message=\"", element));
	TRY(put_xml(r->got, out));
	return buf_put_str(out, "\"/></testcase>\n");
}

enum err report_junit(const struct run *run, struct buf *out)
{
	TRY(buf_put_fmt(out,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
			"  <testsuite name=\"rspctl conformance\" tests=\"%zu\" failures=\"%zu\" "
			"skipped=\"%zu\">\n",
			run->n, run->counts[RUN_FAILED], run->counts[RUN_NOT_RUN]));
	for (size_t i = 0; i < run->n; i++)
		TRY(put_testcase(&run->results[i], out));
	return buf_put_str(out, "  </testsuite>\n</testsuites>\n");
}

static enum err put_heading(const struct conformance_group *group, struct buf *out)
{
	TRY(buf_put_fmt(out, "\n## %s\n\nClause: %s. Source: %s.\n\n", group->title, group->clause,
			group->source));
	return buf_put_str(out, "| id | what is shown | sent | expected | result |\n"
				"|---|---|---|---|---|\n");
}

/* A case that has a clause or source of its own says so. */
static enum err put_origin(const struct conformance_case *row, struct buf *out)
{
	if (row->clause)
		TRY(buf_put_fmt(out, " (%s)", row->clause));
	return row->source ? buf_put_fmt(out, " [%s]", row->source) : OK;
}

static enum err put_markdown_row(const struct run_result *r, struct buf *out)
{
	CLEANUP(buf_free) struct buf cell = buf_make(REPORT_MAX);
	TRY(put_sent(r->row, &cell));
	TRY(buf_put_str(&cell, " | "));
	size_t end_of_sent = cell.len;
	TRY(put_expected(r->row, &cell));
	TRY(buf_put_u8(&cell, '\0'));
	TRY(buf_put_fmt(out, "| %s | %s", r->id, r->row->what));
	TRY(put_origin(r->row, out));
	TRY(buf_put_fmt(out, " | %.*s", (int)end_of_sent, (const char *)cell.ptr));
	TRY(put_cell((const char *)cell.ptr + end_of_sent, out));
	TRY(buf_put_fmt(out, " | %s", run_outcome_name(r->outcome)));
	if (r->outcome != RUN_PASSED)
		TRY(buf_put_str(out, ": "));
	if (r->outcome != RUN_PASSED)
		TRY(put_cell(r->got, out));
	return buf_put_str(out, " |\n");
}

enum err report_markdown(const struct run *run, struct buf *out)
{
	TRY(report_sum(run, out));
	TRY(buf_put_str(out, ".\n"));
	for (size_t i = 0; i < run->n; i++) {
		if (i == 0 || run->results[i].group != run->results[i - 1].group)
			TRY(put_heading(run->results[i].group, out));
		TRY(put_markdown_row(&run->results[i], out));
	}
	return OK;
}
