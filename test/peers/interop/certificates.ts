/** What the two sides of a cell have of certificates: as agreed, as Espial's peer file, as strongSwan's folder and sections. */

import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, run } from './run.ts';

const AUTHORITY = fileURLToPath(new URL('./authority.sh', import.meta.url));
const MAKING_MILLISECONDS = 120_000;

/** Flaws of `espial pki make --broken` that authority.sh has not. */
const LAB_FLAWS = ['issuer-no-ca', 'path-too-long', 'wrong-extended-usage'];
const LAB_KEYS = { 'lab-rsa': 'rsa2048', 'lab-ec': 'ec256' } as const;

/** Names of files without their ending: of authority.sh, or in the folder of a lab that `espial pki` makes. */
export interface EspialCertificates {
  readonly own: string;
  /** Further ones to choose from. */
  readonly also?: readonly string[];
  /** Sent with it, the nearest first. */
  readonly chain?: readonly string[];
  readonly roots: readonly string[];
  /** Intermediates and peers' certificates that are there beforehand. */
  readonly known?: readonly string[];
  readonly lists?: readonly string[];
  /** The strength of the revocation check. */
  readonly revocation?: 0 | 1 | 2;
  /** Other fields of the `certificate` method. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface StrongSwanCertificates {
  readonly own: string;
  readonly also?: readonly string[];
  /** What it calls authorities: its own intermediates too, as it sends only what it finds here. */
  readonly authorities: readonly string[];
  /** Peers' certificates that are there beforehand. */
  readonly known?: readonly string[];
  readonly lists?: readonly string[];
  /** Further or other settings of the connection's `local` and `remote`. */
  readonly local?: Readonly<Record<string, string>>;
  readonly remote?: Readonly<Record<string, string>>;
}

/** The folder beside the evidence in which a run's certificates are. */
export function certificateFolder(out: string): string {
  return join(out, 'pki');
}

/** Makes them all anew, with the `espial` of `main`: about six seconds. */
export async function makeCertificates(out: string, main: string): Promise<void> {
  const folder = certificateFolder(out);
  rmSync(folder, { recursive: true, force: true });
  must(await run(AUTHORITY, [folder], { milliseconds: MAKING_MILLISECONDS }), 'authority.sh');
  for (const [lab, key] of Object.entries(LAB_KEYS)) {
    const peers = ['espial=10.99.0.2,espial.example', 'strongswan=10.99.0.1,strongswan.example'];
    const args = [main, 'pki', 'make', join(folder, lab), '--key', key];
    args.push(...peers.flatMap((peer) => ['--peer', peer]), '--broken', LAB_FLAWS.join());
    must(await run(process.execPath, args), 'espial pki make');
  }
}

/** The `certificate` method of a peer of Espial's. */
export function espialMethod(certificates: EspialCertificates, folder: string): object {
  const { own, also, chain, roots, known, lists, revocation, fields } = certificates;
  const files = (names: readonly string[] | undefined, ending: string): string[] =>
    (names ?? []).map((name) => join(folder, `${name}.${ending}`));
  const pair = (name: string): object => ({
    certificate: join(folder, `${name}.crt`),
    key: join(folder, `${name}.key`),
    chain: files(chain, 'crt'),
  });
  return {
    certificate: {
      ...(also === undefined ? pair(own) : { certificates: [own, ...also].map(pair) }),
      roots: files(roots, 'crt'),
      ...(known === undefined ? {} : { known: files(known, 'crt') }),
      crls: files(lists, 'crl'),
      revocation: revocation ?? 0,
      ...fields,
    },
  };
}

/** Sections `local` and `remote` of strongSwan's connection. */
export function strongSwanRounds({ own, also, local, remote }: StrongSwanCertificates): {
  local: Record<string, string>;
  remote: Record<string, string>;
} {
  return {
    local: {
      auth: 'pubkey',
      certs: [own, ...(also ?? [])].map((name) => `${basename(name)}.crt`).join(),
      ...local,
    },
    remote: { auth: 'pubkey', ...remote },
  };
}

/** Fills the folders in which swanctl looks. */
export function layOutForStrongSwan(
  certificates: StrongSwanCertificates | undefined,
  folder: string,
  swanctl: string,
): void {
  rmSync(swanctl, { recursive: true, force: true });
  mkdirSync(swanctl, { recursive: true });
  if (certificates === undefined) return;
  const { own, also = [], authorities, known = [], lists = [] } = certificates;
  const owns = [own, ...also];
  const places = {
    x509: [...owns, ...known].map((name) => `${name}.crt`),
    x509ca: authorities.map((name) => `${name}.crt`),
    x509crl: lists.map((name) => `${name}.crl`),
    private: owns.map((name) => `${name}.key`),
  };
  for (const [place, files] of Object.entries(places)) {
    mkdirSync(join(swanctl, place));
    for (const file of files)
      copyFileSync(join(folder, file), join(swanctl, place, basename(file)));
  }
}
