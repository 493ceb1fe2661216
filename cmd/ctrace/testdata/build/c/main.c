#include <stdio.h>

int unit2(int), unit3(int), unit4(int), unit5(int), unit6(int), unit7(int), unit8(int);

int main(void)
{
	int n = unit2(1) + unit3(1) + unit4(1) + unit5(1) + unit6(1) + unit7(1) + unit8(1);
	return printf("%d\n", n) < 0;
}
