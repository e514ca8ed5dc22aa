// Looks a finding up as a message shows it: the row as it is now, its history, the control's texts, the response.
// SPDX-License-Identifier: Apache-2.0

import { findingOf, type View } from '../../findings/finding.ts';
import { historyOf } from '../../findings/record.ts';
import type { HistoryEntry, Row } from '../../findings/row.ts';
import type { RecordStore } from '../../findings/store.ts';
import type { Finding, FindingChange } from '../../model/finding.ts';
import type { Response } from '../../model/response.ts';
import { compareTimes } from '../../model/time.ts';
import type { DecisionKind } from '../../people/decision-kind.ts';
import { lastingUnknown } from '../quiet.ts';
import type { Counted } from '../slack/digest.ts';
import type { DecidedResponse, Shown, ShownPlan } from '../slack/shown.ts';
import type { ThreadStep } from '../slack/thread.ts';
import { blindnessOf } from './blindness.ts';

export interface ControlTexts {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

export interface Showing {
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
  readonly texts: (control: string) => ControlTexts;
  /** What Seawall did, would do, or asks about; null: nothing. */
  readonly responseOf: (finding: Finding) => Promise<Response | null>;
  /** Decisions about responses that were taken (approved, denied, undone), and what one of two asked for, from the journal. */
  readonly answersOf?: (finding: Finding) => Promise<readonly DecidedResponse[]>;
  /** The plan of that response; default: there is none. */
  readonly planOf?: (finding: Finding) => Promise<ShownPlan | null>;
  /** What was decided and done about it, each step once and in order; the list only grows. */
  readonly stepsOf?: (finding: Finding) => Promise<readonly ThreadStep[]>;
  /** Milliseconds for which `unknown` is not worth telling. */
  readonly unknownAlarm: number;
  /** Decisions that people can take here. */
  readonly open: readonly DecisionKind[];
}

/** A finding as shown, and for the thread its whole history and all that was done about it. */
export interface Looked {
  readonly shown: Shown;
  readonly history: readonly HistoryEntry[];
  readonly steps: readonly ThreadStep[];
}

/** Null where the record does not hold the finding (any more). */
export async function lookUp(showing: Showing, id: string, now: string): Promise<Looked | null> {
  const { store, view } = showing;
  const row = await store.get(id);
  const finding = row === null ? null : findingOf(row, { ...view, now });
  if (row === null || finding === null) return null;
  const history = await historyOf(store, id);
  const response = await showing.responseOf(finding);
  const answers = (await showing.answersOf?.(finding)) ?? [];
  const decided = [...decidedOf(row, finding), ...answers].toSorted((a, b) => compareTimes(a.at, b.at));
  const plan = (await showing.planOf?.(finding)) ?? null;
  const last = history.at(-1);
  const shown: Shown = {
    ...showing.texts(finding.control),
    ...{ finding, response, plan, decided, open: showing.open },
    type: last?.type ?? 'opened',
    repeats: history.filter(isRepeat).length,
    replayed: last?.replayed ?? false,
    unknown: lastingUnknown(await sinceWhen(store, finding), now, showing.unknownAlarm),
  };
  return { shown, history, steps: (await showing.stepsOf?.(finding)) ?? [] };
}

/** Seen again with other evidence; a response that begins or ends changes the finding too, and is no repeat. */
function isRepeat({ type, eventId }: HistoryEntry): boolean {
  return type === 'updated' && !/^(?:end-)?remediat/.test(eventId);
}

/** The finding with its unknown as old as the whole stretch of blindness. */
async function sinceWhen(store: RecordStore, finding: Finding): Promise<Pick<Finding, 'unknown'>> {
  const { unknown } = finding;
  if (unknown === null) return { unknown };
  return { unknown: { ...unknown, asOf: (await blindnessOf(store, finding))?.since ?? unknown.asOf } };
}

function decidedOf({ decided: { acknowledged, waived } }: Row, { status }: Finding): DecidedResponse[] {
  const decided: DecidedResponse[] = [];
  if (acknowledged !== null && (status === 'acknowledged' || status === 'resolved'))
    decided.push({ kind: 'acknowledged', ...acknowledged, until: null });
  if (waived !== null && status === 'waived') decided.push({ kind: 'waived', ...waived });
  return decided;
}

export function countedOf({ id, control, severity, status, subject }: Finding): Counted {
  return {
    finding: id,
    control,
    severity,
    status,
    account: subject.account,
    subject: subject.name.slice(0, 200),
  };
}

/** The finding as the record holds it now; as the change told it where the record does not. */
export async function freshFinding(
  { store, view }: Pick<Showing, 'store' | 'view'>,
  { finding }: FindingChange,
  now: string,
): Promise<Finding> {
  const row = await store.get(finding.id);
  return (row === null ? null : findingOf(row, { ...view, now })) ?? finding;
}
