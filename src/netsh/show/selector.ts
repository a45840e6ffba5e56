/** A pair's traffic, from the text that the driver shows of it. */

import { tryParseAddress } from '../../base/address.ts';
import { maskText } from '../../policy/filter-text.ts';
import { WORDS } from './labels.ts';

interface SelectorEnd {
  readonly address: string;
  readonly mask: string;
}

export interface SelectorParts {
  readonly source: SelectorEnd;
  readonly destination: SelectorEnd;
  readonly protocol: string;
  readonly sourcePort: string;
  readonly destinationPort: string;
}

/** `10.1.0.0/24 <-> 10.2.0.0/24 tcp any->80` in its parts. */
export function readSelector(text: string): SelectorParts {
  const [source = '', , destination = '', protocol = 'any', ports] = text.split(' ');
  const [sourcePort, destinationPort] = (ports ?? '').split('->');
  return {
    source: endOf(source),
    destination: endOf(destination),
    protocol: protocol.toUpperCase(),
    sourcePort: portOf(sourcePort),
    destinationPort: portOf(destinationPort),
  };
}

function endOf(text: string): SelectorEnd {
  const [address = '', prefix] = text.split('/');
  if (tryParseAddress(address)?.version !== 4)
    return { address, mask: prefix === undefined ? WORDS.none : `/${prefix}` };
  return { address, mask: maskText(prefix === undefined ? 32 : Number(prefix)) };
}

function portOf(text: string | undefined): string {
  return text === undefined || text === '' || text === 'any' ? WORDS.anyPort : text;
}
