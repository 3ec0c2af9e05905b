/* SPDX-License-Identifier: Apache-2.0 */
/* Latencies, and what the server's process used: see load.h. */
#define _GNU_SOURCE
#include "load.h"
#include <dirent.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Logarithmic, 64 steps to a doubling: 1.6 % at most. */
#define STEPS 64
static uint64_t histogram[64 * STEPS];
static uint64_t latencies;

static uint32_t *registrations;
static int n_registrations;

void latency_clear(void) {
    memset(histogram, 0, sizeof histogram);
    latencies = 0;
}

void latency_add(uint64_t nanos) {
    latencies++;
    if (nanos < STEPS) {
        histogram[nanos]++;
        return;
    }
    int exponent = 63 - __builtin_clzll(nanos);
    histogram[(exponent - 5) * STEPS + (int)((nanos >> (exponent - 6)) & (STEPS - 1))]++;
}

double latency_us(double part) {
    uint64_t wanted = (uint64_t)(part * latencies), seen = 0;
    for (int i = 0; i < 64 * STEPS && latencies > 0; i++) {
        seen += histogram[i];
        if (seen > wanted || seen == latencies) {
            if (i < STEPS)
                return i / 1e3;
            int exponent = i / STEPS + 5;
            return (double)((1ull << exponent) + ((uint64_t)(i % STEPS) << (exponent - 6))) / 1e3;
        }
    }
    return 0;
}

void registration_add(uint64_t nanos) {
    if (!registrations)
        registrations = calloc(opt.clients, sizeof *registrations);
    if (n_registrations < opt.clients)
        registrations[n_registrations++] = (uint32_t)(nanos / 1000);
}

void registrations_clear(void) {
    n_registrations = 0;
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

double registration_ms(double part) {
    if (n_registrations == 0)
        return 0;
    qsort(registrations, n_registrations, sizeof *registrations, by_size);
    int at = (int)(n_registrations * part);
    return registrations[at < n_registrations ? at : n_registrations - 1] / 1e3;
}

/* Calls what for each thread of the server. */
static void each_thread(void (*what)(int tid, void *to), void *to) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", opt.server);
    DIR *tasks = opendir(path);
    struct dirent *entry;
    while (tasks && (entry = readdir(tasks)))
        if (entry->d_name[0] != '.')
            what(atoi(entry->d_name), to);
    if (tasks)
        closedir(tasks);
}

static void add_nanos(int tid, void *to) {
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", opt.server, tid);
    FILE *file = fopen(path, "r");
    uint64_t nanos;
    if (file && fscanf(file, "%lu", &nanos) == 1)
        *(double *)to += nanos / 1e9;
    if (file)
        fclose(file);
}

static void server_usage(struct usage *u) {
    char path[64], text[4096];
    double hz = sysconf(_SC_CLK_TCK);
    snprintf(path, sizeof path, "/proc/%d/stat", opt.server);
    FILE *file = fopen(path, "r");
    if (!file)
        die("no process %d", opt.server);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    char *behind_name = strrchr(text, ')');
    unsigned long user, sys;
    if (behind_name && sscanf(behind_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys) == 2) {
        u->user = user / hz;
        u->sys = sys / hz;
    }
    snprintf(path, sizeof path, "/proc/%d/statm", opt.server);
    long all, resident;
    if ((file = fopen(path, "r"))) {
        if (fscanf(file, "%ld %ld", &all, &resident) == 2)
            u->rss_kb = resident * (sysconf(_SC_PAGESIZE) / 1024);
        fclose(file);
    }
    each_thread(add_nanos, &u->cpu);
}

void use(struct usage *u) {
    memset(u, 0, sizeof *u);
    u->wall = now() / 1e9;
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    u->self = own.ru_utime.tv_sec + own.ru_utime.tv_usec / 1e6 + own.ru_stime.tv_sec + own.ru_stime.tv_usec / 1e6;
    u->at = count;
    if (opt.server)
        server_usage(u);
}

/* The threads' nanosecond counters miss those that have ended meanwhile; the process' ticks do not, but are 10 ms each.
 * So the former as long as both agree. */
double cpu_seconds(const struct usage *from, const struct usage *to) {
    double ticks = to->user + to->sys - from->user - from->sys, fine = to->cpu - from->cpu;
    double slack = 0.03 + ticks * 0.05;
    return fine > ticks - slack && fine < ticks + slack ? fine : ticks;
}

static void schedule(int tid, void *to) {
    struct sched_param parameter = {.sched_priority = *(int *)to};
    sched_setscheduler(tid, *(int *)to ? SCHED_RR : SCHED_OTHER, &parameter);
}

/* SCHED_RR on or off for every thread of the server and for ourselves, so that on a shared machine the latencies are
 * the server's and not the neighbours'. Answers whether it is on. */
int realtime(int on) {
    struct sched_param parameter = {.sched_priority = on ? 1 : 0};
    if (sched_setscheduler(0, on ? SCHED_RR : SCHED_OTHER, &parameter))
        return 0;
    if (opt.server)
        each_thread(schedule, &on);
    return on;
}
