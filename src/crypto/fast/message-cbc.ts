/**
 * AES-CBC for IKE, by the kernel of wasm/aes-cbc.ts. A cipher of OpenSSL costs 3 to 8 us to create, and an
 * IKE message has some hundred octets and an IV of its own: here a key costs 0.2 us, a block as much, and
 * nothing is kept beside the key. The kernel takes the same time for every key and message.
 */

import { copyOfMessage } from '../../base/slabs.ts';
import { CBC_CIPHERS } from '../algorithms.ts';
import { checkCbcInput, checkCbcKey } from '../cbc.ts';
import { nodeProvider } from '../node.ts';
import type { Cbc, CbcName } from '../provider.ts';
import { AES_CBC } from '../wasm/aes-cbc.ts';
import { type Kernel, loadKernel } from '../wasm/module.ts';

interface Offset {
  readonly value: number;
}

interface Functions {
  readonly key: Offset;
  readonly iv: Offset;
  setKey(octets: number): void;
  encrypt(start: number, end: number): void;
  decrypt(start: number, end: number): void;
}

/** Octets from which OpenSSL is faster, with all that it costs to create a cipher. */
const LONG_OCTETS = 512;

let kernel: Kernel<Functions> | undefined;
/** Whose key the kernel has: messages of one exchange often follow each other. */
let resident: MessageCbc | undefined;

/** A cipher in CBC mode for short messages. Throws where WebAssembly or its SIMD is missing. */
export function messageCbc(name: CbcName, key: Uint8Array): Cbc {
  if (name !== 'aes-cbc') return nodeProvider.cbc(name, key);
  checkCbcKey(name, key);
  kernel ??= loadKernel(AES_CBC, LONG_OCTETS);
  return new MessageCbc(kernel, key);
}

class MessageCbc implements Cbc {
  readonly blockOctets: number = CBC_CIPHERS['aes-cbc'].blockOctets;
  readonly #kernel: Kernel<Functions>;
  readonly #key: Uint8Array;

  constructor(own: Kernel<Functions>, key: Uint8Array) {
    this.#kernel = own;
    this.#key = key;
  }

  encrypt(iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
    return this.#run('encrypt', iv, plaintext);
  }

  decrypt(iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
    return this.#run('decrypt', iv, ciphertext);
  }

  #run(what: 'encrypt' | 'decrypt', iv: Uint8Array, text: Uint8Array): Uint8Array {
    checkCbcInput(this.blockOctets, iv, text);
    if (text.length > LONG_OCTETS) return nodeProvider.cbc('aes-cbc', this.#key)[what](iv, text);
    const { call, memory, free } = this.#kernel;
    if (resident !== this) {
      memory.set(this.#key, call.key.value);
      call.setKey(this.#key.length);
      resident = this;
    }
    memory.set(iv, call.iv.value);
    memory.set(text, free);
    call[what](free, free + text.length);
    return copyOfMessage(memory.subarray(free, free + text.length));
  }
}
