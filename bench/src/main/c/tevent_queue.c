/* SPDX-License-Identifier: Apache-2.0 */
/* The request queue's rows in C, with libtevent: tevent_queue immediate|deferred single|row SECONDS.
 * Prints "figures NANOS NaN NaN NaN": per request, the first quartile of rounds of 1000.
 * Build: cc -O2 -o tevent_queue tevent_queue.c -ltevent -ltalloc */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <talloc.h>
#include <tevent.h>
#include <time.h>

enum { ROW = 1000, MOST_ROUNDS = 100000 };

struct nothing { int unused; };

static struct tevent_context *events;
static struct tevent_queue *queue;
static struct tevent_req *head;
static int ended;
static int immediate;

static void on_trigger(struct tevent_req *req, void *unused)
{
	(void)unused;
	if (immediate) {
		tevent_req_done(req);
	} else {
		head = req;
	}
}

static void on_end(struct tevent_req *req)
{
	ended++;
	talloc_free(req); /* this is what lets the next one go */
}

static void add(void)
{
	struct nothing *state;
	struct tevent_req *req = tevent_req_create(events, &state, struct nothing);
	if (req == NULL || !tevent_queue_add(queue, events, req, on_trigger, NULL)) {
		fprintf(stderr, "tevent_queue: out of memory\n");
		exit(1);
	}
	tevent_req_set_callback(req, on_end, NULL);
}

static void finish(int wanted)
{
	while (ended < wanted) {
		head = NULL;
		if (tevent_loop_once(events) != 0) {
			fprintf(stderr, "tevent_queue: the loop failed\n");
			exit(1);
		}
		if (head != NULL) {
			tevent_req_done(head);
		}
	}
}

static double nanos_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static double once(int in_a_row)
{
	double from = nanos_now();
	int i;
	ended = 0;
	for (i = 0; i < ROW; i++) {
		add();
		if (!in_a_row) {
			finish(i + 1);
		}
	}
	finish(ROW);
	return (nanos_now() - from) / ROW;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static double rounds[MOST_ROUNDS];
	double until;
	int count = 0;
	if (argc != 4) {
		fprintf(stderr, "usage: tevent_queue immediate|deferred single|row SECONDS\n");
		return 2;
	}
	immediate = strcmp(argv[1], "immediate") == 0;
	events = tevent_context_init(NULL);
	queue = events == NULL ? NULL : tevent_queue_create(events, "bench");
	if (queue == NULL) {
		fprintf(stderr, "tevent_queue: cannot begin\n");
		return 1;
	}
	until = nanos_now() + atof(argv[3]) * 1e9;
	do {
		rounds[count++] = once(strcmp(argv[2], "row") == 0);
	} while (count < MOST_ROUNDS && nanos_now() < until);
	qsort(rounds, count, sizeof *rounds, by_value);
	printf("figures %.1f NaN NaN NaN\n", rounds[count / 4]);
	talloc_free(events);
	return 0;
}
