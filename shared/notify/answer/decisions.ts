// What a decision does once it is allowed: acknowledgements and waivers go to the record, the rest to whoever responds.
import type { Finding } from '../../model/finding.ts';
import type { StepContext } from '../../record/lifecycle.ts';
import { recordDecision } from '../../record/record.ts';
import type { RecordStore } from '../../record/store.ts';
import type { DecisionKind } from '../decision-kind.ts';

export interface Deciding {
  readonly finding: Finding;
  /** The Slack user who pressed, and those of the policy's approver groups that he belongs to. */
  readonly user: string;
  readonly groups: readonly string[];
  /** Who: `slack:U012AB3CD (kim@acme.test)`, with whoever agreed before. */
  readonly by: string;
  /** ISO time. */
  readonly now: string;
  readonly reason: string | null;
  /** Of a waiver: the date. */
  readonly until: string | null;
}

/** `done` false: it had no effect, and the words say why. */
export interface DecisionAnswer {
  readonly done: boolean;
  readonly words: string;
}

export type Decide = (deciding: Deciding) => Promise<DecisionAnswer>;

/** What can be decided in this deployment: a decision that is absent has no button. */
export type Decisions = Partial<Readonly<Record<DecisionKind, Decide>>>;

/** Acknowledge and waive, by the record. */
export function recordedDecisions(
  store: RecordStore,
  view: Omit<StepContext, 'now' | 'replayed'>,
): Decisions {
  const contextAt = (now: string): StepContext => ({ ...view, now, replayed: false });
  return {
    async acknowledge({ finding, by, now, reason }) {
      const { effect } = await recordDecision(
        store,
        finding.id,
        { kind: 'acknowledge', by, reason },
        contextAt(now),
      );
      return {
        done: effect,
        words: effect ? 'Acknowledged.' : 'It is resolved: there is nothing to acknowledge.',
      };
    },
    async waive({ finding, by, now, reason, until }) {
      const decision = { kind: 'waive', by, reason: reason ?? '', until: until ?? now } as const;
      const { effect } = await recordDecision(store, finding.id, decision, contextAt(now));
      return {
        done: effect,
        words: effect ? `Waived until ${until}.` : 'That day is over: nothing was waived.',
      };
    },
  };
}
