/** Main-mode, quick-mode and soft SAs. */

import { entryOfName } from '../../base/flow-name.ts';
import { MINUTE } from '../../base/time.ts';
import type { MainModeSaView, QuickModeSaView } from '../../host/ports.ts';
import type { SoftSaView } from '../../ipsec/clear/soft-flows.ts';
import type { QuickModeFilter } from '../../policy/compiled.ts';
import type { DynamicShowData, ShowFilter, ShowStyle } from '../show-request.ts';
import { isAmong, thatFit } from './filter-match.ts';
import { LABELS, WORDS } from './labels.ts';
import { count, type Field, heading, indented, list, page, table } from './layout.ts';
import { readSelector } from './selector.ts';
import { type Names, portText, protocolText, timeText } from './values.ts';

/** The answer of `show mmsas`: those that are established. */
export function mainModeSasText(
  data: DynamicShowData,
  filter: ShowFilter,
  style: ShowStyle,
): string {
  const found = data.mainModeSas.filter(
    ({ state, local, remote }) =>
      state === 'established' &&
      isAmong(hostOf(local), filter.source) &&
      isAmong(hostOf(remote), filter.destination),
  );
  if (found.length === 0) return `There are no main-mode SAs${thatFit(filter)}.`;
  const title = heading(`IKE Main Mode SAs at ${timeText(data.wallNow)}`);
  const total = count('numberOfMainModeSas', found.length);
  if (style.format === 'table') {
    const rows = found.map((sa) => [
      createdText(data, sa.establishedAt ?? sa.createdAt),
      hostOf(sa.remote),
      methodsText(sa),
      authenticationText(sa.authentication),
    ]);
    return page(
      title,
      table(['dateCreated', 'peer', 'secMethods', 'authMode'], rows, style),
      total,
    );
  }
  return page(title, ...found.map((sa) => list(mainModeFields(sa, data.names), style)), total);
}

/** The answer of `show qmsas`: soft SAs stand behind those that protect. */
export function quickModeSasText(
  data: DynamicShowData,
  filter: ShowFilter,
  style: ShowStyle,
): string {
  const found = data.quickModeSas.filter((sa) => {
    const { source, destination, protocol } = readSelector(sa.selector);
    return (
      isAmong(source.address, filter.source) &&
      isAmong(destination.address, filter.destination) &&
      (filter.protocol === undefined || protocol === protocolText(filter.protocol))
    );
  });
  const soft = data.softSas.filter((sa) => {
    const { protocol } = trafficOf(data, sa);
    return (
      isAmong(sa.local, filter.source) &&
      isAmong(sa.remote, filter.destination) &&
      (filter.protocol === undefined || protocol === filter.protocol)
    );
  });
  if (found.length + soft.length === 0) return `There are no quick-mode SAs${thatFit(filter)}.`;
  const title = heading(`Quick Mode SAs at ${timeText(data.wallNow)}`);
  const total = [
    count('numberOfQuickModeSas', found.length),
    ...(soft.length === 0 ? [] : [count('numberOfSoftSas', soft.length)]),
  ].join('\n');
  if (style.format === 'table') {
    const rows = found.map((sa) => [
      createdText(data, sa.createdAt),
      sa.remote,
      sa.mode.toUpperCase(),
      readSelector(sa.selector).protocol,
      policyOf(data, sa),
    ]);
    const softRows = soft.map((sa) => [
      createdText(data, sa.createdAt),
      sa.remote,
      WORDS.soft,
      protocolText(trafficOf(data, sa).protocol),
      policyOf(data, sa),
    ]);
    const columns = ['dateCreated', 'peer', 'mode', 'protocol', 'quickModePolicyName'] as const;
    return page(title, table(columns, [...rows, ...softRows], style), total);
  }
  return page(
    title,
    ...found.map((sa) => quickModeText(sa, data, style)),
    ...soft.map((sa) => softText(sa, data, style)),
    total,
  );
}

function mainModeFields(sa: MainModeSaView, names: Names): readonly Field[] {
  return [
    ['cookiePair', `${sa.initiatorCookie}:${sa.responderCookie}`],
    ['secMethods', methodsText(sa)],
    ['authMode', authenticationText(sa.authentication)],
    ['source', endText(sa.local)],
    ...named(names, hostOf(sa.local)),
    ['id', sa.localIdentity ?? WORDS.none],
    ['destination', endText(sa.remote)],
    ...named(names, hostOf(sa.remote)),
    ['id', sa.remoteIdentity ?? WORDS.none],
  ];
}

function quickModeText(sa: QuickModeSaView, data: DynamicShowData, style: ShowStyle): string {
  const { source, destination, protocol, sourcePort, destinationPort } = readSelector(sa.selector);
  const { names } = data;
  const filter: readonly Field[] = [
    ['sourceAddress', source.address],
    ['sourceMask', source.mask],
    ...named(names, source.address),
    ['destinationAddress', destination.address],
    ['destinationMask', destination.mask],
    ...named(names, destination.address),
    ['protocol', protocol],
    ['sourcePort', sourcePort],
    ['destinationPort', destinationPort],
    ['direction', 'BOTH'],
  ];
  const tunnel: readonly Field[] = [
    ['tunnelSource', sa.local],
    ['tunnelEnd', sa.remote],
  ];
  const isTunnel = sa.mode === 'tunnel';
  const title = isTunnel ? LABELS.tunnelFilter.text : LABELS.transportFilter.text;
  return page(
    list(
      [
        ['quickModePolicyName', policyOf(data, sa)],
        ['encapsulation', encapsulationText(sa)],
        ['spis', `${spiText(sa.inbound?.spi)} / ${spiText(sa.outbound?.spi)}`],
      ],
      style,
    ),
    `${heading(title)}\n${indented(style, (inner) => list([...filter, ...(isTunnel ? tunnel : [])], inner))}`,
    `${heading(LABELS.offerUsed.text)}\n${indented(style, (inner) => offerTable(sa, inner))}`,
  );
}

/** A soft SA protects nothing: it has a filter and a time, and no offer. */
function softText(sa: SoftSaView, data: DynamicShowData, style: ShowStyle): string {
  const { names } = data;
  const { protocol, sourcePort, destinationPort } = trafficOf(data, sa);
  return page(
    list(
      [
        ['quickModePolicyName', policyOf(data, sa)],
        ['encapsulation', WORDS.softSa],
        ['softSaLifetime', `${Math.round((sa.expiresAt - sa.createdAt) / MINUTE)} minutes`],
      ],
      style,
    ),
    `${heading(LABELS.transportFilter.text)}\n${indented(style, (inner) =>
      list(
        [
          ['sourceAddress', sa.local],
          ...named(names, sa.local),
          ['destinationAddress', sa.remote],
          ...named(names, sa.remote),
          ['protocol', protocolText(protocol)],
          ['sourcePort', portText(sourcePort)],
          ['destinationPort', portText(destinationPort)],
          ['direction', 'BOTH'],
        ],
        inner,
      ),
    )}`,
  );
}

const ANY_TRAFFIC = { protocol: 0, sourcePort: 0, destinationPort: 0 } as const;

/** What the filter of a soft SA is for; one that has gone meanwhile is not known any more. */
function trafficOf(
  { active }: DynamicShowData,
  { policy }: SoftSaView,
): Pick<QuickModeFilter, 'protocol' | 'sourcePort' | 'destinationPort'> {
  const entry = entryOfName(policy);
  return active.quickModeFilters.find(({ name }) => name === entry) ?? ANY_TRAFFIC;
}

function offerTable(sa: QuickModeSaView, style: ShowStyle): string {
  const { esp, ah } = sa;
  const pfs = sa.pfsGroup === undefined ? WORDS.no : `GRP${groupText(sa.pfsGroup)}`;
  const row = [
    ah === undefined ? 'NONE (0/0)' : `${integrityText(ah)} (0/0)`,
    esp === undefined ? 'NONE (0/0)' : `${cipherText(esp.encryption)} (${bitsText(esp)}/0)`,
    esp === undefined ? WORDS.none : integrityText(esp.integrity),
    `${pfs} (0/0)`,
    `${sa.lifetimeKilobytes}/${sa.lifetimeSeconds}`,
  ];
  return table(
    ['ahOffer', 'espConfidentiality', 'espIntegrity', 'pfsOffer', 'keyLifetime'],
    [row],
    style,
  );
}

/** The negotiation policy of the filter that the pair was made for. */
function policyOf({ active }: DynamicShowData, { policy }: { readonly policy: string }): string {
  const entry = entryOfName(policy);
  const filter = active.quickModeFilters.find(({ name }) => name === entry);
  return filter?.policy ?? active.defaultResponse?.quickModePolicy ?? entry;
}

/** `3DES/SHA1/2/28800`: encryption, hash, group, seconds. */
function methodsText({ proposal, establishedAt, expiresAt }: MainModeSaView): string {
  const [cipher = '', hash = '', group = ''] = (proposal ?? '').split(', ');
  const number = Number(group.replace('group ', ''));
  const seconds =
    establishedAt === undefined || expiresAt === undefined
      ? 0
      : Math.round((expiresAt - establishedAt) / 1000);
  return [cipherText(cipher), integrityText(hash), groupText(number), seconds].join('/');
}

/** Windows numbers IKE's group 14 as 3. */
function groupText(group: number): string {
  if (group === 14) return '3';
  return group === 1 || group === 2 ? String(group) : `(group ${group})`;
}

function cipherText(text: string): string {
  const upper = text.toUpperCase().replace(/-CBC$/, '');
  return upper === 'NULL' ? WORDS.none : upper;
}

function integrityText(text: string | undefined): string {
  if (text === undefined || text === 'none') return WORDS.none;
  const name = text.toUpperCase().replace(/^HMAC-/, '');
  return /^SHA-?1(-96)?$/.test(name) ? 'SHA1' : name.replace(/-96$/, '');
}

function bitsText({ encryption, keyBits }: { encryption: string; keyBits: number }): number {
  return encryption.startsWith('des') || encryption.startsWith('3des') ? 0 : keyBits;
}

function authenticationText(text: string): string {
  if (/pre-?shared/i.test(text)) return 'Preshared Key';
  if (/kerberos|gss/i.test(text)) return 'Kerberos';
  return /^RSA/i.test(text) ? 'RSA Signature' : text;
}

function encapsulationText({ udpEncapsulated }: QuickModeSaView): string {
  return udpEncapsulated ? 'UDP (NAT-T, port 4500)' : 'IPsec';
}

function spiText(spi: number | undefined): string {
  return spi === undefined ? WORDS.none : `0x${spi.toString(16).padStart(8, '0')}`;
}

/** When something was on the wall clock. */
function createdText({ wallNow, now }: DynamicShowData, at: number): string {
  return timeText(wallNow - (now - at));
}

function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

function endText(endpoint: string): string {
  return `${hostOf(endpoint)}, port ${endpoint.slice(endpoint.lastIndexOf(':') + 1)}`;
}

function named(names: Names, address: string): readonly Field[] {
  const name = names.get(address);
  return name === undefined ? [] : [['dnsName', name]];
}
