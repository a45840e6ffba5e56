/** The public functions of the OpenSSL inside Node that seal and open, called directly (koffi). */

import { type Libc, loadKoffi } from './libc.ts';

/** EVP functions; 1 is success. Addresses are numbers, -1 as a direction leaves it as it is. */
export interface Openssl {
  newContext(): number;
  freeContext(context: number): void;
  control(context: number, what: number, octets: number, address: number): number;
  /** 0 for padding of its own, or 1. */
  pad(context: number, isPadded: number): number;
  begin(
    context: number,
    cipher: number,
    engine: number,
    key: number,
    iv: number,
    direction: number,
  ): number;
  update(context: number, out: number, length: number, input: number, octets: number): number;
  end(context: number, out: number, length: number): number;
  sha1Update(context: number, input: number, octets: number): number;
  /** Ciphers by the octets of their key. */
  readonly gcm: Readonly<Record<number, number>>;
  readonly cbc: Readonly<Record<number, number>>;
  readonly ecb: Readonly<Record<number, number>>;
  /** Where arrays lie. */
  readonly addressOf: Libc['addressOf'];
}

/**
 * The functions; undefined where this Node has them not, as one that was built otherwise. Throws an
 * EdgeError where koffi is missing.
 */
export async function openOpenssl(libc: Libc): Promise<Openssl | undefined> {
  const library = (await loadKoffi('--io native')).load(null);
  const f = (declaration: string) => library.func(declaration);
  try {
    return {
      newContext: f('uintptr_t EVP_CIPHER_CTX_new()'),
      freeContext: f('void EVP_CIPHER_CTX_free(uintptr_t)'),
      control: f('int EVP_CIPHER_CTX_ctrl(uintptr_t, int, int, uintptr_t)'),
      pad: f('int EVP_CIPHER_CTX_set_padding(uintptr_t, int)'),
      begin: f('int EVP_CipherInit_ex(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)'),
      update: f('int EVP_CipherUpdate(uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)'),
      end: f('int EVP_CipherFinal_ex(uintptr_t, uintptr_t, uintptr_t)'),
      sha1Update: f('int SHA1_Update(uintptr_t, uintptr_t, size_t)'),
      gcm: {
        16: f('uintptr_t EVP_aes_128_gcm()')(),
        24: f('uintptr_t EVP_aes_192_gcm()')(),
        32: f('uintptr_t EVP_aes_256_gcm()')(),
      },
      cbc: {
        16: f('uintptr_t EVP_aes_128_cbc()')(),
        24: f('uintptr_t EVP_aes_192_cbc()')(),
        32: f('uintptr_t EVP_aes_256_cbc()')(),
      },
      ecb: {
        16: f('uintptr_t EVP_aes_128_ecb()')(),
        24: f('uintptr_t EVP_aes_192_ecb()')(),
        32: f('uintptr_t EVP_aes_256_ecb()')(),
      },
      addressOf: libc.addressOf,
    };
  } catch {
    return undefined;
  }
}
