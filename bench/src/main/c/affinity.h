/* SPDX-License-Identifier: Apache-2.0
 *
 * What dev.heddle.bench.contest.Affinity does in Java: a thread on one processor. Include it with _GNU_SOURCE. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The calling thread, and the threads that it starts, on the processor of that number, counted around. */
static void bind_to(int number)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(number % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
	if (sched_setaffinity(0, sizeof set, &set) != 0) {
		perror("sched_setaffinity");
		exit(1);
	}
}
