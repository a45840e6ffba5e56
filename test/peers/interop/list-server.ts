/** An HTTP server that hands out the run's revocation lists, at the address that certificates name. */

import type { Bed } from './bed.ts';
import { STRONGSWAN_ADDRESS } from './peer-file.ts';
import { eventually, spawnIn } from './run.ts';

/** As authority.sh has it. */
const PORT = 8080;

const SERVER = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const [folder, address, port] = process.argv.slice(1);
createServer(({ url }, response) => {
  try {
    response.end(readFileSync(folder + '/' + url.replace(/[^a-z.-]/g, '')));
  } catch {
    response.writeHead(404).end();
  }
}).listen(Number(port), address, () => console.log('ready'));
`;

/** Plays while the server runs beside strongSwan. */
export async function withListServer(
  { strongSwan, certificates }: Bed,
  play: () => Promise<void>,
): Promise<void> {
  const command = [process.execPath, '-e', SERVER, certificates, STRONGSWAN_ADDRESS, String(PORT)];
  const server = spawnIn(strongSwan.namespaces.strongSwan, command);
  try {
    let said = '';
    server.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    await eventually('the server of lists did not start', () => said.includes('ready'));
    await play();
  } finally {
    server.kill();
  }
}
