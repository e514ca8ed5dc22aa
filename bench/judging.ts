// Judging one event with all controls against JSON.parse of the same event; growth with containers; the slowest controls.
import { readFileSync } from 'node:fs';
import { pod, taskDefinition } from '../shared/controls/examples/workloads.ts';
import { controls } from '../shared/controls/index.ts';
import { catalogueOf } from '../shared/evaluate/catalogue.ts';
import { noFacts } from '../shared/gather/facts.ts';
import { readDocuments } from '../shared/intake/documents/read.ts';
import { readEvent } from '../shared/intake/events/read.ts';
import type { Observation } from '../shared/model/observation.ts';
import { type Judging, judge } from '../shared/pipeline.ts';
import { loadPolicy } from '../shared/policy/load.ts';
import { line, ratio, sideBySide } from './compare.ts';

const ref = { file: null, index: 0, eventId: null, time: null };
const loaded = loadPolicy('', { file: 'bench', controls, now: '2026-11-17T12:00:00Z' });
if (!loaded.ok) throw new Error('the default policy does not load');
const { policy } = loaded;

function judgingBy(some: typeof controls): Judging {
  return { catalogue: catalogueOf(some), policy, facts: noFacts(), clock: 'events' };
}

function observed(text: string): Observation {
  const [result] = readDocuments(text, 'bench.json', {
    readEvent: (raw, here) => readEvent(raw, { ref: here, people: null }),
  });
  if (!result?.ok || result.intake.kind !== 'observed') throw new Error('nothing to judge');
  return result.intake.observation;
}

function times(count: number, run: () => unknown): () => Promise<void> {
  return async () => {
    for (let i = 0; i < count; i++) await run();
  };
}

export async function run(): Promise<void> {
  await oneEvent();
  await growth();
  await slowest();
}

async function oneEvent(): Promise<void> {
  const text = readFileSync('events/18-definition-replaced.json', 'utf8');
  const judging = judgingBy(controls);
  const { parse = 1, way = 0 } = await sideBySide({
    parse: times(500, () => JSON.parse(text)),
    way: times(500, async () => {
      const intake = readEvent(JSON.parse(text), { ref, people: null });
      if (intake.kind === 'observed') await judge(intake.observation, judging);
    }),
  });
  line('one RegisterTaskDefinition event, read and judged by all controls, to JSON.parse', ratio(way, parse));
  line('  microseconds an event', `${((way / 500) * 1e6).toFixed(0)} µs`);
}

async function growth(): Promise<void> {
  const judging = judgingBy(controls);
  const of = (containers: number) =>
    observed(JSON.stringify(taskDefinition({ more: Array.from({ length: containers - 1 }, () => ({})) })));
  const [small, large] = [of(10), of(100)];
  const { ten = 1, hundred = 0 } = await sideBySide({
    ten: times(200, () => judge(small, judging)),
    hundred: times(200, () => judge(large, judging)),
  });
  line('100 containers to 10 (linear: 10×)', ratio(hundred, ten));
  // Those that read commands and look for secrets cost most, and do not share themselves out: the halves are taken together.
  const [even, odd] = [0, 1].map((part) => judgingBy(controls.filter((_, index) => index % 2 === part)));
  const {
    one = 1,
    other = 1,
    all = 0,
  } = await sideBySide({
    one: times(200, () => judge(small, even ?? judging)),
    other: times(200, () => judge(small, odd ?? judging)),
    all: times(200, () => judge(small, judging)),
  });
  line('all controls to half of them, on average (linear: 2×)', ratio(all, (one + other) / 2));
}

async function slowest(): Promise<void> {
  const subjects = [observed(JSON.stringify(taskDefinition())), observed(JSON.stringify(pod()))];
  const costs = await sideBySide(
    Object.fromEntries(
      controls.map((control) => {
        const judging = judgingBy([control]);
        return [
          control.id,
          times(300, async () => {
            for (const subject of subjects) await judge(subject, judging);
          }),
        ];
      }),
    ),
    5,
  );
  const worst = Object.entries(costs)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5);
  for (const [id, seconds] of worst) line(`  slowest: ${id}`, `${((seconds / 600) * 1e6).toFixed(1)} µs`);
}
