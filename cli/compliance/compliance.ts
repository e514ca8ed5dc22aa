// A run's verdicts by the sections of a framework: what fails, what passes, what nobody knows, what was not judged, what no control covers.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import type { Outcome, Verdict } from '../../shared/model/verdict.ts';
import { type FrameworkName, frameworks } from './frameworks.ts';

export const statuses = ['fail', 'waived', 'unknown', 'pass', 'not-judged', 'not-covered'] as const;
export type Status = (typeof statuses)[number];

export interface SectionResult {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** Verdicts; a fail that is waived counts as waived alone. */
  readonly fail: number;
  readonly waived: number;
  readonly unknown: number;
  readonly pass: number;
  readonly controls: readonly string[];
}

export interface ComplianceResult {
  readonly framework: FrameworkName;
  readonly name: string;
  readonly source: string;
  readonly sections: readonly SectionResult[];
}

export interface ComplianceCount {
  add(verdict: Verdict, isWaived: boolean): void;
  /** `controls`: those that the run asked. */
  result(framework: FrameworkName, controls: readonly Control[]): ComplianceResult;
}

type Counts = Record<Outcome | 'waived', number>;

const none: Readonly<Counts> = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0 };

export function countCompliance(): ComplianceCount {
  const counts = new Map<string, Counts>();
  return {
    add({ control, outcome }, isWaived) {
      const found = counts.get(control) ?? { ...none };
      found[isWaived ? 'waived' : outcome]++;
      counts.set(control, found);
    },
    result(framework, controls) {
      const { name, source, sections } = frameworks[framework];
      const results = sections.map(({ id, title, standsFor }) => {
        const ids = controls.filter(standsFor).map((control) => control.id as string);
        return { id, title, ...summed(ids.map((one) => counts.get(one) ?? none)), controls: ids };
      });
      return { framework, name, source, sections: results };
    },
  };
}

function summed(counts: readonly Readonly<Counts>[]): Omit<SectionResult, 'id' | 'title' | 'controls'> {
  const sum = (key: keyof Counts) => counts.reduce((total, one) => total + one[key], 0);
  const [fail, waived, unknown, pass] = [sum('fail'), sum('waived'), sum('unknown'), sum('pass')];
  return { status: statusOf({ fail, waived, unknown, pass }, counts.length), fail, waived, unknown, pass };
}

/** What is unknown is never called a pass. */
function statusOf(
  { fail, waived, unknown, pass }: Pick<SectionResult, 'fail' | 'waived' | 'unknown' | 'pass'>,
  controls: number,
): Status {
  if (controls === 0) return 'not-covered';
  if (fail > 0) return 'fail';
  if (waived > 0) return 'waived';
  if (unknown > 0) return 'unknown';
  return pass > 0 ? 'pass' : 'not-judged';
}
