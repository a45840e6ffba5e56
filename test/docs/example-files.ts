/** Files that the examples of the documents name: of a laboratory and a realm where their names say so. */

import { basename } from 'node:path';
import { parseScenario } from '../../src/scenario/load.ts';
import type { ReadSecretFile } from '../../src/scenario/schema/secrets.ts';

const NOBODY = `
title: Files for examples
pki: { key: ec256 }
realms:
  lab:
    realm: LAB.EXAMPLE
    principals:
      host/alpha.lab.example: { password: the first of two }
      host/beta.lab.example: { password: the second of two }
hosts: { nobody: { addresses: [192.0.2.9] } }
steps: [{ do: wait, time: 1s }]
`;

/** Answers a file by the last part of its name: `alpha.crt`, `ca.crl`, `lab.yaml`; any other is a key. */
export async function exampleFiles(): Promise<ReadSecretFile> {
  const { files } = await parseScenario('nobody.yaml', NOBODY, () => Uint8Array.of(1));
  const byName = new Map([...files].map(([path, octets]) => [basename(path), octets]));
  return (path) => byName.get(basename(path)) ?? Uint8Array.of(1);
}
