/** What is in force on a computer with the Windows system, for `show`. */

import type {
  Expansion,
  SpecificMainModeFilter,
  SpecificQuickModeFilter,
} from '../../policy/compiled.ts';

/** A specific filter of either phase. */
export type PolicyFilterRow =
  | { readonly phase: 'main mode'; readonly filter: SpecificMainModeFilter }
  | { readonly phase: 'quick mode'; readonly filter: SpecificQuickModeFilter };

/** All specific filters, so that they can be asked for by pages. */
export function filterRows({ mainMode, quickMode }: Expansion): readonly PolicyFilterRow[] {
  return [
    ...mainMode.map((filter) => ({ phase: 'main mode', filter }) as const),
    ...quickMode.map((filter) => ({ phase: 'quick mode', filter }) as const),
  ];
}
