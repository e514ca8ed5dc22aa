// What a run ends with: a response held back or as far as it goes, written down, and told where it is news.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingChange } from '../../model/finding.ts';
import type { Response } from '../../model/response.ts';
import type { Held } from '../guardrails/guardrails.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { newsIn } from '../journal/news.ts';
import { responseOf } from '../journal/outcome.ts';
import { planIfThere } from '../journal/plans.ts';
import type { Progress } from '../journal/progress.ts';
import { type Decisions, isoNow } from './ports.ts';
import { changeKey } from './triggers.ts';

export interface Responded {
  /** `<finding>-<occurrence>`, and `.2` … where an earlier plan for it was refused or ran out. */
  readonly id: string;
  readonly response: Response;
}

/** Written down once for each change; what policy only observes is no response, and leaves no trace. */
export async function holdBack(
  change: FindingChange,
  id: string,
  held: Held,
  deps: Decisions,
): Promise<Responded | null> {
  const { finding } = change;
  if (held.by !== 'mode') {
    const key = changeKey(change);
    await advance(deps, finding.id, isoNow(deps), (journal) => {
      const known = journal.some(({ kind, detail }) => kind === 'held' && detail.change === key);
      return known
        ? null
        : {
            response: id,
            kind: 'held',
            detail: { ...held, change: key, policy: deps.policy.hash, policyVersion: deps.policy.version },
          };
    });
    await tellNews(finding.id, deps);
  }
  return heldResponse(finding, id, held);
}

export function heldResponse(finding: Finding, id: string, held: Held): Responded | null {
  if (finding.response === null) return null;
  const { by, reason } = held;
  const base = { finding: finding.id, ...finding.response, calls: [] };
  return { id, response: { ...base, outcome: 'held', heldBy: by, reason: `held back: ${reason}` } };
}

/** The response as it stands, with people told of what is news. */
export async function reportResponse(
  finding: Finding,
  progress: Progress,
  deps: Decisions,
): Promise<Responded | null> {
  await tellNews(finding.id, deps);
  const plan = await planIfThere(deps, progress);
  const response = responseOf(finding, progress, plan?.calls ?? []);
  return response && { id: progress.response, response };
}

/** Tells what is not yet written down as told: at least once of each. */
export async function tellNews(finding: string, deps: Decisions): Promise<void> {
  const news = newsIn(finding, await readJournal(deps.store, finding));
  for (const { seq, ...notice } of news) {
    await deps.tell(notice);
    await advance(deps, finding, isoNow(deps), (journal) => {
      const known = journal.some(({ kind, detail }) => kind === 'told' && detail.of === seq);
      return known
        ? null
        : { response: notice.response ?? '', kind: 'told', detail: { of: seq, what: notice.kind } };
    });
  }
}
