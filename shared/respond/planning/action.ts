// What an action is: it prepares a plan as plain data; sending, undoing and writing it down are the same for all.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi } from '../../gather/api.ts';
import type { Finding } from '../../model/finding.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { PlannedCall, ResponseAction } from '../../model/response.ts';
import type { LastResort } from '../../policy/policy.ts';
import type { GatheredEvidence } from '../evidence/evidence.ts';
import type { Sources } from '../evidence/sources.ts';

/** A read that shows state. */
export interface KeptRead extends PlannedCall {
  /** Where in the answer the parts are, by keys and places in lists: kept with the plan. Left out: state/views.ts has a row for the read. */
  readonly at?: readonly string[];
}

/** A piece of state as it was before, and the read that shows it: what undo restores and what is compared before it does. */
export interface Kept {
  /** What it is, for people: `trust policy of role deploy`. */
  readonly what: string;
  readonly read: KeptRead;
  /** The parts of the answer that the action changes, by name (state/views.ts); policies as documents, so that spelling does not count. */
  readonly state: Json;
}

/** A plan frozen as data: it can be shown, approved by somebody hours later, resumed after a crash, and undone. */
export interface Prepared {
  readonly words: string;
  /** Account and region that every call goes to. */
  readonly account: string | null;
  readonly region: string | null;
  /**
   * Exactly what will be sent, in this order. Sending one of them twice must do no harm: it changes nothing more, though it may
   * be answered with an error (a policy detached twice is not found). An error after which `after` holds is thus no failure.
   */
  readonly calls: readonly PlannedCall[];
  readonly before: readonly Kept[];
  /** How the same state must look once the calls took effect: verification, and later "is it still as we left it". */
  readonly after: readonly Kept[];
  /** What restores `before`, in this order; empty: cannot be undone. */
  readonly undo: readonly PlannedCall[];
  /** What is sent where people deny it and something waits for an answer either way; absent: nothing. */
  readonly ifDenied?: Pick<Prepared, 'words' | 'calls' | 'before' | 'after'>;
  /** ISO time after which it has no effect any more, and is taken away; absent: it stays. */
  readonly runsOut?: string;
  /** Why people must decide even where the policy enforces; absent: they need not. */
  readonly askFirst?: string;
}

/** What an action asks of whoever runs it rather than of AWS. */
export interface ActionContext {
  /**
   * Would what runs of this ECS task definition (`taskDefinition` as DescribeTaskDefinition answers it), or of this Kubernetes
   * object, pass the finding's control, and fail no other at its severity? Without it nothing counts as good, so nothing is rolled
   * back.
   */
  readonly passes?: (definition: JsonObject) => Promise<boolean>;
  /** What that read showed (`Kept.state`) before the change that is judged; null: nobody kept it. */
  readonly formerly?: (read: PlannedCall) => Promise<JsonObject | null>;
  /** Policy `respond.last-resort`; default `approve`. */
  readonly lastResort?: LastResort;
  /** Policy `respond.revoke`; default `session`. */
  readonly revoke?: 'session' | 'role';
  /** Milliseconds since 1970; left out: this machine's clock. */
  readonly now?: () => number;
}

export type Preparation =
  | { readonly ok: true; readonly prepared: Prepared }
  /** The world is not as judged any more, or the action may not touch it: nothing is sent. */
  | {
      readonly ok: false;
      readonly heldBy: 'changed-since' | 'protected' | 'guard-error';
      readonly reason: string;
    };

export interface EvidenceGathering {
  /** IAM actions, and operations of Kubernetes, that it needs beside those of the plan. Those on logs are sent in sessions of their own. */
  readonly permissions: readonly string[];
  /** Whether these calls end anything: what goes on can be looked at later. */
  readonly isNeeded: (calls: readonly PlannedCall[]) => boolean;
  /** Fills `evidence` with what the calls are about to end; what does not answer is noted there. */
  readonly gather: (
    finding: Finding,
    calls: readonly PlannedCall[],
    sources: Sources,
    evidence: GatheredEvidence,
  ) => Promise<void>;
}

export interface Action {
  readonly name: ResponseAction;
  /** IAM actions that preparing, sending, verifying and undoing need. */
  readonly permissions: readonly string[];
  /** How it can be undone, in words; null: it cannot. */
  readonly reversible: string | null;
  /** Whether its plans have an end, at which they are taken away; left out: they have none. */
  readonly runsOut?: boolean;
  readonly limits: string;
  /** What it destroys is looked at and kept before; left out: it destroys nothing that could be kept. */
  readonly evidence?: EvidenceGathering;
  /** Reads what is there now and plans the smallest change. Never writes; never throws for what AWS answers. */
  readonly prepare: (finding: Finding, api: AwsApi, context?: ActionContext) => Promise<Preparation>;
}
