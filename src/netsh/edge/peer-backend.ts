/** netsh on a running peer, through its control socket. The peer is the only writer of its stores. */

import type { SettingsView } from '../../host/agent/settings.ts';
import { inForceSchema } from '../../net/active-policy-schema.ts';
import { type CommandBody, type ControlClient, RequestFailed } from '../../net/control-client.ts';
import type { RequestBody } from '../../net/control-protocol.ts';
import { withSecrets } from '../../net/policy-schema.ts';
import { MODEL_FORM } from '../../net/stores/model-form.ts';
import type { Assignment, StoreEdit } from '../../net/stores/store-service.ts';
import type { Applied, PolicyCommand } from '../../policy/commands.ts';
import type { DriverSettings, DynamicCommand } from '../../policy/dynamic.ts';
import { expand } from '../../policy/expand.ts';
import type { PolicyModel } from '../../policy/model.ts';
import type { Answered, InForce, LiveViews, NetshBackend, StoreChoice } from '../backend.ts';
import { NetshProblem } from '../problem.ts';
import type { AssignedByDirectory } from '../show-request.ts';

export class PeerBackend implements NetshBackend {
  readonly computer: string;
  readonly #client: ControlClient;

  private constructor(computer: string, client: ControlClient) {
    this.computer = computer;
    this.#client = client;
  }

  /** The backend of a connected peer. */
  static async of(client: ControlClient): Promise<PeerBackend> {
    return new PeerBackend((await client.describe()).name, client);
  }

  async model(store: StoreChoice): Promise<PolicyModel> {
    const json = await this.#ask({ do: 'policy-model', store: store.location });
    return MODEL_FORM.fromJson(json);
  }

  async apply(store: StoreChoice, command: PolicyCommand, gpo?: string): Promise<Applied> {
    const edit = (await this.#ask({
      do: 'policy-edit',
      store: store.location,
      // As the schema reads it: addresses as text, keys in clear on the private socket.
      commands: [withSecrets(command)] as Extract<RequestBody, { do: 'policy-edit' }>['commands'],
      ...(gpo === undefined ? {} : { gpo }),
    })) as StoreEdit;
    return edit.ok ? { ...edit, model: MODEL_FORM.fromJson(edit.model) } : edit;
  }

  async batch(on: boolean): Promise<string | undefined> {
    return on ? `${this.computer} runs, so it takes each change at once all the same.` : undefined;
  }

  async flush(): Promise<void> {}

  async settings(): Promise<DriverSettings> {
    const view = (await this.#ask({ do: 'query', kind: 'settings' })) as {
      readonly items?: SettingsView | undefined;
    };
    if (view.items === undefined) throw this.#noWindows();
    // JSON leaves out what is undefined.
    return { ...view.items.stored, bootmode: view.items.stored.bootmode };
  }

  async changeSettings(change: Partial<DriverSettings>): Promise<void> {
    const answer = await this.#command({ kind: 'set-config', change } as CommandBody);
    if (!answer.ok) throw new NetshProblem(answer.error.message, answer.error.advice);
  }

  applyDynamic(command: DynamicCommand): Promise<Answered> {
    return this.#command({ kind: 'dynamic', command: withSecrets(command) } as CommandBody);
  }

  deleteSas(): Promise<Answered> {
    return this.#command({ kind: 'down' });
  }

  service(change: 'start' | 'stop'): Promise<Answered> {
    return this.#command({ kind: 'service', do: change });
  }

  async inForce(secrets: boolean): Promise<InForce> {
    const json = await this.#ask({ do: 'policy-in-force', secrets });
    const { active, environment } = inForceSchema.parse(json);
    return { active, expansion: expand(active, environment) };
  }

  async live(): Promise<LiveViews> {
    const { items: statistics } = await this.#client.query('statistics');
    return {
      mainModeSas: await this.#client.queryAll('main-mode-sas'),
      quickModeSas: await this.#client.queryAll('quick-mode-sas'),
      softSas: await this.#client.queryAll('soft-sas'),
      statistics,
      now: (await this.#client.describe()).now,
    };
  }

  async assignedByDirectory(): Promise<AssignedByDirectory | undefined> {
    const assignment = (await this.#ask({ do: 'policy-assignment' })) as Assignment | null;
    if (assignment === null) return undefined;
    return { gpo: assignment.gpo, policy: assignment.policy, domain: undefined };
  }

  async #command(command: CommandBody): Promise<Answered> {
    try {
      const value = await this.#client.command(command);
      return { ok: true, remarks: 'remarks' in value ? value.remarks : [] };
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      const { windowsError: code } = error;
      return { ok: false, error: { code, message: sentence(error.message), advice: '' } };
    }
  }

  async #ask(request: RequestBody): Promise<unknown> {
    try {
      return await this.#client.request(request);
    } catch (error) {
      if (error instanceof RequestFailed) throw new NetshProblem(sentence(error.message), '');
      throw error;
    }
  }

  #noWindows(): NetshProblem {
    return new NetshProblem(
      `${this.computer} has no Windows policy.`,
      'A windows: section in its file gives it that.',
    );
  }
}

function sentence(text: string): string {
  const begun = `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
