// Labelled events by the real readers and controls: who did what to accounts, clusters, hosts and roles.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../../shared/intake/events/envelope.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { corpora } from '../support/corpora.ts';
import { judgingWith } from '../support/judging.ts';

const base = `${corpora}/events`;
const absent = !existsSync(base) && process.env.CI === undefined;
if (absent) console.warn(`SKIPPED: ${base} is absent, set SEAWALL_CORPORA`);

interface Label {
  readonly file: string;
  readonly control: string;
  readonly outcome: 'fail' | 'not-fail' | 'fail-or-unknown';
  readonly what: string;
}

const labels: Label[] = absent
  ? []
  : readFileSync(`${base}/labels.jsonl`, 'utf8')
      .trim()
      .split('\n')
      .map((line): Label => JSON.parse(line))
      .filter(({ control }) =>
        /^(?:control-plane|blast-radius)\/|^host-hardening\/no-host-login$/.test(control),
      );

async function verdictsOf(file: string): Promise<Verdict[]> {
  const document: unknown = JSON.parse(readFileSync(`${base}/labelled/${file}`, 'utf8'));
  const intakes = envelopesOf(document, { decodeLogs }).map((record, index) =>
    readEvent(record, { ref: { file, index, eventId: null, time: null }, people: null }),
  );
  const observed = intakes.flatMap((intake) => (intake.kind === 'observed' ? [intake.observation] : []));
  return (await Promise.all(observed.map((observation) => judge(observation, judgingWith())))).flat();
}

describe.skipIf(absent)('labelled events of access', () => {
  it('are all there', () => {
    expect(labels.length).toBeGreaterThanOrEqual(38);
  });

  it.each(
    labels.map((label) => [label.control, label.outcome, label.what, label.file, label] as const),
  )('%s: %s: %s %s', async (_, __, ___, ____, { file, control, outcome }) => {
    const verdicts = (await verdictsOf(file)).filter((one) => one.control === control);
    const outcomes = verdicts.map((one) => one.outcome);
    expect(verdicts.filter(({ broken }) => broken)).toEqual([]);
    if (outcome === 'fail') expect(outcomes).toContain('fail');
    else if (outcome === 'not-fail') expect(outcomes).not.toContain('fail');
    else expect(outcomes.some((one) => one === 'fail' || one === 'unknown')).toBe(true);
  });
});
