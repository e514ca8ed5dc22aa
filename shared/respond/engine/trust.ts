// The last check before a response is carried out: is everything that leads to it written by those who may, and still allowed?
// SPDX-License-Identifier: Apache-2.0
import { logIdOf } from '../../findings/former.ts';
import { StoreError } from '../../findings/store.ts';
import type { Finding } from '../../model/finding.ts';
import { type PlannedCall, type ResponseAction, responseActions } from '../../model/response.ts';
import { notEnough } from '../../people/two-people.ts';
import type { Held } from '../guardrails/guardrails.ts';
import { checkJournal } from '../journal/chain.ts';
import { digest, type EntryKind, type Journal, type JournalEntry } from '../journal/entry.ts';
import { isGenuine } from '../journal/entry-seal.ts';
import { readJournal } from '../journal/journal.ts';
import { peopleIn } from '../journal/people.ts';
import { planFor } from '../journal/plans.ts';
import { type Progress, progressOf } from '../journal/progress.ts';
import type { Prepared } from '../planning/action.ts';
import type { Decisions, Engine } from './ports.ts';
import { releaseIn } from './release.ts';

/** Why a response may not be carried out, whatever the journal says of it; null: it may. Errors: StoreError; the key's. */
export async function findDistrust(finding: Finding, progress: Progress, deps: Engine): Promise<Held | null> {
  const wrong = await findForgery(finding, progress, deps);
  if (wrong !== null) return { by: 'guard-error', reason: wrong };
  return disallowed(finding, await readJournal(deps.store, finding.id), progress, deps);
}

/** The same of taking a response back: what it did must be what was planned. Null: nothing is wrong. Errors: the same. */
export async function findForgery(
  finding: Finding,
  progress: Progress,
  deps: Engine,
): Promise<string | null> {
  const journal = await readJournal(deps.store, finding.id);
  const wrong =
    (await findForgeryIn(finding.id, journal, progress, deps)) ??
    (await findUnplanned(finding, journal, progress, deps));
  if (wrong !== null) deps.distrust?.(finding.id, wrong);
  return wrong;
}

const decisive: ReadonlySet<EntryKind> = new Set([
  'planned',
  'approval',
  'approved',
  'denied',
  'undo-requested',
]);

/** What in the journal nobody entitled has written. */
async function findForgeryIn(
  finding: string,
  journal: Journal,
  { response, follows }: Progress,
  { sealer, store }: Decisions,
): Promise<string | null> {
  const [problem] = checkJournal(await logIdOf(store, finding), journal, []).problems;
  if (problem !== undefined) return `the journal was changed (${problem}): nothing is sent`;
  const about = new Set([response, follows]);
  for (const entry of journal) {
    if (!about.has(entry.response) || !decisive.has(entry.kind) || (await isGenuine(entry, sealer))) continue;
    return `entry ${entry.seq} of the journal (${entry.kind}) bears no seal of the deployment’s key: nothing is sent`;
  }
  return null;
}

/** The plan must be the one that was frozen, of calls that its action makes; what follows a denial must be what the denied plan left to do. */
async function findUnplanned(
  finding: Finding,
  journal: Journal,
  progress: Progress,
  deps: Engine,
): Promise<string | null> {
  try {
    const { plan: own } = await planFor(deps, progress);
    const name = finding.response?.action ?? plannedAction(journal, progress);
    const foreign = foreignCall(name, own, deps);
    if (foreign !== null) return `${foreign} is no call of this response’s action: nothing is sent`;
    if (progress.follows === null) return null;
    const { plan } = await planFor(deps, progressOf(journal, progress.follows));
    const release = releaseIn(plan);
    const same = release !== null && digest(release) === progress.planHash;
    return same
      ? null
      : `response ${progress.response} is not what ${progress.follows} left to do: nothing is sent`;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'damaged') return error.message;
    throw error;
  }
}

/** Of what the policy has nothing more done about: as it was planned, so that it can still be taken back. */
function plannedAction(journal: Journal, { response }: Progress): ResponseAction | null {
  const action = of(journal, response, 'planned')[0]?.detail.action;
  return responseActions.find((one) => one === action) ?? null;
}

function foreignCall(
  name: ResponseAction | null,
  { calls, undo }: Prepared,
  { actionOf }: Engine,
): string | null {
  const permissions = (name === null ? null : actionOf(name))?.permissions ?? [];
  const asked = [...calls, ...undo].map(permissionOf);
  return asked.find((one) => !permissions.includes(one)) ?? null;
}

/** The IAM action, or operation of Kubernetes, that a call needs. */
function permissionOf({ service, operation }: PlannedCall): string {
  // The one service whose client is not called as its actions are (Service Authorization Reference).
  return `${service === 'application-auto-scaling' ? 'application-autoscaling' : service}:${operation}`;
}

function disallowed(
  finding: Finding,
  journal: Journal,
  { response, follows }: Progress,
  deps: Decisions,
): Held | null {
  if (follows !== null) {
    const reason = notAgreed('deny', of(journal, follows, 'denied'), finding, deps);
    return reason === null ? null : { by: 'guard-error', reason: `${follows} was not denied: ${reason}` };
  }
  const mode = finding.response?.mode ?? 'observe';
  if (mode === 'observe') return { by: 'mode', reason: 'the policy has nothing done about it by now' };
  const [planned] = of(journal, response, 'planned');
  if (mode === 'enforce' && planned?.detail.approval === null) return null;
  const approvals = [...of(journal, response, 'approval'), ...of(journal, response, 'approved')];
  const reason = notAgreed('approve', approvals, finding, deps);
  return reason === null ? null : { by: 'mode', reason: `it has to be approved, and ${reason}` };
}

function of(journal: Journal, response: string, kind: EntryKind): readonly JournalEntry[] {
  return journal.filter((entry) => entry.response === response && entry.kind === kind);
}

/** The rule once more, by the policy as it is now and by all who by now are known to have had a hand in the finding. */
function notAgreed(
  decision: 'approve' | 'deny',
  entries: readonly JournalEntry[],
  finding: Finding,
  { policy }: Decisions,
): string | null {
  const people = entries.flatMap((entry) => peopleIn(entry, policy));
  return notEnough(decision, people, finding, policy.respond);
}
