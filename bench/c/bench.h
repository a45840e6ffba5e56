/* The parts of the C baseline: what a careful C program gets out of OpenSSL and of sockets. */
#ifndef ESPIAL_BENCH_H
#define ESPIAL_BENCH_H

#include <stddef.h>

/* Nanoseconds of a clock that never runs backwards. */
double nanoseconds_now(void);

/* Nanoseconds of the processor that this process has used. */
double nanoseconds_used(void);

/* Ends the process with a word of what failed: a figure from a loop that failed is none. */
void die(const char *what);

/* Sets up the SA that the other functions use. Keys are in hexadecimal digits; "-" is none. */
void esp_set(const char *cipher, const char *digest, size_t icv_octets, const char *key,
             const char *salt, const char *mac_key);
/* Seals a whole packet in place; its IV field is filled here. */
void esp_seal(unsigned char *packet, size_t length);
/* Checks and decrypts a packet in place: 1, or 0 where the ICV is wrong. */
int esp_open(unsigned char *packet, size_t length);
/* Where in a packet of a length what is encrypted begins and ends. */
void esp_body(size_t length, size_t *from, size_t *to);
/* Seals, or copies and opens, so many packets of a length; answers nanoseconds in all. */
double esp_time_seals(size_t length, long count);
double esp_time_opens(size_t length, long count);

/* The exponentiations that a pair of peers needs: two public values, and the secret twice. */
double modp_time(const char *prime, int exponent_bits, long count);
double p256_time(long count);

/* Datagrams: a socket at every address of this computer, and datagrams to one of any. */
int udp_bind(void);
void udp_receive(double milliseconds, long *packets, double *nanoseconds);
void udp_send(const char *address, int port, size_t octets, double milliseconds, long *packets,
              double *nanoseconds);

/* The same with ESP packets of a length, sealed, sent in runs, received in runs and opened. */
int runs_bind(void);
void runs_receive(double milliseconds, long *packets, double *nanoseconds);
void runs_send(const char *address, int port, size_t octets, double milliseconds, long *packets,
               double *nanoseconds);

#endif
