/* SPDX-License-Identifier: Apache-2.0 */
/* How long a server takes from exec to the open port.
 *
 * start PORT PROGRAM [ARGUMENT...]: runs the program, tries to connect every millisecond, prints the milliseconds until
 * that worked, stops the program with SIGTERM and waits for its end. Exit status 1 when it ended first or took more than a
 * minute. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int is_open(int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int refused = connect(fd, (void *)&at, sizeof at);
    close(fd);
    return !refused;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: start PORT PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    int port = atoi(argv[1]);
    if (is_open(port)) {
        fprintf(stderr, "start: port %d is in use\n", port);
        return 1;
    }
    double began = now_ms();
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_WRONLY);
        dup2(nothing, 1);
        execv(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    int status;
    while (!is_open(port)) {
        if (waitpid(child, &status, WNOHANG) == child || now_ms() - began > 60000) {
            fprintf(stderr, "start: %s did not open port %d\n", argv[2], port);
            kill(child, SIGKILL);
            return 1;
        }
        usleep(1000);
    }
    printf("%.1f\n", now_ms() - began);
    usleep(300000); /* what it does behind the open port is not to be cut */
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    return 0;
}
