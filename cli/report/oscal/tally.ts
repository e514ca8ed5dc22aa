// What a run came to by control: whether each is satisfied, and what it risks where it is not.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import { type Severity, severityRank } from '../../../shared/model/severity.ts';
import type { Outcome, Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { referencesOf, referenceWords } from '../references.ts';
import { uuidOf } from '../uuid.ts';
import { counted } from '../words.ts';
import { origins } from './head.ts';
import { lineOf, propOf, tokenOf } from './words.ts';

export interface Tally {
  readonly counts: Record<Outcome | 'waived', number>;
  /** Of the worst fail; null: none fails. */
  severity: Severity | null;
  /** ISO time of the first end of the waivers; null: no fail is waived. */
  until: string | null;
  /** UUIDs of the observations. */
  readonly observations: string[];
}

export function emptyTally(): Tally {
  const counts = { pass: 0, fail: 0, waived: 0, unknown: 0, 'not-applicable': 0 };
  return { counts, severity: null, until: null, observations: [] };
}

export function count(tally: Tally, { outcome, severity }: Verdict, waiver: Waiver | null): void {
  tally.counts[outcome === 'fail' && waiver !== null ? 'waived' : outcome]++;
  if (outcome !== 'fail') return;
  if (tally.severity === null || severityRank(severity) > severityRank(tally.severity))
    tally.severity = severity;
  if (waiver !== null) tally.until = earliest(tally.until, waiver.expires);
}

function earliest(a: string | null, b: string): string {
  return a === null || Date.parse(b) < Date.parse(a) ? b : a;
}

type Tallies = ReadonlyMap<string, Tally>;
type Controls = ReadonlyMap<string, Control>;

/** `run`: what tells this run from others. */
export function findingsOf(tallies: Tallies, about: Controls, run: string): readonly object[] {
  return [...tallies].map(([id, tally]) => {
    const control = about.get(id);
    const links = control === undefined ? [] : referencesOf(control);
    return {
      uuid: uuidOf('finding', run, id),
      title: lineOf(control?.title ?? id),
      description: wordsOf(tally),
      props: [propOf('control', id)],
      ...(links.length === 0
        ? {}
        : {
            links: links.map((one) => ({
              ...{ href: one.standard.page(one.id), rel: 'reference', text: lineOf(referenceWords(one)) },
            })),
          }),
      origins,
      target: { type: 'objective-id', 'target-id': tokenOf(id), status: statusOf(tally) },
      ...related(tally),
      ...(tally.severity === null ? {} : { 'related-risks': [{ 'risk-uuid': riskOf(run, id) }] }),
    };
  });
}

function wordsOf({ counts: { pass, fail, waived, unknown } }: Tally): string {
  const all = [counted(fail, 'fail'), `${waived} waived`, `${unknown} unknown`, `${pass} pass`];
  return `${all.join(', ')}.`;
}

/** What is waived is accepted, not satisfied; what could not be judged is no pass. */
function statusOf({ counts: { fail, waived, unknown } }: Tally): object {
  if (fail + waived > 0) return { state: 'not-satisfied', reason: 'fail' };
  if (unknown > 0) return { state: 'not-satisfied', reason: 'other', remarks: 'It could not be judged.' };
  return { state: 'satisfied', reason: 'pass' };
}

function related({ observations }: Tally): object {
  return { 'related-observations': observations.map((uuid) => ({ 'observation-uuid': uuid })) };
}

function riskOf(run: string, control: string): string {
  return uuidOf('risk', run, control);
}

/** One for each control that fails: open, or accepted where waivers cover all of it. */
export function risksOf(tallies: Tallies, about: Controls, run: string): readonly object[] {
  return [...tallies].flatMap(([id, { severity, counts, until, observations }]) => {
    if (severity === null) return [];
    const { title = id, why = id, fix } = about.get(id) ?? {};
    const accepted = counts.fail === 0;
    return {
      uuid: riskOf(run, id),
      ...{ title: lineOf(title), description: lineOf(why), statement: lineOf(why) },
      props: [propOf('severity', severity)],
      status: accepted ? 'deviation-approved' : 'open',
      origins,
      ...(accepted && until !== null ? { deadline: until } : {}),
      ...(fix === undefined ? {} : { remediations: [remediation(run, id, fix)] }),
      ...related({ severity, counts, until, observations }),
    };
  });
}

function remediation(run: string, control: string, fix: string): object {
  const title = 'How to fix it';
  return {
    uuid: uuidOf('remediation', run, control),
    ...{ lifecycle: 'recommendation', title, description: lineOf(fix) },
  };
}
