/*
 * ESP packets by OpenSSL's public functions, as fast as they go a packet at a time: contexts live as
 * long as the SA, and only the IV is set anew. HMAC starts from the state behind the key.
 */
#include "bench.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#define HEADER 8
#define SALT 4
#define RING 32
#define LARGEST 9216

enum kind { CLEAR, BLOCKS, COUNTER, COMBINED, MAC_ONLY };

static struct {
  enum kind kind;
  EVP_CIPHER_CTX *seal, *open;
  EVP_MAC_CTX *mac;
  size_t iv_octets, icv_octets;
  unsigned char salt[SALT];
  unsigned long long sequence;
} sa;

static unsigned char ring[RING][LARGEST], opened[RING][LARGEST];

static size_t octets_of(const char *digits, unsigned char *out, size_t room) {
  size_t length = strcmp(digits, "-") == 0 ? 0 : strlen(digits) / 2;
  if (length > room) die("a key is too long");
  for (size_t i = 0; i < length; i++) {
    unsigned int octet;
    if (sscanf(digits + 2 * i, "%2x", &octet) != 1) die("a key is not hexadecimal");
    out[i] = (unsigned char)octet;
  }
  return length;
}

static EVP_CIPHER_CTX *cipher_context(const char *name, const unsigned char *key, int sealing) {
  EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  unsigned char iv[EVP_MAX_IV_LENGTH] = {0};
  if (cipher == NULL || !EVP_CipherInit_ex(context, cipher, NULL, key, iv, sealing)) die(name);
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_CIPHER_free(cipher);
  return context;
}

static EVP_MAC_CTX *mac_context(const char *digest, const unsigned char *key, size_t length) {
  EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
      OSSL_PARAM_construct_end(),
  };
  if (!EVP_MAC_init(context, key, length, parameters)) die(digest);
  EVP_MAC_free(mac);
  return context;
}

static enum kind kind_of(const char *cipher) {
  if (strcmp(cipher, "-") == 0) return CLEAR;
  if (strncmp(cipher, "GMAC:", 5) == 0) return MAC_ONLY;
  if (strstr(cipher, "GCM") != NULL || strstr(cipher, "Poly1305") != NULL) return COMBINED;
  return strstr(cipher, "CTR") != NULL ? COUNTER : BLOCKS;
}

void esp_set(const char *cipher, const char *digest, size_t icv_octets, const char *key,
             const char *salt, const char *mac_key) {
  unsigned char octets[128] = {0};
  EVP_CIPHER_CTX_free(sa.seal);
  EVP_CIPHER_CTX_free(sa.open);
  EVP_MAC_CTX_free(sa.mac);
  memset(&sa, 0, sizeof sa);
  sa.kind = kind_of(cipher);
  sa.icv_octets = icv_octets;
  octets_of(salt, sa.salt, SALT);
  if (sa.kind != CLEAR) {
    const char *name = sa.kind == MAC_ONLY ? cipher + 5 : cipher;
    octets_of(key, octets, sizeof octets);
    sa.seal = cipher_context(name, octets, 1);
    sa.open = cipher_context(name, octets, 0);
    sa.iv_octets = sa.kind == BLOCKS ? (size_t)EVP_CIPHER_CTX_get_iv_length(sa.seal) : 8;
  }
  if (strcmp(digest, "-") != 0) {
    sa.mac = mac_context(digest, octets, octets_of(mac_key, octets, sizeof octets));
  }
}

/* Cheaper than real random octets; that makes the baseline faster, never slower. */
static void write_iv(unsigned char *iv) {
  sa.sequence++;
  for (size_t at = 0; at < sa.iv_octets; at += 8) {
    unsigned long long value =
        sa.kind == BLOCKS ? (sa.sequence + at) * 0x9e3779b97f4a7c15ULL : sa.sequence;
    memcpy(iv + at, &value, 8);
  }
}

static void initial_block(const unsigned char *iv, unsigned char *block) {
  static const unsigned char one[4] = {0, 0, 0, 1};
  memcpy(block, sa.salt, SALT);
  memcpy(block + SALT, iv, 8);
  if (sa.kind == COUNTER) memcpy(block + 12, one, 4);
}

static void crypt(EVP_CIPHER_CTX *context, const unsigned char *iv, unsigned char *body,
                  size_t length, int sealing) {
  unsigned char block[16];
  const unsigned char *start = iv;
  int done;
  if (sa.kind == COUNTER) initial_block(iv, block), start = block;
  if (!EVP_CipherInit_ex(context, NULL, NULL, NULL, start, sealing) ||
      !EVP_CipherUpdate(context, body, &done, body, (int)length)) {
    die("a cipher");
  }
}

static void authenticate(const unsigned char *packet, size_t length, unsigned char *icv) {
  size_t octets;
  if (!EVP_MAC_init(sa.mac, NULL, 0, NULL) || !EVP_MAC_update(sa.mac, packet, length) ||
      !EVP_MAC_final(sa.mac, icv, &octets, EVP_MAX_MD_SIZE)) {
    die("a MAC");
  }
}

/* What is only authenticated: the header, and with GMAC all of the packet (RFC 4543 3.3). */
static size_t aad_octets(size_t to) { return sa.kind == MAC_ONLY ? to : HEADER; }

static void seal_combined(unsigned char *packet, size_t from, size_t to) {
  unsigned char nonce[16];
  int done;
  initial_block(packet + HEADER, nonce);
  EVP_EncryptInit_ex(sa.seal, NULL, NULL, NULL, nonce);
  EVP_EncryptUpdate(sa.seal, NULL, &done, packet, (int)aad_octets(to));
  if (sa.kind == COMBINED) {
    EVP_EncryptUpdate(sa.seal, packet + from, &done, packet + from, (int)(to - from));
  }
  if (!EVP_EncryptFinal_ex(sa.seal, packet + to, &done) ||
      !EVP_CIPHER_CTX_ctrl(sa.seal, EVP_CTRL_AEAD_GET_TAG, (int)sa.icv_octets, packet + to)) {
    die("a combined mode");
  }
}

static int open_combined(unsigned char *packet, size_t from, size_t to) {
  unsigned char nonce[16];
  int done;
  initial_block(packet + HEADER, nonce);
  EVP_DecryptInit_ex(sa.open, NULL, NULL, NULL, nonce);
  EVP_CIPHER_CTX_ctrl(sa.open, EVP_CTRL_AEAD_SET_TAG, (int)sa.icv_octets, packet + to);
  EVP_DecryptUpdate(sa.open, NULL, &done, packet, (int)aad_octets(to));
  if (sa.kind == COMBINED) {
    EVP_DecryptUpdate(sa.open, packet + from, &done, packet + from, (int)(to - from));
  }
  return EVP_DecryptFinal_ex(sa.open, packet + to, &done) == 1;
}

void esp_body(size_t length, size_t *from, size_t *to) {
  *from = HEADER + sa.iv_octets;
  *to = length - sa.icv_octets;
}

void esp_seal(unsigned char *packet, size_t length) {
  unsigned char icv[EVP_MAX_MD_SIZE];
  size_t from, to;
  esp_body(length, &from, &to);
  write_iv(packet + HEADER);
  if (sa.kind == COMBINED || sa.kind == MAC_ONLY) {
    seal_combined(packet, from, to);
    return;
  }
  if (sa.kind != CLEAR) crypt(sa.seal, packet + HEADER, packet + from, to - from, 1);
  if (sa.mac == NULL) return;
  authenticate(packet, to, icv);
  memcpy(packet + to, icv, sa.icv_octets);
}

int esp_open(unsigned char *packet, size_t length) {
  unsigned char icv[EVP_MAX_MD_SIZE];
  size_t from, to;
  esp_body(length, &from, &to);
  if (sa.kind == COMBINED || sa.kind == MAC_ONLY) return open_combined(packet, from, to);
  if (sa.mac != NULL) {
    authenticate(packet, to, icv);
    if (CRYPTO_memcmp(icv, packet + to, sa.icv_octets) != 0) return 0;
  }
  if (sa.kind != CLEAR) crypt(sa.open, packet + HEADER, packet + from, to - from, 0);
  return 1;
}

double esp_time_seals(size_t length, long count) {
  if (length > LARGEST) die("a packet is too long");
  double start = nanoseconds_used();
  for (long i = 0; i < count; i++) esp_seal(ring[i % RING], length);
  return nanoseconds_used() - start;
}

double esp_time_opens(size_t length, long count) {
  if (length > LARGEST) die("a packet is too long");
  for (size_t i = 0; i < RING; i++) esp_seal(ring[i], length);
  double start = nanoseconds_used();
  for (long i = 0; i < count; i++) {
    memcpy(opened[i % RING], ring[i % RING], length);
    if (!esp_open(opened[i % RING], length)) die("a packet that is right does not open");
  }
  return nanoseconds_used() - start;
}
