/** `--io`: how the sockets of a process are driven, and whether OpenSSL is called directly. */

import type { ArenaRoom } from '../base/batch.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { openLibc } from '../net/native/libc.ts';
import { nativeProvider } from '../net/native/native-provider.ts';
import { nativeSockets } from '../net/native/socket.ts';
import type { OpenRealSocket } from '../net/real-socket.ts';
import { type CryptoChoice, chooseProvider } from './providers.ts';

export const IO_CHOICES = ['node', 'native'] as const;
export type IoChoice = (typeof IO_CHOICES)[number];

/**
 * How to open sockets; undefined: by node:dgram. `room`: where native ones have what arrives. Throws an
 * EdgeError where this machine cannot.
 */
export async function chooseSockets(
  choice: IoChoice,
  room?: ArenaRoom,
): Promise<OpenRealSocket | undefined> {
  return choice === 'native' ? nativeSockets(await openLibc('--io native'), room) : undefined;
}

/**
 * The provider for a choice of cryptography. Native help is for those who leave it to Espial which
 * one: who names a provider gets that.
 */
export async function chooseHelpedProvider(
  crypto: CryptoChoice,
  io: IoChoice,
): Promise<CryptoProvider> {
  const provider = chooseProvider(crypto);
  if (io !== 'native' || (crypto !== 'auto' && crypto !== 'fastest')) return provider;
  return (await nativeProvider(provider, await openLibc('--io native'))) ?? provider;
}
