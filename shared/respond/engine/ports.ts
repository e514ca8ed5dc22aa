// What the engine is given: the ports to AWS, to the record and to people, and how patient it is.
import type { AwsApi } from '../../gather/api.ts';
import type { FactFailure } from '../../model/facts.ts';
import type { Finding } from '../../model/finding.ts';
import type { Json } from '../../model/json.ts';
import type { PlannedCall, ResponseAction } from '../../model/response.ts';
import type { Policy } from '../../policy/policy.ts';
import type { View } from '../../record/finding.ts';
import type { RecordStore } from '../../record/store.ts';
import type { OutsideSwitch } from '../guardrails/outside-switch.ts';
import type { Sealer } from '../journal/sealer.ts';
import type { Action, ActionContext, Kept, Prepared } from '../planning/action.ts';

/** Where a piece of state is not as kept. */
export interface Difference {
  readonly what: string;
  readonly kept: Json;
  readonly found: Json;
}

export type Compared =
  | { readonly ok: true; readonly differences: readonly Difference[] }
  | { readonly ok: false; readonly code: FactFailure; readonly reason: string };

/** Reads kept state again, in the account and region of the plan. Never throws for what AWS answers. */
export type Compare = (
  kept: readonly Kept[],
  place: Pick<Prepared, 'account' | 'region'>,
  api: AwsApi,
) => Promise<Compared>;

/** What people must hear of. */
export interface Notice {
  readonly kind: 'held' | 'approval-wanted' | 'brake' | 'done' | 'failed' | 'refused' | 'undone' | 'decided';
  readonly finding: string;
  readonly response: string | null;
  readonly text: string;
}

export interface Patience {
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

export interface EngineParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
  /** Sends the calls, each as often as it is called. Never throws. */
  readonly api: AwsApi;
  /** Reads the platform, and asks again by itself where that may help. Never throws. */
  readonly reads: AwsApi;
  /** Null: there is no such action (yet). */
  readonly actionOf: (name: ResponseAction) => Action | null;
  /** What the policy now says about a finding: the action that its control proposes, and the mode; null: nothing is to be done. */
  readonly responseTo: (finding: Finding) => Promise<Finding['response']>;
  /** What actions ask beside AWS: would a revision pass, how was it formerly. */
  readonly contextFor: (finding: Finding) => Promise<ActionContext>;
  readonly compare: Compare;
  /** Does an answer with this failure say that the call took effect before? */
  readonly tookEffect: (call: PlannedCall, code: FactFailure) => boolean;
  readonly sealer: Sealer;
  /** Read before every call, beside the record's own switch; left out: there is none. */
  readonly outside?: OutsideSwitch;
  /** Counts, and says, that something leading to action was found that nobody entitled wrote; left out: nobody counts. */
  readonly distrust?: (finding: string, why: string) => void;
  /** Told at least once of each; a failure to tell rejects, and is made up for when the event comes again. */
  readonly tell: (notice: Notice) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A name that no other run has. */
  readonly runId: string;
  /** ARNs of Seawall's own roles, whole and without path. */
  readonly own: readonly string[];
  readonly patience: Patience;
}

/** Somebody else is at work on it, or AWS is too busy: the same event must come again later. */
export class ComeAgain extends Error {
  override readonly name = 'ComeAgain';
}

export function isoNow({ now }: Pick<EngineParts, 'now'>): string {
  return new Date(now()).toISOString();
}
