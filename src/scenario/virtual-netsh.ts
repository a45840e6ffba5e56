/** netsh on a host in virtual time: what a running peer does over its control socket. */

import type { Command, CommandResult, Page, QueryAnswers, QueryKind } from '../host/ports.ts';
import { type HostState, hostState } from '../lab/host-state.ts';
import type { Answered, NetshBackend, StoreChoice } from '../netsh/backend.ts';
import { NetshProblem } from '../netsh/problem.ts';
import { StoresBackend, type StoresOptions } from '../netsh/stores-backend.ts';
import { expand } from '../policy/expand.ts';

export interface VirtualHost extends Omit<StoresOptions, 'hold' | 'running'> {
  command(command: Command): Promise<CommandResult>;
  query<K extends QueryKind>(kind: K, cursor?: number): Page<QueryAnswers[K]>;
  /** The clock of its SAs. */
  now(): number;
}

/** The host's agent hears of each change at once. */
export function virtualNetsh(host: VirtualHost): NetshBackend {
  const { computer, command, query } = host;
  const stores = new StoresBackend({ ...host, hold: () => () => {} });
  const answered = async (asked: Command): Promise<Answered> => answerOf(await command(asked));
  return {
    computer,
    model: (store) => stores.model(store),
    async apply(store, edit, gpo) {
      const applied = await stores.apply(store, edit, gpo);
      if (!applied.ok) return applied;
      const told = await answered({ kind: 'store-changed', location: locationOf(store) });
      return told.ok ? { ...applied, remarks: [...applied.remarks, ...told.remarks] } : applied;
    },
    batch: async (on) =>
      on ? `${computer} runs, so it takes each change at once all the same.` : undefined,
    flush: async () => {},
    settings: async () => query('settings').items!.stored,
    async changeSettings(change) {
      const answer = await answered({ kind: 'set-config', change });
      if (!answer.ok) throw new NetshProblem(answer.error.message, answer.error.advice);
    },
    applyDynamic: (edit) => answered({ kind: 'dynamic', command: edit }),
    deleteSas: () => answered({ kind: 'down', policy: undefined }),
    service: (change) => answered({ kind: 'service', do: change }),
    async inForce() {
      const active = query('active-policy').items!;
      return { active, expansion: expand(active, query('environment').items!) };
    },
    async live() {
      const state: HostState = await hostState(query);
      const { mainModes: mainModeSas, quickModes: quickModeSas, soft: softSas, statistics } = state;
      return { mainModeSas, quickModeSas, softSas, statistics, now: host.now() };
    },
    assignedByDirectory: () => stores.assignedByDirectory(),
  };
}

function locationOf({ location }: StoreChoice): 'local' | 'persistent' | 'directory' {
  return location === 'domain' ? 'directory' : location;
}

function answerOf(result: CommandResult): Answered {
  if (!result.ok) {
    const { error: message, windowsError: code } = result;
    return { ok: false, error: { code, message, advice: '' } };
  }
  return { ok: true, remarks: 'remarks' in result.value ? result.value.remarks : [] };
}
