// A small platform for the engine's tests: things with a value, an action that puts them right, and ways to fail.

import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { type ApiAnswer, type ApiRequest, type AwsApi, failure } from '../../shared/gather/api.ts';
import type { FindingActor } from '../../shared/model/actor.ts';
import type { FactFailure } from '../../shared/model/facts.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { ResponseMode } from '../../shared/model/response.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { awsPerson } from '../../shared/people/person.ts';
import { type Engine, usualPatience } from '../../shared/respond/engine/ports.ts';
import type { JournalNotice } from '../../shared/respond/journal/news.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import type { Action, Kept, Prepared } from '../../shared/respond/planning/action.ts';
import type { Compare } from '../../shared/respond/state/compare.ts';
import { context, looked, service } from '../findings/fixtures.ts';
import { policyFrom } from '../support/judging.ts';

export const start = Date.parse('2026-03-01T13:00:00.000Z');

export interface World {
  readonly api: AwsApi;
  readonly values: Map<string, string>;
  /** Every change that took effect, in order: `web=good`. */
  readonly effects: string[];
  readonly requests: ApiRequest[];
  /** Answers for the next Set calls instead of doing it; `lost` does it and then times out. */
  readonly trouble: (FactFailure | 'lost')[];
  /** The same for the next Get calls. */
  readonly readTrouble: FactFailure[];
}

export function worldOf(values: Readonly<Record<string, string>> = { web: 'bad' }): World {
  const world = {
    values: new Map(Object.entries(values)),
    ...{ effects: [] as string[], requests: [] as ApiRequest[] },
    ...{ trouble: [] as (FactFailure | 'lost')[], readTrouble: [] as FactFailure[] },
  };
  const set = ({ name, value }: JsonObject): ApiAnswer => {
    const problem = world.trouble.shift();
    if (problem !== undefined && problem !== 'lost') return failure(problem, `fake.Set: ${problem}`);
    if (world.values.get(String(name)) !== value) world.effects.push(`${name}=${value}`);
    world.values.set(String(name), String(value));
    if (problem === 'lost') return failure('timeout', 'fake.Set: the answer was lost');
    return { ok: true, output: {}, asOf: '', requestId: `request-${world.requests.length}` };
  };
  const get = ({ name }: JsonObject): ApiAnswer => {
    const problem = world.readTrouble.shift();
    if (problem !== undefined) return failure(problem, `fake.Get: ${problem}`);
    return { ok: true, output: { value: world.values.get(String(name)) ?? null }, asOf: '' };
  };
  const api: AwsApi = {
    async call(request) {
      world.requests.push(request);
      return request.operation === 'Set' ? set(request.input) : get(request.input);
    },
  };
  return { ...world, api };
}

const call = (operation: string, parameters: JsonObject) => ({ service: 'fake', operation, parameters });

function kept(name: string, value: string): Kept {
  return { what: name, read: call('Get', { name }), state: value };
}

/** Sets every thing of the world that is bad to good. */
export function mendingAction(change: Partial<Prepared> = {}): Action {
  return {
    name: 'stop-workload',
    permissions: ['fake:Get', 'fake:Set'],
    reversible: 'sets it back',
    limits: '',
    async prepare(_, api) {
      const names = ['web', 'job', 'cron'];
      const now: [string, string][] = [];
      for (const name of names) {
        const answer = await api.call({
          account: null,
          region: null,
          service: 'fake',
          operation: 'Get',
          input: { name },
        });
        if (!answer.ok) return { ok: false, heldBy: 'guard-error', reason: answer.reason };
        if (typeof answer.output.value === 'string') now.push([name, answer.output.value]);
      }
      const bad = now.filter(([, value]) => value !== 'good');
      if (bad.length === 0) return { ok: false, heldBy: 'changed-since', reason: 'nothing is bad any more' };
      const prepared: Prepared = {
        words: `mend ${bad.map(([name]) => name).join(', ')}`,
        ...{ account: '111122223333', region: 'eu-west-1' },
        calls: bad.map(([name]) => call('Set', { name, value: 'good' })),
        before: bad.map(([name, value]) => kept(name, value)),
        after: bad.map(([name]) => kept(name, 'good')),
        undo: bad.map(([name, value]) => call('Set', { name, value })),
        ...change,
      };
      return { ok: true, prepared };
    },
  };
}

export const compare: Compare = async (pieces, { account, region }, api) => {
  const differences = [];
  for (const { what, read, state } of pieces) {
    const answer = await api.call({ account, region, ...read, input: read.parameters });
    if (!answer.ok) return { ok: false, code: answer.code, reason: answer.reason };
    const found = answer.output.value ?? null;
    if (found !== state) differences.push({ what, kept: state, found });
  }
  return { ok: true, differences };
};

export interface Bench {
  readonly parts: Engine;
  readonly world: World;
  readonly store: RecordStore;
  readonly notices: JournalNotice[];
  /** Milliseconds since 1970; sleeping moves it on. */
  readonly clock: { now: number };
}

let runs = 0;

export function benchOf(
  change: Partial<Engine> & { readonly world?: World; readonly settings?: JsonObject } = {},
): Bench {
  const { world = worldOf(), settings = { mode: 'enforce' }, store = memoryStore(), ...rest } = change;
  const clock = { now: start };
  const notices: JournalNotice[] = [];
  const parts: Engine = {
    policy: policyFrom(settings),
    store,
    view: { quiet: context().quiet, waiver: () => null },
    ...{ sessionFor: () => world.api, reads: world.api },
    actionOf: (name) => (name === 'stop-workload' ? mendingAction() : null),
    contextFor: async () => ({}),
    responseTo: async ({ response }) => response,
    compare,
    tookEffect: () => false,
    sealer: plainSealer,
    async tell(notice) {
      notices.push(notice);
    },
    now: () => clock.now,
    async sleep(milliseconds) {
      clock.now += milliseconds;
    },
    runId: `run-${++runs}`,
    own: (arn: string) => arn === 'arn:aws:iam::111122223333:role/seawall-test-respond',
    patience: usualPatience,
    ...rest,
  };
  return { parts, world, store, notices, clock };
}

/** The same bench as another process sees it. */
export function anotherRun(parts: Engine, change: Partial<Engine> = {}): Engine {
  return { ...parts, runId: `run-${++runs}`, ...change };
}

export interface Seen {
  readonly mode?: ResponseMode;
  readonly identity?: string;
  readonly actor?: string | null;
  /** Minutes into the story. */
  readonly at?: number;
  readonly outcome?: 'fail' | 'pass';
  readonly instance?: string | null;
  readonly severity?: Severity;
  /** Who caused it, with all that the event tells; left out: as `actor` says. */
  readonly who?: FindingActor | null;
  readonly life?: 'state' | 'incident';
}

/** Takes a look into the record and gives the change that it told; null where it told none. */
export async function seen(store: RecordStore, look: Seen = {}, now = start): Promise<FindingChange | null> {
  const {
    mode = 'enforce',
    identity = service,
    actor = kim,
    at = 1,
    outcome = 'fail',
    instance = null,
    severity = 'critical',
    who = null,
    life = 'state',
  } = look;
  const response = outcome === 'fail' ? { action: 'stop-workload' as const, mode } : null;
  const cause = who === null ? { actor, who } : { actor: who.arn, session: who.session, who };
  const verdict = looked(outcome, at, { identity, ...cause, response, instance, severity, life });
  const view = context({ now: new Date(now).toISOString() });
  return (await record(store, lookOf(verdict), view)).changes[0] ?? null;
}

/** The change of a finding that just opened or came back. */
export async function broken(bench: Pick<Bench, 'store' | 'clock'>, look: Seen = {}): Promise<FindingChange> {
  const change = await seen(bench.store, look, bench.clock.now);
  if (change === null) throw new Error('the look changed nothing');
  return change;
}

/** Who causes what nobody else is said to have caused. */
export const kim = 'arn:aws:iam::111122223333:user/kim';
export const sam = awsPerson('arn:aws:iam::111122223333:user/sam');
export const lee = awsPerson('arn:aws:iam::111122223333:user/lee');

export function idOf(finding: Finding): string {
  return `${finding.id}-${finding.reopened}`;
}
