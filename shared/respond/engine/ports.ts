// What the engine is given, in two halves: what decisions rest on, and the way to the platform; and how patient it is.
// SPDX-License-Identifier: Apache-2.0
import type { View } from '../../findings/finding.ts';
import type { RecordStore } from '../../findings/store.ts';
import type { AwsApi } from '../../gather/api.ts';
import type { FactFailure } from '../../model/facts.ts';
import type { Finding } from '../../model/finding.ts';
import type { PlannedCall, ResponseAction } from '../../model/response.ts';
import type { Policy } from '../../policy/policy.ts';
import type { OwnRoles } from '../../policy/protected.ts';
import type { EvidenceKeeper } from '../evidence/keeper.ts';
import type { OutsideSwitch } from '../guardrails/outside-switch.ts';
import type { JournalNotice } from '../journal/news.ts';
import type { Sealer } from '../journal/sealer.ts';
import type { Action, ActionContext, Prepared } from '../planning/action.ts';
import type { Compare } from '../state/compare.ts';

interface Patience {
  /** Milliseconds that one call may take: nobody else sends it meanwhile. */
  readonly callFor: number;
  /** Sendings of one call by one run, and by all. */
  readonly attempts: number;
  readonly attemptsInAll: number;
  /** Looks at most before an effect counts as missing. */
  readonly looks: number;
  /** Milliseconds before the second try or look; doubles with each. */
  readonly firstDelay: number;
}

export const usualPatience: Patience = {
  callFor: 45_000,
  attempts: 4,
  attemptsInAll: 12,
  looks: 7,
  firstDelay: 1000,
};

/** What decisions rest on: policy, record and journal, who must hear, and the time. Whoever has only this can send nothing. */
export interface Decisions {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
  /** What the policy now says about a finding: the action that its control proposes, and the mode; null: nothing is to be done. */
  readonly responseTo: (finding: Finding) => Promise<Finding['response']>;
  readonly sealer: Sealer;
  /** Read before every call, beside the record's own switch; left out: there is none. */
  readonly outside?: OutsideSwitch;
  /** Counts, and says, that something leading to action was found that nobody entitled wrote; left out: nobody counts. */
  readonly distrust?: (finding: string, why: string) => void;
  /** Told at least once of each; a failure to tell rejects, and is made up for when the event comes again. */
  readonly tell: (notice: JournalNotice) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly own: OwnRoles;
}

/** Calls that belong together, and where they go: all that a session is needed for. */
export type Errand = Pick<Prepared, 'account' | 'region' | 'calls'>;

/** The way to the platform. */
export interface ResponsePlatform {
  /** Reads, and asks again by itself where that may help. Can change nothing. Never throws. */
  readonly reads: AwsApi;
  /** A session that may send these calls and, as far as the platform can tell them apart, no others. Sends each as often as it is called; never throws. */
  readonly sessionFor: (errand: Errand) => AwsApi;
  /** Null: there is no such action (yet). */
  readonly actionOf: (name: ResponseAction) => Action | null;
  /** What actions ask beside AWS: would a revision pass, how was it before. */
  readonly contextFor: (finding: Finding) => Promise<ActionContext>;
  readonly compare: Compare;
  /** Where evidence is kept; left out: nowhere. */
  readonly evidence?: EvidenceKeeper;
  /** Does an answer with this failure say that the call took effect before? */
  readonly tookEffect: (call: PlannedCall, code: FactFailure) => boolean;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly patience: Patience;
  /** A name that no other run has. */
  readonly runId: string;
}

/** Everything that a response takes from a finding to its end. */
export type Engine = Decisions & ResponsePlatform;

/** Somebody else is at work on it, or AWS is too busy: the same event must come again later. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}

export function isoNow({ now }: Pick<Decisions, 'now'>): string {
  return new Date(now()).toISOString();
}
