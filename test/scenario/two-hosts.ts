/** A scenario of two hosts that agree, with steps and expectations to be filled in. */

import { nodeProvider } from '../../src/crypto/node.ts';
import { parseScenario, type Scenario } from '../../src/scenario/load.ts';
import { play, type ScenarioResult } from '../../src/scenario/run.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import type { ReadSecretFile } from '../../src/scenario/schema/secrets.ts';

/** The first line of `rest` has number 16. */
export function twoHosts(rest: string, keyOfBeta = 'k'): string {
  const host = (name: string, own: number, other: string, there: number, psk: string): string =>
    `  ${name}:
    addresses: [192.0.2.${own}]
    profile: lab
    peers:
      - { name: ${other}, address: 192.0.2.${there}, psk: ${psk}, proposals: [aes128-sha1-ecp256] }
    policies:
      - { name: p, action: protect, peer: ${other}, mode: transport, proposals: [aes128-sha1] }`;
  return `hosts:
${host('alpha', 1, 'beta', 2, 'k')}
${host('beta', 2, 'alpha', 1, keyOfBeta)}
${rest}`;
}

export function parse(text: string, readFile: ReadSecretFile = noFile): Promise<Scenario> {
  return parseScenario('s.yaml', text, readFile);
}

export async function run(text: string): Promise<ScenarioResult> {
  const scenario = await parse(text);
  return play(scenario, openVirtual(scenario, nodeProvider));
}

function noFile(): never {
  throw new Error('no such file');
}
