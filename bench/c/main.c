/*
 * The C baseline as a process that is told over a pipe what to do next, one line a request and one
 * line an answer, so that its rounds lie between those of the other contenders.
 */
#include "bench.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE 32768

static double nanoseconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

double nanoseconds_now(void) { return nanoseconds_of(CLOCK_MONOTONIC); }

double nanoseconds_used(void) { return nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID); }

void die(const char *what) {
  fprintf(stderr, "C baseline: %s\n", what);
  exit(1);
}

static void packet_of(const char *digits, int sealing) {
  static unsigned char packet[LINE / 2];
  size_t length = strlen(digits) / 2;
  for (size_t i = 0; i < length; i++) {
    unsigned int octet;
    if (sscanf(digits + 2 * i, "%2x", &octet) != 1) die("a packet is not hexadecimal");
    packet[i] = (unsigned char)octet;
  }
  if (sealing) esp_seal(packet, length);
  else if (!esp_open(packet, length)) length = 0;
  for (size_t i = 0; i < length; i++) printf("%02x", packet[i]);
  printf("\n");
}

static void answer(char *line) {
  static char a[LINE], b[256], key[256], salt[256], mac_key[512];
  size_t octets;
  double milliseconds, nanoseconds;
  long count;
  int number;
  if (sscanf(line, "set %255s %255s %zu %255s %255s %511s", a, b, &octets, key, salt, mac_key) == 6) {
    esp_set(a, b, octets, key, salt, mac_key);
    printf("ok\n");
  } else if (sscanf(line, "sealed %32767s", a) == 1) {
    packet_of(a, 1);
  } else if (sscanf(line, "opened %32767s", a) == 1) {
    packet_of(a, 0);
  } else if (sscanf(line, "seal %zu %ld", &octets, &count) == 2) {
    printf("%.0f\n", esp_time_seals(octets, count));
  } else if (sscanf(line, "open %zu %ld", &octets, &count) == 2) {
    printf("%.0f\n", esp_time_opens(octets, count));
  } else if (sscanf(line, "modp %32767s %d %ld", a, &number, &count) == 3) {
    printf("%.0f\n", modp_time(a, number, count));
  } else if (sscanf(line, "p256 %ld", &count) == 1) {
    printf("%.0f\n", p256_time(count));
  } else if (strncmp(line, "bind", 4) == 0) {
    printf("%d\n", udp_bind());
  } else if (sscanf(line, "receive %lf", &milliseconds) == 1) {
    udp_receive(milliseconds, &count, &nanoseconds);
    printf("%ld %.0f\n", count, nanoseconds);
  } else if (sscanf(line, "send %255s %d %zu %lf", b, &number, &octets, &milliseconds) == 4) {
    udp_send(b, number, octets, milliseconds, &count, &nanoseconds);
    printf("%ld %.0f\n", count, nanoseconds);
  } else if (strncmp(line, "runs-bind", 9) == 0) {
    printf("%d\n", runs_bind());
  } else if (sscanf(line, "runs-receive %lf", &milliseconds) == 1) {
    runs_receive(milliseconds, &count, &nanoseconds);
    printf("%ld %.0f\n", count, nanoseconds);
  } else if (sscanf(line, "runs-send %255s %d %zu %lf", b, &number, &octets, &milliseconds) == 4) {
    runs_send(b, number, octets, milliseconds, &count, &nanoseconds);
    printf("%ld %.0f\n", count, nanoseconds);
  } else if (strncmp(line, "version", 7) == 0) {
    printf("%s\n", OpenSSL_version(OPENSSL_VERSION));
  } else {
    die("a request is not understood");
  }
  fflush(stdout);
}

int main(void) {
  static char line[LINE];
  while (fgets(line, sizeof line, stdin) != NULL) answer(line);
  return 0;
}
