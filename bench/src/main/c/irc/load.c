/* SPDX-License-Identifier: Apache-2.0 */
/* load: options, phases, passes. See load.h.
 *
 * load --mode fanout|manychannels|private|outside|idle|connect --port P --server PID [options]
 *
 *   fanout        one channel of --clients, --senders of them (16) talk
 *   manychannels  --clients in channels of --members (10), one of each talks
 *   private       --clients in pairs, both of each talk
 *   outside       --clients talk to channels that each have one member more; --members (10) talk to each. With
 *                 echo-message each has its own words acknowledged
 *   idle          --clients connect and say nothing; with --hold they stay until the end of the standard input
 *   connect       --clients connect and register at once, over and over for --warm-up seconds, then once more, measured
 *
 *   --window N (8)       messages that a sender has under way; or --rate R messages a second of all together
 *   --size BYTES (100)   of the text
 *   --seconds S (3), --warm-up S (1)    of the first pass
 *   --then-rate R, --then-warm-up S     further passes on the same connections, at fixed rates
 *   --in-flight N (128)  registrations under way
 *   --capabilities "a b"   what each client asks for
 *   --realtime           SCHED_RR in passes at a fixed rate
 *   --prefix NAME (u)    of the nicks
 *   --accounts           each client registers an account before the first pass
 *
 * Each pass prints one line of name=value. Exit status 3: messages were lost, came twice, late, or to the wrong client. */
#define _GNU_SOURCE
#include "load.h"
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#define SECOND 1000000000ull
#define STALL_SECONDS 60
#define JOINS_IN_FLIGHT 32
#define ACCOUNTS_IN_FLIGHT 16

struct options opt = {.mode = "fanout",
                      .capabilities = "",
                      .prefix = "u",
                      .clients = -1,
                      .members = 10,
                      .senders = -1,
                      .window = 8,
                      .size = 100,
                      .inflight = 128,
                      .stall_seconds = 5,
                      .seconds = 3,
                      .warm_seconds = 1,
                      .then_warm_seconds = 1};
struct client *clients;
struct sender *senders;
struct counters count;
int n_started, n_registered, n_joined, n_accounts, n_dead, running, echoes;
uint64_t epoch, measure_from, measure_to;
int *ready, n_ready;

static int is_fan, is_many, is_private, is_outside, is_idle, is_connect;
static int *touched;
static char *is_touched;

uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND + t.tv_nsec;
}

void die(const char *format, ...) {
    va_list words;
    va_start(words, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, words);
    va_end(words);
    fputc('\n', stderr);
    exit(1);
}

/* ---- set-up */

static void connect_all(void) {
    uint64_t moved = now();
    int seen = 0;
    while (n_registered + n_dead < opt.clients) {
        while (n_started < opt.clients && n_started - n_registered - n_dead < opt.inflight)
            client_connect(n_started);
        pump(100000000);
        if (n_registered != seen) {
            seen = n_registered;
            moved = now();
        } else if (now() - moved > STALL_SECONDS * SECOND) {
            die("registration stalled: %d of %d registered, %d lost", n_registered, opt.clients, n_dead);
        }
    }
    if (n_dead)
        die("%d of %d clients were lost while they registered", n_dead, opt.clients);
}

/* The first `count` clients. */
static void join_all(int count) {
    uint64_t moved = now();
    int started = 0, seen = 0, in_flight = opt.inflight < JOINS_IN_FLIGHT ? opt.inflight : JOINS_IN_FLIGHT;
    while (n_joined + n_dead < count) {
        for (; started < count && started - n_joined < in_flight; started++)
            client_join(started);
        pump(100000000);
        if (n_joined != seen) {
            seen = n_joined;
            moved = now();
        } else if (now() - moved > STALL_SECONDS * SECOND) {
            die("joining stalled: %d of %d", n_joined, count);
        }
    }
}

static void make_accounts(void) {
    uint64_t moved = now();
    int started = 0, seen = 0;
    while (n_accounts < opt.clients) {
        for (; started < opt.clients && started - n_accounts < ACCOUNTS_IN_FLIGHT; started++)
            client_make_account(started);
        pump(100000000);
        if (n_accounts != seen) {
            seen = n_accounts;
            moved = now();
        } else if (now() - moved > STALL_SECONDS * SECOND || n_dead || count.errors) {
            die("making accounts ended at %d of %d", n_accounts, opt.clients);
        }
    }
}

/* Until nothing has come for 200 ms. */
static void settle(void) {
    uint64_t seen = count.receives, since = now();
    while (now() - since < SECOND / 5) {
        pump(50000000);
        if (count.receives != seen) {
            seen = count.receives;
            since = now();
        }
    }
}

static void pause_for(double seconds) {
    for (uint64_t until = now() + (uint64_t)(seconds * SECOND); now() < until;)
        pump(50000000);
}

static void prepare_sender(int k, int *in_channel, int channels) {
    static const char words[] = "lorem ipsum dolor sit amet consectetur ";
    struct sender *s = &senders[k];
    s->client = k;
    if (is_outside) {
        s->client = channels + k;
        s->local = in_channel[clients[s->client].channel]++;
    } else if (!is_private) { /* the senders of a channel are spread over its members */
        int channel = k % channels, per_channel = (opt.senders + channels - 1) / channels;
        s->client = channel * opt.members + (int)((long)(k / channels) * opt.members / per_channel);
        s->local = in_channel[channel]++;
    }
    s->copies = (is_private || is_outside ? 1 : opt.members - 1) + (echoes ? 1 : 0);
    if (s->copies == 0)
        die("nobody would get what sender %d says", k);
    char target[64];
    int bytes = is_private ? snprintf(target, sizeof target, "PRIVMSG %s%05d :", opt.prefix, s->client ^ 1)
                           : snprintf(target, sizeof target, "PRIVMSG #bench%d :", clients[s->client].channel);
    s->line_bytes = bytes + opt.size + 2;
    s->line = malloc(s->line_bytes);
    memcpy(s->line, target, bytes);
    for (int i = 0; i < opt.size - TRAILER; i++)
        s->line[bytes + i] = words[i % (sizeof words - 1)];
    char *trailer = s->line + bytes + opt.size - TRAILER;
    memcpy(trailer, "~Q", 2);
    put_letters(trailer + 2, k);
    memcpy(trailer + TRAILER, "\r\n", 2);
}

static void prepare_senders(int channels) {
    int *in_channel = calloc(channels + 1, sizeof *in_channel);
    senders = calloc(opt.senders, sizeof *senders);
    ready = calloc(opt.senders + 1, sizeof *ready);
    touched = calloc(opt.senders + 1, sizeof *touched);
    is_touched = calloc(opt.senders + 1, 1);
    for (int k = 0; k < opt.senders; k++)
        prepare_sender(k, in_channel, channels);
    for (int i = 0; i < opt.clients; i++) {
        int heard = is_private ? 2 : in_channel[clients[i].channel];
        clients[i].last = calloc(heard ? heard : 1, sizeof *clients[i].last);
    }
    free(in_channel);
}

/* ---- passes */

static void send_message(int k, uint64_t at) {
    struct sender *s = &senders[k];
    struct client *c = &clients[s->client];
    if (c->state == DEAD)
        return;
    char *line = client_room(c, s->line_bytes);
    memcpy(line, s->line, s->line_bytes);
    char *trailer = line + s->line_bytes - 2 - TRAILER;
    put_letters(trailer + 10, ++s->sent);
    put_letters(trailer + 18, (uint32_t)((at - epoch) >> 32));
    put_letters(trailer + 26, (uint32_t)(at - epoch));
    c->out_len += s->line_bytes;
    count.sent++;
    count.expected += s->copies;
}

/* All that is due by now; answers when the next one is. */
static uint64_t send_due(uint64_t start, double gap, uint64_t *made, int *turn) {
    int n = 0;
    uint64_t due = start + (uint64_t)(*made * gap);
    for (uint64_t at = now(); due <= at; due = start + (uint64_t)(*made * gap)) {
        send_message(*turn, due);
        if (!is_touched[*turn]) {
            is_touched[*turn] = 1;
            touched[n++] = *turn;
        }
        *turn = (*turn + 1) % opt.senders;
        ++*made;
    }
    for (int k = 0; k < n; k++) {
        is_touched[touched[k]] = 0;
        client_flush(senders[touched[k]].client);
    }
    n_ready = 0;
    return due;
}

/* Whoever has had something of its own delivered everywhere fills its window. */
static void send_ready(void) {
    int n = n_ready;
    n_ready = 0;
    for (int k = 0; k < n; k++) {
        struct sender *s = &senders[ready[k]];
        s->ready = 0;
        uint64_t at = now();
        for (int room = opt.window - (int)(s->sent - s->done); room > 0; room--)
            send_message(ready[k], at);
        if (!clients[s->client].wants_out)
            client_flush(s->client);
    }
}

static void begin_pass(double warm_seconds) {
    latency_clear();
    memset(&count, 0, sizeof count);
    n_ready = 0;
    for (int k = 0; k < opt.senders; k++) {
        senders[k].done = senders[k].sent;
        senders[k].delivered = 0;
        senders[k].next_done = senders[k].copies;
        senders[k].ready = 1;
        ready[n_ready++] = k;
    }
    epoch = now();
    measure_from = epoch + (uint64_t)(warm_seconds * SECOND);
    measure_to = measure_from + (uint64_t)(opt.seconds * SECOND);
}

/* Until everything has come, or nothing has for a while. */
static void drain(void) {
    uint64_t seen = count.delivered, since = now();
    while (count.delivered < count.expected && now() - since < opt.stall_seconds * SECOND) {
        n_ready = 0;
        pump(20000000);
        if (count.delivered != seen) {
            seen = count.delivered;
            since = now();
        }
    }
    for (uint64_t until = now() + SECOND / 10; now() < until; n_ready = 0)
        pump(20000000); /* what should not come, might */
}

/* Answers whether every message came to whom it should, once and in order. */
static int report_pass(const struct usage *a, const struct usage *b, double rate, int realtime_on) {
    double wall = b->wall - a->wall, lines = b->at.delivered - a->at.delivered, cpu = cpu_seconds(a, b);
    double per_line = lines > 0 ? 1e6 / lines : 0;
    long missing = (long)count.expected - (long)count.delivered;
    printf("rate=%.0f messages_s=%.1f lines_s=%.1f cpu_us=%.4f user_us=%.4f sys_us=%.4f busy=%.3f load_busy=%.3f "
           "lines_per_receive=%.2f p50_us=%.1f p99_us=%.1f p999_us=%.1f max_us=%.1f delivered=%lu lost=%ld twice=%lu late=%lu "
           "gaps=%lu strays=%lu errors=%lu dead=%d realtime=%d rss_kb=%ld\n",
           rate, (b->at.sent - a->at.sent) / wall, lines / wall, cpu * per_line, (b->user - a->user) * per_line,
           (b->sys - a->sys) * per_line, cpu / wall, (b->self - a->self) / wall,
           lines / (double)(b->at.receives - a->at.receives + 1e-9), latency_us(.5), latency_us(.99), latency_us(.999),
           latency_us(1), count.delivered, missing, count.twice, count.late, count.gaps, count.strays, count.errors, n_dead,
           realtime_on, b->rss_kb);
    fflush(stdout);
    return missing == 0 && !count.twice && !count.late && !count.strays && !n_dead;
}

/* One pass; rate 0: as fast as the windows allow. Answers how many messages a second were sent in *reached. */
static int pass(double rate, double warm_seconds, double *reached) {
    struct usage a = {0}, b;
    int taken = 0, turn = 0;
    uint64_t made = 0;
    begin_pass(warm_seconds);
    int realtime_on = opt.realtime && rate > 0 ? realtime(1) : 0;
    for (;;) {
        uint64_t at = now(), until = measure_to;
        if (!taken && at >= measure_from) {
            use(&a);
            taken = 1;
        }
        if (at >= measure_to)
            break;
        if (!taken)
            until = measure_from;
        if (rate > 0) {
            uint64_t due = send_due(epoch, 1e9 / rate, &made, &turn);
            until = due < until ? due : until;
        } else {
            send_ready();
        }
        at = now();
        pump(until > at ? (int64_t)(until - at < SECOND / 10 ? until - at : SECOND / 10) : 0);
        if (n_dead)
            break;
    }
    use(&b);
    drain();
    if (realtime_on)
        realtime(0);
    *reached = (b.at.sent - a.at.sent) / (b.wall - a.wall);
    return report_pass(&a, &b, rate, realtime_on);
}

static int passes(void) {
    double first, reached;
    running = 1;
    int fine = pass(opt.rate, opt.warm_seconds, &first);
    for (int i = 0; i < opt.thens && !n_dead; i++) {
        double rate = opt.then_rates[i] < 1 ? opt.then_rates[i] * first : opt.then_rates[i];
        fine &= pass(rate, opt.then_warm_seconds, &reached);
    }
    return fine ? 0 : 3;
}

/* ---- connections only */

static void report_connections(const struct usage *a, const struct usage *b, long rss_before_kb) {
    double wall = b->wall - a->wall;
    printf("registered=%d registrations_s=%.1f registration_cpu_us=%.2f p50_ms=%.2f p99_ms=%.2f rss_before_kb=%ld "
           "rss_kb=%ld errors=%lu\n",
           n_registered, n_registered / wall, cpu_seconds(a, b) * 1e6 / n_registered, registration_ms(.5),
           registration_ms(.99), rss_before_kb, b->rss_kb, count.errors);
    fflush(stdout);
}

/* Over and over under other names, until it has gone on for the time to warm up; then once more, measured. */
static int storm(void) {
    static char prefix[16];
    uint64_t end = now() + (uint64_t)(opt.warm_seconds * SECOND);
    struct usage a, b;
    for (int cycle = 0;; cycle++) {
        int last = now() >= end;
        snprintf(prefix, sizeof prefix, "s%c%c", 'a' + cycle / 26 % 26, 'a' + cycle % 26);
        opt.prefix = prefix;
        n_started = n_registered = 0;
        registrations_clear();
        use(&a);
        connect_all();
        use(&b);
        if (last)
            break;
        settle();
        for (int i = 0; i < opt.clients; i++)
            client_close(i);
        pause_for(0.5);
    }
    report_connections(&a, &b, a.rss_kb);
    return 0;
}

static int idle(void) {
    struct usage a, b;
    use(&a);
    connect_all();
    settle();
    use(&b);
    report_connections(&a, &b, a.rss_kb);
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (opt.hold && poll(&input, 1, 0) == 0)
        pump(100000000);
    return n_dead ? 3 : 0;
}

/* ---- options */

static void parse(int argc, char **argv) {
    static const struct option names[] = {
        {"mode", 1, 0, 'm'},         {"port", 1, 0, 'p'},      {"server", 1, 0, 'P'},       {"clients", 1, 0, 'n'},
        {"members", 1, 0, 'M'},      {"senders", 1, 0, 's'},   {"window", 1, 0, 'w'},       {"rate", 1, 0, 'r'},
        {"size", 1, 0, 'z'},         {"seconds", 1, 0, 'd'},   {"warm-up", 1, 0, 'W'},      {"then-rate", 1, 0, 't'},
        {"then-warm-up", 1, 0, 'T'}, {"in-flight", 1, 0, 'i'}, {"capabilities", 1, 0, 'C'}, {"realtime", 0, 0, 'R'},
        {"hold", 0, 0, 'H'},         {"prefix", 1, 0, 'N'},    {"accounts", 0, 0, 'A'},    {0, 0, 0, 0}};
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (option) {
        case 'm': opt.mode = optarg; break;
        case 'p': opt.port = atoi(optarg); break;
        case 'P': opt.server = atoi(optarg); break;
        case 'n': opt.clients = atoi(optarg); break;
        case 'M': opt.members = atoi(optarg); break;
        case 's': opt.senders = atoi(optarg); break;
        case 'w': opt.window = atoi(optarg); break;
        case 'r': opt.rate = atof(optarg); break;
        case 'z': opt.size = atoi(optarg); break;
        case 'd': opt.seconds = atof(optarg); break;
        case 'W': opt.warm_seconds = atof(optarg); break;
        case 't':
            if (opt.thens < 8)
                opt.then_rates[opt.thens++] = atof(optarg);
            break;
        case 'T': opt.then_warm_seconds = atof(optarg); break;
        case 'i': opt.inflight = atoi(optarg); break;
        case 'C': opt.capabilities = optarg; break;
        case 'R': opt.realtime = 1; break;
        case 'H': opt.hold = 1; break;
        case 'N': opt.prefix = optarg; break;
        case 'A': opt.accounts = 1; break;
        default: die("see the head of load.c for the options");
        }
    }
}

/* What the mode makes of the options; answers how many channels there are. */
static int shape(void) {
    is_fan = !strcmp(opt.mode, "fanout");
    is_many = !strcmp(opt.mode, "manychannels");
    is_private = !strcmp(opt.mode, "private");
    is_outside = !strcmp(opt.mode, "outside");
    is_idle = !strcmp(opt.mode, "idle");
    is_connect = !strcmp(opt.mode, "connect");
    if (!is_fan && !is_many && !is_private && !is_outside && !is_idle && !is_connect)
        die("no mode '%s'", opt.mode);
    if (opt.clients < 1 || opt.port < 1)
        die("wanted --clients and --port");
    if (is_fan)
        opt.members = opt.clients;
    int channels = is_fan ? 1 : is_many || is_outside ? opt.clients / opt.members : 0;
    if (is_many || is_outside)
        opt.clients = channels * opt.members;
    if (is_outside) {
        opt.senders = opt.clients;
        opt.clients += channels;
    }
    if (is_private)
        opt.clients &= ~1;
    if (opt.senders < 0)
        opt.senders = is_fan ? 16 : is_many ? channels : opt.clients;
    if (opt.senders > opt.clients)
        opt.senders = opt.clients;
    if (opt.size < TRAILER)
        opt.size = TRAILER;
    return channels;
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1);
    parse(argc, argv);
    int channels = shape();
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if ((rlim_t)opt.clients + 50 > files.rlim_cur)
        die("wanted %d open files, the limit is %ld", opt.clients + 50, (long)files.rlim_cur);
    clients_open();
    for (int i = 0; i < opt.clients; i++) {
        clients[i].fd = -1;
        clients[i].channel = channels == 0 ? -1 : is_outside ? i % channels : i / opt.members;
        clients[i].partner = is_private ? i ^ 1 : -1;
    }
    if (is_connect)
        return storm();
    if (is_idle)
        return idle();
    connect_all();
    if (opt.accounts)
        make_accounts();
    if (channels > 0)
        join_all(is_outside ? channels : opt.clients);
    for (int i = 0; is_outside && i < channels; i++)
        client_open_channel(i);
    settle();
    prepare_senders(channels);
    return passes();
}
