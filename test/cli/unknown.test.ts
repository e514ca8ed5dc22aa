// What could not be judged is in every form of the result: by name, or how many verdicts it is. Silence would look like a pass.
import { describe, expect, it } from 'vitest';
import { formats, reports } from '../../cli/report/formats/index.ts';
import type { Annotation, Output } from '../../cli/report/output.ts';
import { countVerdict, emptySummary } from '../../cli/report/summary.ts';
import { unknownByFile } from '../../cli/report/unknown-by-file.ts';
import { controls } from '../../shared/controls/index.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { verdict as verdictWith } from '../findings/fixtures.ts';
import { now } from '../support/judging.ts';

const control = 'namespace-isolation/no-privileged';

function unknownIn(file: string): Verdict {
  return {
    ...verdictWith({ control, outcome: 'unknown', severity: 'high' }),
    reason: 'the parameter Privileged has no default',
    source: { file, index: 0, eventId: null, time: null },
  };
}

/** All that a form writes about these verdicts. */
async function written(format: keyof typeof reports, verdicts: readonly Verdict[]): Promise<string> {
  const parts: (string | Annotation)[] = [];
  const output: Output = {
    ...{ terminal: false, columns: null, close: async () => {} },
    write: async (text) => void parts.push(text),
    annotate: async (annotation) => void parts.push(annotation),
  };
  const report = reports[format].open({ output, colour: false, controls, policy: '', now, groupBy: null });
  const summary = { ...emptySummary(), observations: verdicts.length };
  for (const verdict of verdicts) {
    countVerdict(summary, verdict);
    await report.verdict(verdict);
  }
  await report.end({ summary, findings: [], responses: [], errors: [] });
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('');
}

describe('what is unknown', () => {
  it.each(formats)('is in the form %s', async (format) => {
    const text = await written(format, [unknownIn('a.json'), unknownIn('b.json'), unknownIn('b.json')]);
    expect(
      /unknown/i.test(text),
      `cli/report/formats/${format}.ts shows no verdict that is unknown: show each, or say how many there are (cli/report/unknown-by-file.ts)`,
    ).toBe(true);
  });

  it.each(formats)('is not claimed by %s where everything was judged', async (format) => {
    expect(await written(format, [])).not.toMatch(/[1-9]\d* unknown|unknown, which is no pass/);
  });

  it('is counted by file, and other verdicts are not', () => {
    const counted = unknownByFile();
    for (const verdict of [unknownIn('a.json'), unknownIn('b.json'), unknownIn('b.json')])
      counted.add(verdict);
    counted.add({ ...unknownIn('c.json'), outcome: 'pass' });
    expect(counted.sentences()).toEqual([
      ['a.json', '1 verdict is unknown, which is no pass: --only unknown says why'],
      ['b.json', '2 verdicts are unknown, which is no pass: --only unknown says why'],
    ]);
  });
});
