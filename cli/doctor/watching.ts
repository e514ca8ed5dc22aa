// Whether what watches by itself does: the canary, the sweep, and the members as the sweep saw them. Read from the metrics of the functions.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../shared/gather/api.ts';
import { ask } from './ask.ts';
import type { Examined } from './examined.ts';
import { type Line, ok, problem } from './line.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Measured {
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum';
  /** Milliseconds back from now. */
  readonly since: number;
}

/** The largest value in that time; null where there is none. */
async function readMetric(
  examined: Examined,
  what: string,
  { metric, statistic, since }: Measured,
): Promise<
  { readonly ok: true; readonly value: number | null } | { readonly ok: false; readonly line: Line }
> {
  const told = await ask(examined, what, ['cloudwatch', 'GetMetricStatistics'], {
    ...{ Namespace: 'Seawall', MetricName: metric, Statistics: [statistic], Period: 300 },
    Dimensions: [{ Name: 'service', Value: 'seawall' }],
    StartTime: new Date(Date.parse(examined.now) - since).toISOString(),
    EndTime: examined.now,
  });
  if (!told.ok) return told;
  const values = objectsOf(told.output.Datapoints).map((point) => Number(point[statistic]));
  return { ok: true, value: values.length === 0 ? null : Math.max(...values) };
}

export async function canary(examined: Examined): Promise<Line> {
  const what = 'canary';
  const told = await readMetric(examined, what, {
    metric: 'CanaryTold',
    statistic: 'Maximum',
    since: 15 * minute,
  });
  if (!told.ok) return told.line;
  if (told.value === null)
    return problem(what, 'none came through for a quarter of an hour', 'docs/runbook.md#canary-silent');
  const seconds = Math.round(told.value / 1000);
  return told.value > minute
    ? problem(what, `took ${seconds} s to come through`, 'docs/runbook.md#canary-late')
    : ok(what, `comes through within ${seconds} s`);
}

export async function sweep(examined: Examined): Promise<Line> {
  const what = 'sweep';
  const done = await readMetric(examined, what, { metric: 'SweepDone', statistic: 'Sum', since: 12 * hour });
  if (!done.ok) return done.line;
  if (done.value === null)
    return problem(what, 'looked through no account for half a day', 'docs/runbook.md#sweep-silent');
  const drift = await readMetric(examined, what, {
    metric: 'SweepDrift',
    statistic: 'Maximum',
    since: 24 * hour,
  });
  if (!drift.ok) return drift.line;
  return (drift.value ?? 0) > 0
    ? problem(what, 'found what no event had told of within a day', 'docs/runbook.md#sweep-drift')
    : ok(what, 'found nothing that events had not told of');
}

/** Their roles let in the functions alone, so that only a sweep can try them. */
export async function members(examined: Examined): Promise<Line | null> {
  const organization = examined.stack.parameters.get('Organization') ?? '';
  if (organization === '') return null;
  const what = `members of ${organization}`;
  const told = await readMetric(examined, what, {
    metric: 'SweepIncomplete',
    statistic: 'Maximum',
    since: 12 * hour,
  });
  if (!told.ok) return told.line;
  return (told.value ?? 0) > 0
    ? problem(what, 'the last sweep could not see all of them', 'docs/runbook.md#sweep-incomplete')
    : ok(what, 'the last sweep could look into each that has let it in');
}
