/** AES in CBC mode (NIST SP 800-38A 6.2) for short messages under many keys, as IKE has them. */

import { decryptBlock, encryptBlock, expandKey } from './cipher/aes';

export const heapBase: usize = __heap_base;
/** Where the caller writes a key, before `setKey`. */
export const key: usize = memory.data(32, 16);
/** Where the caller writes an IV, before each message. */
export const iv: usize = memory.data(16, 16);

/** Takes the key, of 16, 24 or 32 octets, for the messages that follow. */
export function setKey(octets: usize): void {
  expandKey(key, octets);
  memory.fill(key, 0, 32);
}

/** Encrypts whole blocks in place. */
export function encrypt(start: usize, end: usize): void {
  let last = v128.load(iv);
  for (let at = start; at < end; at += 16) {
    last = encryptBlock(v128.xor(v128.load(at), last));
    v128.store(at, last);
  }
}

/** Decrypts whole blocks in place. */
export function decrypt(start: usize, end: usize): void {
  let last = v128.load(iv);
  for (let at = start; at < end; at += 16) {
    const block = v128.load(at);
    v128.store(at, v128.xor(decryptBlock(block), last));
    last = block;
  }
}
