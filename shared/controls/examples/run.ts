// Runs examples: each is judged by the whole catalogue, as `evaluate` would, and must get the verdict it says.
// SPDX-License-Identifier: Apache-2.0
import type { Outcome, Verdict } from '../../model/verdict.ts';
import type { Example, Examples } from './example.ts';

/** Judges an example's document: every verdict of every control. Rejects with UnjudgedExample where it can give none. */
export type JudgeExample = (example: Example) => Promise<readonly Verdict[]>;

/** The example itself is wrong: its document is none that is judged, or its policy is none. */
export class UnjudgedExample extends Error {}

export interface ExampleResult {
  readonly control: string;
  readonly says: string;
  readonly expected: Outcome;
  /** What is wrong, one line each; empty where the example holds. */
  readonly problems: readonly string[];
}

const sections: readonly (readonly [keyof Examples, Outcome])[] = [
  ['fails', 'fail'],
  ['passes', 'pass'],
  ['unknown', 'unknown'],
  ['notApplicable', 'not-applicable'],
];

export async function runExamples(
  control: string,
  examples: Examples,
  judge: JudgeExample,
): Promise<ExampleResult[]> {
  const results: ExampleResult[] = [];
  for (const [section, expected] of sections)
    for (const example of examples[section] ?? []) {
      const problems = await problemsOf(control, example, expected, judge);
      results.push({ control, says: example.says, expected, problems });
    }
  return results;
}

async function problemsOf(
  control: string,
  example: Example,
  expected: Outcome,
  judge: JudgeExample,
): Promise<string[]> {
  try {
    return problemsIn(control, example, expected, await judge(example));
  } catch (error) {
    if (error instanceof UnjudgedExample) return [error.message];
    throw error;
  }
}

function problemsIn(
  control: string,
  example: Example,
  expected: Outcome,
  verdicts: readonly Verdict[],
): string[] {
  const own = verdicts.filter((verdict) => verdict.control === control);
  const right = own.find(({ outcome }) => outcome === expected);
  if (right === undefined) return [wrongOutcome(expected, own)];
  return [
    ...wrongDetail(example, right),
    ...(expected === 'fail' || expected === 'pass' ? others(control, example, verdicts) : []),
  ];
}

function wrongOutcome(expected: Outcome, own: readonly Verdict[]): string {
  const got = own.map(
    ({ outcome, reason, evidence }) => `${outcome} (${reason ?? evidence[0]?.message ?? ''})`,
  );
  return `expected ${expected}, but ${got.length === 0 ? 'the control did not run (is it active in this example’s policy?)' : `got ${got.join(', ')}`}`;
}

function wrongDetail({ at, severity }: Example, verdict: Verdict): string[] {
  const problems: string[] = [];
  const path = verdict.evidence[0]?.path;
  if (at !== undefined && path !== at) problems.push(`the evidence must name ${at}, it names ${path}`);
  if (severity !== undefined && verdict.severity !== severity)
    problems.push(`expected severity ${severity}, got ${verdict.severity}`);
  return problems;
}

/** A failing example breaks its own control alone; others that it must break are named. */
function others(control: string, { alsoFails = [] }: Example, verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter(
      (verdict) =>
        verdict.outcome === 'fail' && verdict.control !== control && !alsoFails.includes(verdict.control),
    )
    .map((verdict) => `breaks ${verdict.control} too: ${verdict.evidence[0]?.message ?? ''}`);
}
