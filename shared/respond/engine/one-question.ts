// One cause, one question: two findings whose responses come to the very same calls are asked about, and answered, once.
// SPDX-License-Identifier: Apache-2.0
import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendQuestion } from '../../findings/writes/questions.ts';
import type { Finding } from '../../model/finding.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { isBefore } from '../../model/time.ts';
import type { Held } from '../guardrails/guardrails.ts';
import { digest } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { type Phase, type Progress, progressOf } from '../journal/progress.ts';
import { isWithdrawn } from '../journal/standing.ts';
import type { Prepared } from '../planning/action.ts';
import { currentFinding } from './current.ts';
import { type Decisions, isoNow } from './ports.ts';
import { tellNews } from './reporting.ts';

const attempts = 50;
/** A run that claimed its calls and was stopped comes again by then: the queue hands its event out after twelve minutes. */
const claimedFor = 15 * 60_000;
/** Of claims that are older than these nobody is asked any more: the same calls are planned again where something comes back. */
const newestClaims = 20;

type Asked = Pick<Prepared, 'account' | 'region' | 'calls' | 'ifDenied'>;

/**
 * Claims the calls of a plan for a response; says why not where a response to another finding sends the same or asks about it, or where
 * people have just denied it there. Errors: StoreError.
 */
export async function claimQuestion(
  finding: Finding,
  response: string,
  plan: Asked,
  deps: Decisions,
): Promise<Held | null> {
  // What waits for an answer either way is let go by a denial: each finding that refuses it is asked about.
  if (plan.calls.length === 0 || plan.ifDenied !== undefined) return null;
  const log = questionLog(plan);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const claims = await deps.store.read(log);
    for (const claim of claims.slice(-newestClaims)) {
      const held = await findAnswer(claim, finding, deps);
      if (held !== null) return held;
    }
    if (claims.some((claim) => claim.response === response)) return null;
    const entry = { finding: finding.id, response, at: isoNow(deps) };
    if (await appendQuestion(deps.store, log, claims.length + 1, entry)) return null;
  }
  throw new StoreError('conflict', 'the same calls are planned by too many at once; try again later');
}

function questionLog({ account, region, calls }: Asked): `question/${string}` {
  return `question/${digest({ account, region, calls: calls.map((call) => ({ ...call })) })}`;
}

const open: Partial<Readonly<Record<Phase, string>>> = {
  planned: 'is being done',
  'awaiting-approval': 'is asked',
  approved: 'is being done',
  acting: 'is being done',
};

async function findAnswer(
  { finding, response, at }: JsonObject,
  own: Finding,
  deps: Decisions,
): Promise<Held | null> {
  const { store, policy, now } = deps;
  const [other, named, claimed] = [stringOf(finding), stringOf(response), stringOf(at)];
  if (other === null || named === null || claimed === null || other === own.id) return null;
  const progress = progressOf(await readJournal(store, other), named);
  const { phase } = progress;
  // A question does not hold back what the policy has done without asking.
  if (phase === 'awaiting-approval' && own.response?.mode === 'enforce') return null;
  if (phase === 'awaiting-approval' && (await isOver(other, progress, deps))) return null;
  const since = (milliseconds: number) => new Date(now() - milliseconds).toISOString();
  const control = await controlOf(other, store);
  const same = `about one cause: the same ${open[phase] ?? 'was denied'} for ${control} (finding ${other})`;
  if (open[phase] !== undefined) return { by: 'idempotent', reason: same };
  const fresh = phase === 'denied' && !isBefore(claimed, since(policy.respond.approvalExpiresMs));
  if (fresh) return { by: 'idempotent', reason: same };
  if (phase !== 'none' || isBefore(claimed, since(claimedFor))) return null;
  return {
    by: 'idempotent',
    reason: `about one cause: the same is planned for ${control} (finding ${other})`,
  };
}

/** A question about what is resolved is answered by nobody. */
async function isOver(other: string, progress: Progress, deps: Decisions): Promise<boolean> {
  const finding = await currentFinding(other, deps, true);
  return finding === null || isWithdrawn(progress, finding);
}

/** Once the calls took effect, nobody need be asked about them elsewhere. */
export async function withdrawOthers(
  finding: string,
  response: string,
  plan: Asked,
  deps: Decisions,
): Promise<void> {
  for (const claim of (await deps.store.read(questionLog(plan))).slice(-newestClaims)) {
    const [other, named] = [stringOf(claim.finding), stringOf(claim.response)];
    if (other === null || named === null || named === response) continue;
    const reason = `about one cause: the same was done for ${await controlOf(finding, deps.store)} (finding ${finding})`;
    const { written } = await advance(deps, other, isoNow(deps), (journal) =>
      progressOf(journal, named).phase === 'awaiting-approval'
        ? { response: named, kind: 'refused', detail: { by: 'idempotent', reason } }
        : null,
    );
    if (written !== null) await tellNews(other, deps);
  }
}

async function controlOf(finding: string, store: RecordStore): Promise<string> {
  return (await store.get(finding))?.control ?? 'another finding';
}
