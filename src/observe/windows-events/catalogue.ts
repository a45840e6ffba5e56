/** Every event that Espial writes into a Windows event log: one row an ID, and how sure Windows' is. */

import type { Certainty, EventSource, EventType, LogName } from './record.ts';

export interface CatalogueRow {
  readonly id: number;
  readonly log: LogName;
  readonly source: EventSource;
  readonly category: string;
  readonly types: readonly EventType[];
  /** The first line of the event. */
  readonly title: string;
  /** What it means to whoever reads the log. */
  readonly meaning: string;
  /** Of the ID and its meaning; fields and wording are Espial's own in any case. */
  readonly certainty: Certainty;
}

const SECURITY = { log: 'security', source: 'Security' } as const;
const LOGON = { ...SECURITY, category: 'Logon/Logoff' } as const;
const POLICY = { ...SECURITY, category: 'Policy Change' } as const;
const DRIVER = { log: 'system', source: 'IPSec', category: 'None' } as const;
const OWN = { log: 'application', source: 'Espial', category: 'None' } as const;

const ROWS = [
  {
    ...LOGON,
    id: 541,
    types: ['success'],
    title: 'IKE security association established.',
    meaning: 'A main mode, or the pair of SAs of a quick mode, is up. A soft SA is told so too.',
    certainty: 'stated',
  },
  {
    ...LOGON,
    id: 542,
    types: ['success'],
    title: 'IKE security association ended.',
    meaning: 'The SAs of a quick mode are gone: expired, renewed or deleted.',
    certainty: 'verified',
  },
  {
    ...LOGON,
    id: 543,
    types: ['success'],
    title: 'IKE security association ended.',
    meaning: 'A main mode SA is gone: expired, renewed or deleted.',
    certainty: 'stated',
  },
  {
    ...LOGON,
    id: 544,
    types: ['failure'],
    title: "Main mode failed: the peer's certificate is not trusted.",
    meaning: 'Look at roots, validity and revocation of the certificate that it names.',
    certainty: 'stated',
  },
  {
    ...LOGON,
    id: 545,
    types: ['failure'],
    title: 'Main mode failed: the peer could not be authenticated.',
    meaning: 'Its pre-shared key, signature, ticket or identity is not the right one.',
    certainty: 'stated',
  },
  {
    ...LOGON,
    id: 546,
    types: ['failure'],
    title: "The peer's proposal is not acceptable.",
    meaning: 'The two policies have nothing in common. Attribute, expected and received say where.',
    certainty: 'stated',
  },
  {
    ...LOGON,
    id: 547,
    types: ['failure'],
    title: 'IKE negotiation failed.',
    meaning: 'The event to look for first. Failure Point and Failure Reason say where and why.',
    certainty: 'verified',
  },
  {
    ...POLICY,
    id: 613,
    types: ['success'],
    title: 'The IPSec Policy Agent has started.',
    meaning: 'From now on policy is applied and IKE negotiates.',
    certainty: 'stated',
  },
  {
    ...POLICY,
    id: 614,
    types: ['success'],
    title: 'The IPSec Policy Agent is disabled.',
    meaning: 'The service has stopped: nothing is protected or filtered any more.',
    certainty: 'stated',
  },
  {
    ...POLICY,
    id: 615,
    types: ['success', 'failure'],
    title: 'IPSec Services: the policy has changed.',
    meaning:
      'Policy was applied or withdrawn, its source could not be had, or a setting counts now.',
    certainty: 'stated',
  },
  {
    ...POLICY,
    id: 616,
    types: ['failure'],
    title: 'The IPSec Policy Agent met a serious failure.',
    meaning: 'The service cannot do its work: what it says is to be mended first.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4282,
    types: ['warning'],
    title: 'The IPSec driver received packets under an SPI that no SA has.',
    meaning: 'The sender uses an SA that is gone here, as after a restart, or guesses.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4284,
    types: ['warning'],
    title: 'The IPSec driver received packets in clear that should have been secured.',
    meaning: 'The sender has no policy, another one, or has lost its SA.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4285,
    types: ['warning'],
    title: 'The IPSec driver could not authenticate packets.',
    meaning: 'The integrity check fails: the packets were changed on the way, or forged.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4288,
    types: ['warning'],
    title: 'The IPSec driver dropped inbound packets.',
    meaning: 'The reason stands with the packet.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4289,
    types: ['warning'],
    title: 'The IPSec driver dropped outbound packets.',
    meaning: 'The reason stands with the packet.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4290,
    types: ['information'],
    title: 'The IPSec driver is starting in Block mode.',
    meaning: 'Nothing passes but boot exemptions and DHCP until policy is applied.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4291,
    types: ['information'],
    title: 'The IPSec driver is starting in Stateful mode.',
    meaning:
      'What goes out may be answered; other inbound packets are dropped until policy is applied.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4292,
    types: ['error'],
    title: 'The IPSec driver has entered Block mode.',
    meaning:
      'All traffic is dropped, as policy could not be applied. Mend it, or stop the service.',
    certainty: 'stated',
  },
  {
    ...DRIVER,
    id: 4293,
    types: ['information'],
    title: 'The IPSec driver has entered Bypass mode.',
    meaning: 'No policy is applied: everything passes in clear.',
    certainty: 'unverified',
  },
  {
    ...DRIVER,
    id: 4294,
    types: ['information'],
    title: 'The IPSec driver has entered Secure mode.',
    meaning: 'The filters of the assigned policy decide about every packet.',
    certainty: 'stated',
  },
  {
    ...DRIVER,
    id: 4295,
    types: ['information'],
    title: 'The IPSec driver is starting in Bypass mode.',
    meaning: 'Everything passes in clear until policy is applied.',
    certainty: 'stated',
  },
  {
    ...OWN,
    id: 1,
    types: ['warning'],
    title: 'A packet in clear was accepted although policy protects its traffic.',
    meaning:
      'Inbound pass-through or the default response allows that. The answer to it is negotiated.',
    certainty: 'own',
  },
  {
    ...OWN,
    id: 2,
    types: ['information'],
    title: 'More events like the ones before were left out.',
    meaning: 'Anybody on the network could cause them, so they are only counted.',
    certainty: 'own',
  },
  {
    ...OWN,
    id: 3,
    types: ['warning'],
    title: 'An ISAKMP message was dropped.',
    meaning: 'It could not be used and changed nothing. The error says what was wrong with it.',
    certainty: 'own',
  },
  {
    ...OWN,
    id: 4,
    types: ['information'],
    title: 'A peer has moved to another address or port.',
    meaning: 'Its NAT gives it another mapping, and it has proved that it is the same.',
    certainty: 'own',
  },
] as const satisfies readonly CatalogueRow[];

/** The IDs of every event there is. */
export type EventId = (typeof ROWS)[number]['id'];

export const CATALOGUE: readonly CatalogueRow[] = ROWS;

const BY_ID: ReadonlyMap<number, CatalogueRow> = new Map(ROWS.map((row) => [row.id, row]));

/** The row of an event. */
export function rowOf(id: EventId): CatalogueRow {
  return BY_ID.get(id)!;
}
