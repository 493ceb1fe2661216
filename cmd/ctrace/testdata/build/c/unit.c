/* One of the program's units, whose function is called UNIT. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int UNIT(int n)
{
	int numbers[64];
	for (int i = 0; i < 64; i++)
		numbers[i] = (i * 37 + n) % 64;
	qsort(numbers, 64, sizeof numbers[0], compare);
	return numbers[n];
}
