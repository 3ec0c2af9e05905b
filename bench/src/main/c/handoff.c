/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages from threads to an event loop in C: what dev.heddle.bench.loop.LoopHandOff is compared with.
 *
 *   handoff-ev ev|socketpair PRODUCERS MESSAGES    prints nanoseconds per message
 *   handoff-event event PRODUCERS MESSAGES         likewise
 *   ... latency SAMPLES                            prints p50 and p99 of one way, nanoseconds
 *
 * ev: ev_async_send and a list under a mutex. event: event_active and the same list. socketpair: one byte per message
 * through a socket pair, as event_msgqueue's pattern when every message finds the queue empty.
 */
#define _GNU_SOURCE
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
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum mode { MODE_EV, MODE_EVENT, MODE_SOCKETPAIR };

#define RING (1u << 16)

static enum mode mode;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t ring[RING];
static unsigned head, tail;
static long wanted, received;
static int latency;
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
	else if (send(pair[1], "x", 1, 0) < 0)
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
	while (recv(watcher->fd, bytes, sizeof bytes, 0) > 0)
		;
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
			struct timespec pause = {0, 20000};
			nanosleep(&pause, NULL);
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
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) {
		perror("socketpair");
		exit(1);
	}
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	ev_io_init(&byte_watcher, on_byte, pair[0], EV_READ);
	ev_io_start(ev_base, &byte_watcher);
#endif
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: handoff-* ev|event|socketpair PRODUCERS|latency COUNT\n");
		return 2;
	}
	mode = strcmp(argv[1], "ev") == 0 ? MODE_EV : strcmp(argv[1], "event") == 0 ? MODE_EVENT : MODE_SOCKETPAIR;
	latency = strcmp(argv[2], "latency") == 0;
	int producers = latency ? 1 : atoi(argv[2]);
	long each = atol(argv[3]) / producers;
	wanted = each * producers;
	samples = latency ? calloc((size_t)wanted, sizeof *samples) : NULL;
	set_up();
	pthread_t threads[64];
	int64_t began = now_nanos();
	for (int i = 0; i < producers && i < 64; i++)
		pthread_create(&threads[i], NULL, latency ? produce : produce_plain, &each);
#ifdef WITH_LIBEVENT
	event_base_dispatch(event_base_);
#else
	ev_run(ev_base, 0);
#endif
	int64_t took = now_nanos() - began;
	for (int i = 0; i < producers && i < 64; i++)
		pthread_join(threads[i], NULL);
	if (received != wanted) {
		fprintf(stderr, "wanted %ld messages, got %ld\n", wanted, received);
		return 1;
	}
	if (latency) {
		qsort(samples, (size_t)wanted, sizeof *samples, by_value);
		printf("%s one way p50 %ld p99 %ld ns\n", argv[1], (long)samples[wanted / 2],
		       (long)samples[wanted * 99 / 100]);
	} else {
		printf("%s %d producers %.1f ns/message\n", argv[1], producers, (double)took / (double)wanted);
	}
	return 0;
}
