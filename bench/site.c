/* SPDX-License-Identifier: Apache-2.0 */
/* The order of things around a download. */
#include "site.h"

#include <time.h>
#include <unistd.h>

#include "cli/installation.h"
#include "figure.h"
#include "proc.h"
#include "team.h"

enum { POLL_NS = 5000000 };

static enum err open_all(struct site *site, const char *programs, size_t n, size_t package_len)
{
	TRY(world_make(&site->world, programs, site->told));
	TRY(world_stock(&site->world, n, package_len));
	TRY(device_park_make(&site->park, &site->world, SITE_DEVICES));
	TRY(thin_park_make(&site->thin, &site->park, site->world.es9p_port));
	if (site->told)
		TRY(endpoint_start(&site->endpoint, &site->world));
	return world_serve_apart(&site->world);
}

enum err site_open(struct site *site, const char *programs, bool told, size_t n, size_t package_len)
{
	*site = (struct site){.told = told};
	enum err e = open_all(site, programs, n, package_len);
	if (e != OK)
		figure_note("no site: %s", err_name(e));
	return e;
}

void site_close(struct site *site)
{
	world_remove(&site->world);
	endpoint_stop(&site->endpoint);
	thin_park_free(&site->thin);
	device_park_free(&site->park);
}

/* Wait until nothing is left to be delivered. */
static enum err await_outbox(const struct site *site)
{
	const struct timespec moment = {.tv_nsec = POLL_NS};
	struct config_error why = {};
	CLEANUP(installation_close) struct installation installation = {};
	struct outbox_counts counts = {.waiting = site->told};
	TRY(installation_open(site->world.config, &installation, &why));
	while (counts.waiting > 0) {
		(void)nanosleep(&moment, NULL);
		TRY(outbox_count(installation.store, &counts));
	}
	return counts.set_aside == 0 ? OK : ERR_DENIED;
}

struct downloads {
	struct thin_park *park;
	const struct es2p_order *orders;
	unsigned connections;
};

static enum err download(void *context, size_t member, size_t item)
{
	const struct downloads *d = context;
	return thin_device_download(d->park, member, &d->orders[item], d->connections);
}

/* How busy all of it kept the CPUs other than the first. */
static enum err download_all(struct downloads *downloads, size_t devices, size_t n, double *busy)
{
	long others = sysconf(_SC_NPROCESSORS_ONLN) - 1;
	double cpu_before = figure_process_us(), before = figure_now_us();
	TRY(team_run(devices, n, download, downloads));
	double cpu_us = figure_process_us() - cpu_before, us = figure_now_us() - before;
	*busy = others > 0 ? cpu_us / us / (double)others : 0;
	return OK;
}

enum err site_download(struct site *site, const struct site_manner *manner,
		       const struct es2p_order *orders, size_t n, struct site_cost *out)
{
	double before = 0, after = 0;
	struct downloads downloads = {&site->thin, orders, manner->connections};
	TRY(await_outbox(site));
	TRY(proc_cpu_us(site->world.rspd, &before));
	TRY(download_all(&downloads, manner->devices, n, &out->busy));
	TRY(await_outbox(site));
	TRY(proc_cpu_us(site->world.rspd, &after));
	out->us = (after - before) / (double)n;
	return OK;
}
