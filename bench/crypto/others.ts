/** Contenders for ESP that are other processes: the C baseline, and scapy for the chief suites. */

import type { EspSuite } from '../../src/crypto/provider.ts';
import { type Baseline, startBaseline, WITHOUT_SHA_INSTRUCTIONS } from '../c/process.ts';
import type { Absent, Contender } from '../group.ts';
import { type LineProcess, lineContender } from '../line-process.ts';
import { hasInstruction } from '../machine.ts';
import { checkScapy, scapyRequest, startScapy } from '../scapy/process.ts';
import { checkBaseline } from './agreement.ts';
import { BASELINE, baselineEsp, OLDER_BASELINE, suiteRequest } from './baseline.ts';
import { clearPackets } from './packets.ts';

/** What is measured. */
export interface Subject {
  readonly operation: 'seal' | 'open';
  readonly suite: EspSuite;
  readonly octets: number;
  readonly withScapy: boolean;
}

export interface Others {
  readonly contenders: readonly Contender[];
  readonly absent: readonly Absent[];
  close(): void;
}

/** Starts them and checks their results. Throws where one does not do what the reference does. */
export async function otherProcesses(subject: Subject): Promise<Others> {
  const contenders: Contender[] = [];
  const absent: Absent[] = [];
  const running: LineProcess[] = [];
  const close = (): void => {
    for (const one of running) one.close();
  };
  const take = <T extends LineProcess>(
    name: string,
    started: T | { why: string },
  ): T | undefined => {
    if ('why' in started) {
      absent.push({ name, why: started.why });
      return undefined;
    }
    running.push(started);
    return started;
  };
  try {
    await addBaselines(subject, contenders, absent, take);
    if (subject.withScapy) await addScapy(subject, contenders, take);
  } catch (error) {
    close();
    throw error;
  }
  return { contenders, absent, close };
}

type Take = <T extends LineProcess>(name: string, started: T | { why: string }) => T | undefined;

/** The C baseline; on a processor with SHA instructions also what it would be without them. */
async function addBaselines(
  { operation, suite, octets }: Subject,
  contenders: Contender[],
  absent: Absent[],
  take: Take,
): Promise<void> {
  const request = suiteRequest(suite);
  if (request === undefined) {
    absent.push({ name: BASELINE, why: 'OpenSSL has no AES-XCBC-MAC' });
    return;
  }
  const baseline = take<Baseline>(BASELINE, startBaseline());
  if (baseline === undefined) return;
  await checkBaseline(suite, octets, baseline, request);
  const { length } = clearPackets(suite, octets);
  contenders.push(baselineEsp(BASELINE, baseline, request, operation, length));
  if (!usesShaInstructions(suite)) return;
  const older = take<Baseline>(OLDER_BASELINE, startBaseline(WITHOUT_SHA_INSTRUCTIONS));
  if (older !== undefined) {
    contenders.push(baselineEsp(OLDER_BASELINE, older, request, operation, length));
  }
}

async function addScapy(
  { operation, suite, octets }: Subject,
  contenders: Contender[],
  take: Take,
): Promise<void> {
  const request = scapyRequest(suite, octets);
  if (request === undefined) return;
  const scapy = take('scapy', startScapy());
  if (scapy === undefined) return;
  await checkScapy(suite, scapy, request);
  contenders.push(lineContender('scapy', scapy, (count) => `${operation} ${count}`, request));
}

function usesShaInstructions({ integrity }: EspSuite): boolean {
  const takesPart = integrity === 'hmac-sha1-96' || integrity === 'hmac-sha256-128';
  return takesPart && hasInstruction('sha_ni');
}
