/** The driver's settings: the answer of `show config`. */

import type { DynamicShowData } from '../show-request.ts';
import { LABELS, WORDS } from './labels.ts';
import { heading, list, page, table } from './layout.ts';
import { portText, protocolText } from './values.ts';

/** The seven properties of `set config`. */
export function configText({ settings }: DynamicShowData): string {
  const { bootexemptions, bootmode } = settings;
  const fields = list(
    [
      ['ipsecDiagnostics', String(settings.ipsecdiagnostics)],
      ['ikeLogging', String(settings.ikelogging)],
      ['strongCrlCheck', String(settings.strongcrlcheck)],
      ['ipsecLogInterval', String(settings.ipsecloginterval)],
      ['ipsecExempt', String(settings.ipsecexempt)],
      ['bootMode', bootmode ?? 'stateful if a policy is assigned, else permit'],
    ],
    { wide: false },
  );
  const exemptions =
    bootexemptions.length === 0
      ? WORDS.none
      : table(
          ['protocol', 'shortSourcePort', 'shortDestinationPort', 'direction'],
          bootexemptions.map((one) => [
            protocolText(one.protocol),
            portText(one.sourcePort),
            portText(one.destinationPort),
            one.direction.toUpperCase(),
          ]),
          { wide: false },
        );
  return page(fields, `${heading(LABELS.bootExemptions.text)}\n${exemptions}`);
}
