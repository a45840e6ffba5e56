/** Which cryptography a process uses. */

import { fastProvider } from '../crypto/fast/fast.ts';
import { nobleProvider } from '../crypto/noble.ts';
import { nodeProvider } from '../crypto/node.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { reason } from '../net/errors.ts';
import { provenProvider } from './crypto/proven-provider.ts';
import { UsageError } from './usage.ts';

export const CRYPTO_CHOICES = ['auto', 'fast', 'fastest', 'node', 'noble'] as const;
export type CryptoChoice = (typeof CRYPTO_CHOICES)[number];

/** What each choice means, for help. */
export const CRYPTO_HELP =
  'auto: the fastest that proves itself; fastest: also what is not constant-time';

/** The provider for a choice. Throws a UsageError where the one that is named cannot be had. */
export function chooseProvider(choice: CryptoChoice): CryptoProvider {
  switch (choice) {
    case 'noble':
      return nobleProvider;
    case 'node':
      return nodeProvider;
    case 'fast':
      return namedFast();
    case 'auto':
    case 'fastest':
      return provenProvider(...candidates(choice));
  }
}

/** Those that `auto` or `fastest` choose from, the preferred one first, the reference last. */
export function candidates(choice: 'auto' | 'fastest'): readonly CryptoProvider[] {
  try {
    return [fastProvider({ constantTime: choice === 'auto' }), nodeProvider, nobleProvider];
  } catch {
    // WebAssembly or its SIMD is missing; `espial doctor` says so.
    return [nodeProvider, nobleProvider];
  }
}

function namedFast(): CryptoProvider {
  try {
    return fastProvider({ constantTime: true });
  } catch (error) {
    throw new UsageError(
      `--crypto fast: WebAssembly with SIMD is missing here (${reason(error)}). Use --crypto auto.`,
    );
  }
}
