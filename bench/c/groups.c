/* Diffie-Hellman by OpenSSL: the exponentiations alone, everything else made ahead of time. */
#include "bench.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

static BIGNUM *exponent(int bits) {
  BIGNUM *value = BN_new();
  if (!BN_rand(value, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY)) die("random numbers");
  BN_set_flags(value, BN_FLG_CONSTTIME);
  return value;
}

double modp_time(const char *prime, int exponent_bits, long count) {
  BN_CTX *context = BN_CTX_new();
  BN_MONT_CTX *form = BN_MONT_CTX_new();
  BIGNUM *modulus = NULL, *base = BN_new();
  BIGNUM *x = exponent(exponent_bits), *y = exponent(exponent_bits);
  BIGNUM *of_x = BN_new(), *of_y = BN_new(), *secret = BN_new(), *same = BN_new();
  if (!BN_hex2bn(&modulus, prime) || !BN_set_word(base, 2)) die("a prime");
  BN_MONT_CTX_set(form, modulus, context);
  double start = nanoseconds_used();
  for (long i = 0; i < count; i++) {
    if (!BN_mod_exp_mont_consttime(of_x, base, x, modulus, context, form) ||
        !BN_mod_exp_mont_consttime(of_y, base, y, modulus, context, form) ||
        !BN_mod_exp_mont_consttime(secret, of_y, x, modulus, context, form) ||
        !BN_mod_exp_mont_consttime(same, of_x, y, modulus, context, form)) {
      die("an exponentiation");
    }
  }
  double took = nanoseconds_used() - start;
  if (BN_cmp(secret, same) != 0) die("the two secrets differ");
  BN_free(modulus), BN_free(base), BN_free(x), BN_free(y);
  BN_free(of_x), BN_free(of_y), BN_free(secret), BN_free(same);
  BN_MONT_CTX_free(form), BN_CTX_free(context);
  return took;
}

double p256_time(long count) {
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  BN_CTX *context = BN_CTX_new();
  BIGNUM *x = exponent(255), *y = exponent(255);
  EC_POINT *of_x = EC_POINT_new(group), *of_y = EC_POINT_new(group);
  EC_POINT *secret = EC_POINT_new(group), *same = EC_POINT_new(group);
  double start = nanoseconds_used();
  for (long i = 0; i < count; i++) {
    if (!EC_POINT_mul(group, of_x, x, NULL, NULL, context) ||
        !EC_POINT_mul(group, of_y, y, NULL, NULL, context) ||
        !EC_POINT_mul(group, secret, NULL, of_y, x, context) ||
        !EC_POINT_mul(group, same, NULL, of_x, y, context)) {
      die("a multiplication on P-256");
    }
  }
  double took = nanoseconds_used() - start;
  if (EC_POINT_cmp(group, secret, same, context) != 0) die("the two secrets differ");
  EC_POINT_free(of_x), EC_POINT_free(of_y), EC_POINT_free(secret), EC_POINT_free(same);
  BN_free(x), BN_free(y), BN_CTX_free(context), EC_GROUP_free(group);
  return took;
}
