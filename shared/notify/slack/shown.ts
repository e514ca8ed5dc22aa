// What a message shows of one finding: the finding as it is now, the control's texts, what people decided, what was done.
// SPDX-License-Identifier: Apache-2.0
import type { ChangeType, Finding } from '../../model/finding.ts';
import type { DecisionKind } from '../../people/decision-kind.ts';
import type { Told } from '../text.ts';

/** Steps of a response that somebody answers for; an undo, by how far it has come. */
type DecidedStep =
  | 'half-approved'
  | 'approved'
  | 'denied'
  | 'undo-asked'
  | 'undo-refused'
  | 'undone'
  | 'undo-failed';

/** What one of two asked for, and waits for the other. */
export type Half = 'half-acknowledge' | 'half-waive' | 'half-undo' | 'half-deny';

/** The plan that a message shows, by what tells it from every other. */
export interface ShownPlan {
  readonly response: string;
  readonly hash: string;
  /** Whether it can be taken back, as far as it has come. */
  readonly undoable: boolean;
}

/** Somebody's decision as the record keeps it. */
export interface DecidedResponse {
  readonly kind: 'acknowledged' | 'waived' | DecidedStep | Half;
  /** `slack:U012AB3CD (kim@acme.test)`, an ARN, or a user name. */
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
  readonly until: string | null;
}

export interface Shown extends Told {
  readonly finding: Finding;
  /** The newest step in the finding's life. */
  readonly type: ChangeType;
  /** How often it was seen with other evidence than before. */
  readonly repeats: number;
  readonly decided: readonly DecidedResponse[];
  /** What is asked or was done; null: nothing was planned. */
  readonly plan: ShownPlan | null;
  /** From an archive replay: told, but nobody can decide on it. */
  readonly replayed: boolean;
  /** Why it could not be looked at of late, once that has lasted (policy `patience.unknown-alarm`); else null. */
  readonly unknown: string | null;
  /** Decisions that can be taken here: none where messages go through an incoming webhook. */
  readonly open: readonly DecisionKind[];
}
