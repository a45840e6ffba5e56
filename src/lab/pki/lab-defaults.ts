/** What a laboratory is like unless said. */

export interface PeerRequest {
  readonly name: string;
  /** Subject alternative names: addresses, host names, `user@host`. */
  readonly names: readonly string[];
}

export const DEFAULT_PEERS: readonly PeerRequest[] = [
  { name: 'alpha', names: ['192.0.2.1', 'alpha.lab.example'] },
  { name: 'beta', names: ['192.0.2.2', 'beta.lab.example'] },
];
export const DEFAULT_DAYS = 365;
export const DEFAULT_ORGANIZATION = 'Espial Lab';

/** The names of a peer or certificate of which none are said. */
export function defaultNames(name: string): readonly string[] {
  return [`${name}.lab.example`];
}
