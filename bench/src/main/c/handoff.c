/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages from threads to an event loop in C: what dev.heddle.bench.loop.LoopLoad is compared with.
 *
 *   handoff-ev ev|socketpair|eventfd PRODUCERS SECONDS    the first quartile of the rounds: nanoseconds per message
 *   handoff-event event PRODUCERS SECONDS                 likewise
 *   ... next|asleep SECONDS                               p50, p99 and p99.9 of one way, nanoseconds: each message when
 *                                                         the one before has arrived, or when the loop sleeps again
 *
 * Prints "figures NANOS P99 P999 NaN". Every round counts what arrived.
 *
 * ev: ev_async_send and a list under a mutex. event: event_active and the same list. socketpair: one byte per message
 * through a socket pair, as event_msgqueue's pattern when every message finds the queue empty. eventfd: a write of 8
 * bytes per message.
 *
 * Build: cc -O2 -pthread handoff.c -lev, and cc -O2 -pthread -DWITH_LIBEVENT handoff.c -levent -levent_pthreads
 */
#define _GNU_SOURCE
#include "affinity.h"
#include <errno.h>
#ifdef WITH_LIBEVENT /* one library per program: libev brings names of libevent's along */
#include <event2/event.h>
#include <event2/thread.h>
#else
#include <ev.h>
#endif
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum mode { MODE_EV, MODE_EVENT, MODE_SOCKETPAIR, MODE_EVENTFD };

#define RING (1u << 16)
#define MESSAGES 96000
#define SAMPLES 3000
#define MOST_ROUNDS 100000

static enum mode mode;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t ring[RING];
static unsigned head, tail;
static long wanted, received;
enum latency { NOT_MEASURED, NEXT, ASLEEP };
static enum latency latency;
static int64_t *samples;
static _Atomic long answered;

#ifdef WITH_LIBEVENT
static struct event_base *event_base_;
static struct event *event_wake;
#else
static struct ev_loop *ev_base;
static ev_async ev_wake;
static ev_io byte_watcher;
static int pair[2];
#endif

static int64_t now_nanos(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void wake(void)
{
#ifdef WITH_LIBEVENT
	event_active(event_wake, EV_READ, 1);
#else
	if (mode == MODE_EV)
		ev_async_send(ev_base, &ev_wake);
	else if (mode == MODE_EVENTFD) {
		uint64_t one = 1;
		if (write(pair[1], &one, sizeof one) < 0)
			perror("write");
	} else if (send(pair[1], "x", 1, 0) < 0)
		perror("send");
#endif
}

static void push(int64_t message)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		if (tail - head < RING) {
			ring[tail++ % RING] = message;
			pthread_mutex_unlock(&lock);
			wake();
			return;
		}
		pthread_mutex_unlock(&lock);
		sched_yield();
	}
}

static void stop(void)
{
#ifdef WITH_LIBEVENT
	event_base_loopbreak(event_base_);
#else
	ev_break(ev_base, EVBREAK_ALL);
#endif
}

static void handle(int64_t message)
{
	if (latency)
		samples[received] = now_nanos() - message;
	received++;
	if (latency)
		atomic_store(&answered, received);
	if (received == wanted)
		stop();
}

static void drain(void)
{
	for (;;) {
		int64_t batch[256];
		int count = 0;
		pthread_mutex_lock(&lock);
		while (head != tail && count < 256)
			batch[count++] = ring[head++ % RING];
		pthread_mutex_unlock(&lock);
		if (count == 0)
			return;
		for (int i = 0; i < count; i++)
			handle(batch[i]);
	}
}

#ifdef WITH_LIBEVENT
static void on_event(evutil_socket_t fd, short events, void *arg)
{
	(void)fd;
	(void)events;
	(void)arg;
	drain();
}
#else
static void on_ev(struct ev_loop *loop, ev_async *watcher, int events)
{
	(void)loop;
	(void)watcher;
	(void)events;
	drain();
}

static void on_byte(struct ev_loop *loop, ev_io *watcher, int events)
{
	char bytes[64];
	(void)loop;
	(void)events;
	if (mode == MODE_EVENTFD) {
		uint64_t count;
		if (read(watcher->fd, &count, sizeof count) < 0 && errno != EAGAIN)
			perror("read");
	} else {
		while (recv(watcher->fd, bytes, sizeof bytes, 0) > 0)
			;
	}
	drain();
}
#endif

static void *produce(void *arg)
{
	long count = *(long *)arg;
	for (long i = 0; i < count; i++) {
		push(now_nanos());
		if (latency) {
			while (atomic_load(&answered) <= i)
				sched_yield();
			if (latency == ASLEEP) {
				struct timespec pause = {0, 20000};
				nanosleep(&pause, NULL);
			}
		}
	}
	return NULL;
}

static void *produce_plain(void *arg)
{
	long count = *(long *)arg;
	for (long i = 0; i < count; i++)
		push(i);
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void set_up(void)
{
#ifdef WITH_LIBEVENT
	struct timeval far = {3600, 0};
	evthread_use_pthreads();
	event_base_ = event_base_new();
	event_wake = event_new(event_base_, -1, EV_PERSIST, on_event, NULL);
	event_add(event_wake, &far);
#else
	ev_base = ev_loop_new(EVBACKEND_EPOLL);
	if (mode == MODE_EV) {
		ev_async_init(&ev_wake, on_ev);
		ev_async_start(ev_base, &ev_wake);
		return;
	}
	if (mode == MODE_EVENTFD)
		pair[0] = pair[1] = eventfd(0, EFD_NONBLOCK);
	else if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		pair[0] = -1;
	if (pair[0] < 0) {
		perror("wake-up channel");
		exit(1);
	}
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	ev_io_init(&byte_watcher, on_byte, pair[0], EV_READ);
	ev_io_start(ev_base, &byte_watcher);
#endif
}

static void run_loop(void)
{
#ifdef WITH_LIBEVENT
	event_base_dispatch(event_base_);
#else
	ev_run(ev_base, 0);
#endif
}

/* One round; nanoseconds from the start of the threads until all has arrived. */
static int64_t once(int producers, long each)
{
	pthread_t threads[64];
	received = 0;
	atomic_store(&answered, 0);
	wanted = each * producers;
	int64_t began = now_nanos();
	for (int i = 0; i < producers; i++) {
		bind_to(i + 1);
		pthread_create(&threads[i], NULL, latency ? produce : produce_plain, &each);
	}
	bind_to(0);
	run_loop();
	int64_t took = now_nanos() - began;
	for (int i = 0; i < producers; i++)
		pthread_join(threads[i], NULL);
	if (received != wanted) {
		fprintf(stderr, "wanted %ld messages, got %ld\n", wanted, received);
		exit(1);
	}
	return took;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: handoff-* ev|event|socketpair|eventfd PRODUCERS|next|asleep SECONDS\n");
		return 2;
	}
	mode = strcmp(argv[1], "ev") == 0           ? MODE_EV
	       : strcmp(argv[1], "event") == 0      ? MODE_EVENT
	       : strcmp(argv[1], "socketpair") == 0 ? MODE_SOCKETPAIR
						    : MODE_EVENTFD;
	latency = strcmp(argv[2], "next") == 0 ? NEXT : strcmp(argv[2], "asleep") == 0 ? ASLEEP : NOT_MEASURED;
	int producers = latency ? 1 : atoi(argv[2]);
	if (producers < 1 || producers > 64) {
		fprintf(stderr, "producers: wanted 1 to 64, got %s\n", argv[2]);
		return 2;
	}
	set_up();
	if (latency) {
		samples = calloc(SAMPLES, sizeof *samples);
		once(1, SAMPLES);
		qsort(samples, SAMPLES, sizeof *samples, by_value);
		printf("figures %ld %ld %ld NaN\n", (long)samples[SAMPLES / 2], (long)samples[SAMPLES * 99 / 100],
		       (long)samples[SAMPLES * 999 / 1000]);
		return 0;
	}
	long each = MESSAGES / producers;
	static int64_t rounds[MOST_ROUNDS];
	int count = 0;
	int64_t until = now_nanos() + (int64_t)(atof(argv[3]) * 1e9);
	do
		rounds[count++] = once(producers, each);
	while (count < MOST_ROUNDS && now_nanos() < until);
	qsort(rounds, (size_t)count, sizeof *rounds, by_value);
	printf("figures %.1f NaN NaN NaN\n", (double)rounds[count / 4] / ((double)each * producers));
	return 0;
}
