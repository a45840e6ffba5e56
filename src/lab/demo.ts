/** The demo: two peers agree and talk, an attacker fails, two others disagree and say why. */

import type { HostEvent } from '../host/events.ts';
import { EdgeError } from '../net/errors.ts';
import { forcedNat, goodBye, negotiate, traffic } from './demo-agree.ts';
import { attack } from './demo-attack.ts';
import { agreeingMembers, disagreeingMembers } from './demo-hosts.ts';
import { type DemoAuth, demoMethod } from './demo-method.ts';
import { explainMismatch } from './demo-mismatch.ts';
import { showEvidence, showSas, showStart, showStatistics } from './demo-show.ts';
import { EVIDENCE, Evidence } from './evidence.ts';
import type { LiveLadder } from './live-ladder.ts';
import type { Page } from './page.ts';
import type { SelfCommand } from './peer-child.ts';
import { type GroupMember, PeerGroup } from './peer-group.ts';
import type { Stage } from './stage.ts';

export interface DemoOptions {
  readonly self: SelfCommand;
  readonly page: Page;
  /** The folder of the evidence; a fresh temporary one unless said. */
  readonly out: string | undefined;
  /** What the peers prove themselves with. */
  readonly auth: DemoAuth;
}

/** A demo that can be ended at any moment. */
export class Demo {
  readonly #options: DemoOptions;
  readonly #closers: (() => Promise<void> | void)[] = [];
  readonly #groups: PeerGroup[] = [];
  #ladder: LiveLadder | undefined;
  #evidence: Evidence | undefined;

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  /** Plays the whole demo. Throws an EdgeError where something is not as it should be. */
  async run(): Promise<void> {
    const { page, out, auth } = this.#options;
    const evidence = new Evidence(out);
    this.#evidence = evidence;
    const startedAt = performance.now();
    const method = await demoMethod(auth);
    evidence.write(method.files);
    page.title('ESPIAL', 'two IPsec hosts, two processes, real UDP on 127.0.0.1, no root needed');
    const capture = ['--capture', evidence.path(EVIDENCE.good), '--keylog', evidence.folder];
    const group = await this.#start(agreeingMembers(method, capture), evidence.folder);
    const stage = this.#stage(page, evidence, group);
    showStart(stage);
    await negotiate(stage, method);
    // Processes take a moment to start: these do while the others are on stage.
    const disagreeing = this.#start(disagreeingMembers(method), undefined, method.files);
    disagreeing.catch(() => {});
    await traffic(stage);
    await forcedNat(stage);
    await attack(stage);
    await showSas(stage);
    await showStatistics(stage);
    await goodBye(stage);
    await explainMismatch(this.#stage(page, evidence, await disagreeing), method);
    await this.close();
    showEvidence(page, evidence, method, performance.now() - startedAt);
  }

  /** Ends every process, whatever happened. */
  async close(): Promise<void> {
    this.#ladder?.end();
    await Promise.all(this.#closers.splice(0).map((close) => close()));
  }

  /** Where captures and keys go, once there is a place. */
  get evidence(): Evidence | undefined {
    return this.#evidence;
  }

  /** Why it failed, if a process ended by itself. */
  get trouble(): EdgeError | undefined {
    const words = this.#groups.map((group) => group.trouble).find((text) => text !== undefined);
    return words === undefined ? undefined : new EdgeError('control-failed', words);
  }

  #stage(page: Page, evidence: Evidence, group: PeerGroup): Stage {
    return {
      page,
      evidence,
      group,
      watch: (ladder) => {
        this.#ladder?.end();
        this.#ladder = ladder;
      },
    };
  }

  async #start(
    members: readonly GroupMember[],
    folder: string | undefined,
    files?: ReadonlyMap<string, Uint8Array>,
  ): Promise<PeerGroup> {
    const starting = PeerGroup.start({
      self: this.#options.self,
      members,
      ...(folder === undefined ? {} : { folder }),
      ...(files === undefined ? {} : { files }),
      onEvent: (event: HostEvent) => this.#ladder?.note(event),
    });
    this.#closers.push(() =>
      starting.then(
        (group) => group.close(),
        () => {},
      ),
    );
    const group = await starting;
    this.#groups.push(group);
    return group;
  }
}
