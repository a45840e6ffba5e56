/** `espial policy`: what policies come to before any packet is sent. Needs no running peer. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress } from '../base/address.ts';
import { agreementFields, traceFields } from '../observe/agreement-fields.ts';
import { agreementText } from '../observe/agreement-text.ts';
import { traceText } from '../observe/trace-text.ts';
import { type ComputerFacts, computerWith, type Traffic } from '../policy/agree/computer.ts';
import { agree } from '../policy/agree/mend.ts';
import { lookUp } from '../policy/filter-of-packet.ts';
import { parseProtocol } from '../policy/filter-text.ts';
import { print, printJson } from './client.ts';
import { computerOfFile } from './computer-of-file.ts';
import { exitCode } from './exit-codes.ts';
import { addressText } from './options.ts';

interface CheckOptions {
  readonly traffic: Traffic;
  readonly from?: string;
  readonly to?: string;
  readonly policyA?: string;
  readonly policyB?: string;
  readonly workgroupA?: boolean;
  readonly workgroupB?: boolean;
  readonly json?: boolean;
}

interface TraceOptions {
  readonly traffic: Traffic;
  readonly me?: string;
  readonly peer: string;
  readonly policy?: string;
  readonly inbound?: boolean;
  readonly json?: boolean;
}

const FILES =
  'a netsh script, a file of exportpolicy, a folder of stores, or a peer file with windows:';

export function addPolicy(program: Command): void {
  const policy = program
    .command('policy')
    .description('say what IPsec policies come to before any packet is sent');
  policy
    .command('check')
    .description('say whether two policies can ever agree, and the smallest change if not')
    .argument('<a>', `policy of the computer that begins: ${FILES}`)
    .argument('<b>', 'policy of the other one')
    .addOption(trafficOption())
    .option(
      '--from <address>',
      "address of the first computer (default: its file's, or 192.0.2.1)",
      addressText,
    )
    .option(
      '--to <address>',
      "address of the second computer (default: its file's, or 192.0.2.2)",
      addressText,
    )
    .option('--policy-a <name>', 'the policy in <a> that is meant (default: the assigned one)')
    .option('--policy-b <name>', 'the same in <b>')
    .option('--workgroup-a', 'the first computer is in no domain: no Kerberos')
    .option('--workgroup-b', 'the second computer is in no domain')
    .option('--json', 'print JSON')
    .addHelpText('after', CHECK_HELP)
    .action(check);
  policy
    .command('trace')
    .description('say which filter a packet hits, and why')
    .argument('<file>', FILES)
    .addOption(trafficOption())
    .option(
      '--me <address>',
      "address of this computer (default: its file's, or 192.0.2.1)",
      addressText,
    )
    .option('--peer <address>', 'address of the other end', addressText, '192.0.2.2')
    .option('--inbound', 'the packet comes in; else it goes out')
    .option('--policy <name>', 'the policy that is meant (default: the assigned one)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  espial policy trace office.txt --traffic tcp:1024:80')
    .action(trace);
}

function trafficOption(): Option {
  return new Option('--traffic <packet>', 'udp, tcp, icmp or a number, and ports')
    .argParser(traffic)
    .default(ANY_TCP, 'tcp:1024:80');
}

const ANY_TCP: Traffic = { protocol: 6, sourcePort: 1024, destinationPort: 80 };

const CHECK_HELP = `
A script, an exported policy or a folder says the policy alone: its computer is
taken to be in a domain and to have a certificate of every root that is named. A
peer file says what it has. The exit code is 1 where the request or its answer
does not get through.

Example:
  espial policy check client.txt server.txt --traffic tcp:1024:445`;

async function check(a: string, b: string, options: CheckOptions): Promise<void> {
  const ends = named(
    await computerOfFile(a, {
      address: options.from,
      otherwise: '192.0.2.1',
      policy: options.policyA,
    }),
    await computerOfFile(b, {
      address: options.to,
      otherwise: '192.0.2.2',
      policy: options.policyB,
    }),
  );
  const [first, second] = [
    computerWith(options.workgroupA === true ? { ...ends[0], inDomain: false } : ends[0]),
    computerWith(options.workgroupB === true ? { ...ends[1], inDomain: false } : ends[1]),
  ];
  const said = agree(first, second, options.traffic);
  if (options.json === true) printJson(agreementFields(said));
  else print(agreementText(first, second, options.traffic, said));
  const lost = said.answer === undefined || said.answer.how === 'dropped';
  if (lost) process.exitCode = exitCode('failed');
}

/** The files' own names; where those are the same, which of the two is meant. */
function named(
  first: ComputerFacts,
  second: ComputerFacts,
): readonly [ComputerFacts, ComputerFacts] {
  if (first.name !== second.name) return [first, second];
  return [
    { ...first, name: 'A' },
    { ...second, name: 'B' },
  ];
}

async function trace(file: string, options: TraceOptions): Promise<void> {
  const wanted = { address: options.me, otherwise: '192.0.2.1', policy: options.policy };
  const { expansion, address: me } = computerWith(await computerOfFile(file, wanted));
  const peer = parseAddress(options.peer);
  const { traffic, inbound } = options;
  const packet = {
    direction: inbound === true ? 'inbound' : 'outbound',
    source: inbound === true ? peer : me,
    destination: inbound === true ? me : peer,
    ...traffic,
  } as const;
  const hit = lookUp(expansion, packet);
  if (options.json === true) printJson(traceFields(packet, hit));
  else print(traceText(packet, hit));
}

function traffic(text: string): Traffic {
  const [name = '', ...ports] = text.split(':');
  const protocol = parseProtocol(name);
  if ('problem' in protocol) throw new InvalidArgumentError(`${protocol.problem}.`);
  const [sourcePort = 0, destinationPort = 0, more] = ports.map(port);
  const hasPorts = protocol.value === 6 || protocol.value === 17;
  if (ports.length > 0 && (!hasPorts || ports.length !== 2 || more !== undefined))
    throw new InvalidArgumentError('Write tcp:SOURCE:DESTINATION, udp:SOURCE:DESTINATION or icmp.');
  return { protocol: protocol.value, sourcePort, destinationPort };
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 65_535) return number;
  throw new InvalidArgumentError(`"${text}" is no port: write 0 to 65535.`);
}
