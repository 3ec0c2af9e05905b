/* SPDX-License-Identifier: Apache-2.0 */
/* Exchanges between a loop and one worker thread in C, in the pattern of ymo_wsgi_worker: inwards a list under a mutex with a
 * condition, outwards a list under another mutex and an ev_async.
 *
 *   worker OUTSTANDING SECONDS
 *
 * Prints "figures NANOS P99 P999 NaN": with one under way the median and the percentiles of a round trip, with more the
 * nanoseconds per exchange of the first quartile of the rounds.
 *
 * Build: cc -O2 -pthread -o worker worker.c -lev */
#define _GNU_SOURCE
#include "affinity.h"
#include <ev.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TRIPS = 20000, MOST = 1024, MOST_ROUNDS = 10000 };

struct exchange {
	struct exchange *next;
	int64_t began;
};

struct list {
	struct exchange *first, *last;
};

static pthread_mutex_t lock_in = PTHREAD_MUTEX_INITIALIZER, lock_out = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER;
static struct list in, out;
static struct ev_loop *loop;
static ev_async answered;
static int64_t times[TRIPS];
static int sent, ended;

static int64_t now_nanos(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void append(struct list *to, struct exchange *e)
{
	e->next = NULL;
	if (to->first == NULL)
		to->first = e;
	else
		to->last->next = e;
	to->last = e;
}

static struct exchange *take(struct list *from)
{
	struct exchange *e = from->first;
	if (e != NULL)
		from->first = e->next;
	return e;
}

static void offer(struct exchange *e)
{
	sent++;
	e->began = now_nanos();
	pthread_mutex_lock(&lock_in);
	append(&in, e);
	pthread_cond_signal(&some);
	pthread_mutex_unlock(&lock_in);
}

static void *work(void *unused)
{
	for (;;) {
		struct exchange *e;
		pthread_mutex_lock(&lock_in);
		while ((e = take(&in)) == NULL)
			pthread_cond_wait(&some, &lock_in);
		pthread_mutex_unlock(&lock_in);
		pthread_mutex_lock(&lock_out);
		append(&out, e);
		pthread_mutex_unlock(&lock_out);
		ev_async_send(loop, &answered);
	}
	return unused;
}

static void on_answer(struct ev_loop *of, ev_async *watcher, int events)
{
	(void)watcher;
	(void)events;
	for (;;) {
		pthread_mutex_lock(&lock_out);
		struct exchange *e = take(&out);
		pthread_mutex_unlock(&lock_out);
		if (e == NULL)
			return;
		times[ended++] = now_nanos() - e->began;
		if (sent < TRIPS)
			offer(e);
		else if (ended == TRIPS)
			ev_break(of, EVBREAK_ALL);
	}
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static struct exchange exchanges[MOST];
	pthread_t worker;
	int outstanding = argc == 3 ? atoi(argv[1]) : 0;
	if (outstanding < 1 || outstanding > MOST) {
		fprintf(stderr, "usage: worker OUTSTANDING(1-%d) SECONDS\n", MOST);
		return 2;
	}
	loop = ev_loop_new(EVBACKEND_EPOLL);
	ev_async_init(&answered, on_answer);
	ev_async_start(loop, &answered);
	bind_to(1);
	if (loop == NULL || pthread_create(&worker, NULL, work, NULL) != 0) {
		fprintf(stderr, "worker: cannot begin\n");
		return 1;
	}
	bind_to(0);
	int64_t until = now_nanos() + (int64_t)(atof(argv[2]) * 1e9);
	static int64_t rounds[MOST_ROUNDS];
	int64_t p50 = INT64_MAX, p99 = 0, p999 = 0;
	int count = 0;
	do {
		int64_t began = now_nanos();
		sent = ended = 0;
		for (int i = 0; i < outstanding; i++)
			offer(&exchanges[i]);
		ev_run(loop, 0);
		rounds[count++] = now_nanos() - began;
		qsort(times, TRIPS, sizeof *times, by_value);
		if (times[TRIPS / 2] < p50) {
			p50 = times[TRIPS / 2];
			p99 = times[TRIPS * 99 / 100];
			p999 = times[TRIPS * 999 / 1000];
		}
	} while (count < MOST_ROUNDS && now_nanos() < until);
	qsort(rounds, (size_t)count, sizeof *rounds, by_value);
	if (outstanding == 1)
		printf("figures %ld %ld %ld NaN\n", (long)p50, (long)p99, (long)p999);
	else
		printf("figures %.1f NaN NaN NaN\n", (double)rounds[count / 4] / TRIPS);
	return 0;
}
