/* SPDX-License-Identifier: Apache-2.0 */
/* The request queue's rows in C, with libtevent: nanoseconds per request, best of eight rounds.
 * Build: cc -O2 -o tevent_queue tevent_queue.c -ltevent -ltalloc */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <talloc.h>
#include <tevent.h>
#include <time.h>

enum { ROW = 1000, ROUNDS = 8, REPEATS = 200 };

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

static double once(int in_a_row)
{
	struct timespec from, to;
	int r, i;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (r = 0; r < REPEATS; r++) {
		ended = 0;
		if (in_a_row) {
			for (i = 0; i < ROW; i++) {
				add();
			}
			finish(ROW);
		} else {
			for (i = 0; i < ROW; i++) {
				add();
				finish(i + 1);
			}
		}
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	return ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / ((double)ROW * REPEATS);
}

static void best(const char *name, int now, int in_a_row)
{
	double least = 1e18;
	int i;
	immediate = now;
	for (i = 0; i < ROUNDS; i++) {
		double ns = once(in_a_row);
		least = ns < least ? ns : least;
	}
	printf("tevent %s %.1f ns\n", name, least);
}

int main(void)
{
	events = tevent_context_init(NULL);
	queue = events == NULL ? NULL : tevent_queue_create(events, "bench");
	if (queue == NULL) {
		fprintf(stderr, "tevent_queue: cannot begin\n");
		return 1;
	}
	best("immediate single", 1, 0);
	best("immediate row", 1, 1);
	best("deferred single", 0, 0);
	best("deferred row", 0, 1);
	talloc_free(events);
	return 0;
}
