/** What a cell is played on: the two programs, told what the cell says, and a folder for what they leave behind. */

import type { Cell } from './cell.ts';
import type { Espial } from './espial.ts';
import type { Middlebox } from './middlebox.ts';
import type { Scapy } from './scapy.ts';
import type { StrongSwan } from './strongswan.ts';

export interface Bed {
  readonly cell: Cell;
  readonly espial: Espial;
  readonly strongSwan: StrongSwan;
  /** What stands between them, where the agreement wants something. */
  readonly between: Middlebox | undefined;
  /** The cell's folder of evidence. */
  readonly folder: string;
  /** Where the run's certificates are. */
  readonly certificates: string;
  /** Ready after the first call of a worker: about a second. */
  readonly scapy: () => Promise<Scapy>;
  /** Says in the report what was seen. */
  readonly note: (seen: string) => void;
}
