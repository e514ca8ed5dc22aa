// Responses on a record of one's own, without AWS: the real engine, guardrails and journal, over an account that is only remembered.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../../shared/findings/store.ts';
import type { ApiAnswer, AwsApi } from '../../shared/gather/api.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { ResponseAction } from '../../shared/model/response.ts';
import { responseUnder } from '../../shared/policy/response-under.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { actionFor, planOf } from '../../shared/respond/actions/index.ts';
import { caseOf } from '../../shared/respond/decisions/case.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import type { Decisions, ResponsePlatform } from '../../shared/respond/engine/ports.ts';
import { usualPatience } from '../../shared/respond/engine/ports.ts';
import type { JournalEntry } from '../../shared/respond/journal/entry.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { planIfThere } from '../../shared/respond/journal/plans.ts';
import { responsesIn } from '../../shared/respond/journal/progress.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import type { Action, Kept, Prepared } from '../../shared/respond/planning/action.ts';
import type { Difference } from '../../shared/respond/state/compare.ts';
import type { Run } from '../program/run.ts';
import { UsageError } from '../terminal/exit.ts';
import { tell } from '../terminal/tell.ts';
import type { Desk } from './decide.ts';

/** The service that no AWS has: what names it was rehearsed. */
const service = 'rehearsal';
const holder = `${service}-`;
const [asFound, asLeft] = ['as it was found', 'as the response left it'];

/** Is it a plan that was made without looking at AWS? Such a one is never sent there. */
export function isRehearsed({ before }: Pick<Prepared, 'before'>): boolean {
  return before.some(({ read }) => read.service === service);
}

/** Is it an entry about a call that went to no AWS? */
export function isRehearsedCall({ detail }: Pick<JournalEntry, 'detail'>): boolean {
  return typeof detail.holder === 'string' && detail.holder.startsWith(holder);
}

/** Everything of the platform, remembered in the journal: a response that was sent has changed what it is about. */
export function rehearsalPlatform({ store, now }: Pick<Decisions, 'store' | 'now'>): ResponsePlatform {
  const answer = async (): Promise<ApiAnswer> => ({
    ok: true,
    output: {},
    asOf: new Date(now()).toISOString(),
  });
  const api: AwsApi = { call: answer };
  return {
    ...{ reads: api, sessionFor: () => api, actionOf: rehearsedAction },
    contextFor: async () => ({}),
    async compare(kept) {
      const differences: Difference[] = [];
      for (const { what, read, state } of kept) {
        const found = await stateOf(String(read.parameters.finding), store);
        if (found !== state) differences.push({ what, kept: state, found });
      }
      return { ok: true, differences };
    },
    ...{ tookEffect: () => false, sleep: async () => {}, patience: usualPatience },
    runId: `${holder}${crypto.randomUUID()}`,
  };
}

async function stateOf(finding: string, store: Decisions['store']): Promise<string> {
  const last = responsesIn(await readJournal(store, finding)).findLast(({ calls }) => calls.size > 0);
  if (last === undefined) return asFound;
  return [...last.undoCalls.values()].some(({ state }) => state === 'sent') ? asFound : asLeft;
}

function rehearsedAction(name: ResponseAction): Action | null {
  const action = actionFor(name);
  if (action === null) return null;
  const { permissions, reversible, limits } = action;
  return {
    ...{ name, permissions: [...permissions, `${service}:Restore`], reversible, limits },
    prepare: async (finding) => rehearsed(name, finding),
  };
}

function rehearsed(name: ResponseAction, finding: Finding): Awaited<ReturnType<Action['prepare']>> {
  const { words, calls, heldBy } = planOf(name, finding);
  if (heldBy !== undefined) return { ok: false, heldBy, reason: words };
  const parameters = { finding: finding.id };
  const kept = (state: string): Kept => ({
    what: finding.subject.name,
    read: { service, operation: 'Look', parameters },
    state,
  });
  const { account, region } = finding.subject;
  return {
    ok: true,
    prepared: {
      // In all that is said of it later, so that nobody takes it for done.
      words: `rehearsed: ${words}`,
      ...{ account, region, calls, before: [kept(asFound)], after: [kept(asLeft)] },
      undo: [{ service, operation: 'Restore', parameters }],
    },
  };
}

/** Has the engine ask people for what the forecast says would wait for them. Errors: StoreError. */
export async function askInRehearsal(
  changes: readonly FindingChange[],
  store: RecordStore,
  { policy, controls, now: at }: Pick<Run, 'policy' | 'controls' | 'now'>,
): Promise<void> {
  const now = () => Date.parse(at);
  const decisions: Decisions = {
    ...{
      policy,
      store,
      now,
      view: viewOf(policy),
      sealer: plainSealer,
      own: () => false,
      tell: async () => {},
    },
    responseTo: async (finding) => responseUnder(policy, controls, finding),
  };
  const engine = { ...decisions, ...rehearsalPlatform({ store, now }) };
  for (const change of changes) await respond(change, engine);
}

/** The desk at which this response is decided on: with its own account where it was rehearsed. Throws UsageError for --live then. */
export async function deskFor(response: string, desk: Desk): Promise<Desk & { readonly rehearsed: boolean }> {
  const found = await caseOf(response, desk.parts);
  const plan = found === null ? null : await planIfThere(desk.parts, found.progress);
  if (plan === null || !isRehearsed(plan)) return { ...desk, rehearsed: false };
  if (desk.options.live === true)
    throw new UsageError(
      `response ${response} was rehearsed on this record: there is nothing to send to AWS, leave --live out`,
    );
  tell('rehearsed: nothing is sent to AWS, and the account is only remembered');
  return { ...desk, parts: { ...desk.parts, ...rehearsalPlatform(desk.parts) }, rehearsed: true };
}
