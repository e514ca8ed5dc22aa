// The packaged functions under a load of known kinds of events, on moto: what each asks of AWS and of the table, and of the processor, per event.
// Needs what `npm run package` made and SEAWALL_MOTO_URL; without them it says so.
import { existsSync } from 'node:fs';
import type { JsonObject } from '../shared/model/json.ts';
import { line } from './compare.ts';
import { deployLoaded, type Loaded } from './scale/deployed.ts';
import { sampleNow, taskRuns, taskStops } from './scale/events.ts';

const folder = '.serverless';
const copies = 20;

type Make = (number: number) => JsonObject;

export async function run(): Promise<void> {
  const endpoint = process.env.SEAWALL_MOTO_URL;
  if (endpoint === undefined || !existsSync(`${folder}/task-launched.zip`))
    return line('left out', 'needs `npm run package` and SEAWALL_MOTO_URL (docs/testing.md)');
  const at = await deployLoaded(folder, endpoint);
  try {
    await measureKinds(at);
    await measureRates(at);
    if (at.local.faults.length > 0) throw new Error(at.local.faults.join('; '));
  } finally {
    await at.stop();
  }
}

async function measureKinds(at: Loaded): Promise<void> {
  const { aws, shop } = at;
  const bad: JsonObject[] = [];
  const sample =
    (name: string): Make =>
    () =>
      sampleNow(name, aws);
  const same = taskRuns(aws, shop.good);
  const kinds: readonly (readonly [string, Make])[] = [
    ['a task that passes, of a family that is known', () => taskRuns(aws, shop.good)],
    ['the same event again', () => same],
    ['a task that fails, as others of its family do', () => bad[bad.push(taskRuns(aws, shop.bad)) - 1] ?? {}],
    ['a task that failed stops', (number) => taskStops(bad[number] ?? {})],
    ['an image is pushed', sample('01-image-pushed')],
    ['an image was scanned', sample('02-image-scanned')],
    ['a call of IAM that fails', sample('08-administrator-attached')],
    ['the root user signs in', sample('12-root-signed-in')],
    ['a rule is disabled', sample('14-rule-disabled')],
    ['a security group opens', sample('27-ssh-opened')],
    ['noise: a service is steady', sample('39-service-steady')],
  ];
  // Cold: each function loads its code, its policy and its first answers.
  for (const [, make] of kinds) await play([make(0)], at);
  await play([taskRuns(aws, shop.good), same], at);
  bad.splice(0);
  for (const [name, make] of kinds) line(name, await perEvent(make, copies, at));
}

/** What a batch brings: the more events wait, the fuller each batch of ten. */
async function measureRates(at: Loaded): Promise<void> {
  for (const waiting of [1, 10, 50, 100]) {
    const make = () => taskRuns(at.aws, at.shop.good);
    line(`passing tasks, ${waiting} at once`, await perEvent(make, waiting, at));
  }
}

async function perEvent(make: Make, count: number, at: Loaded): Promise<string> {
  const events = Array.from({ length: count }, (_, number) => make(number));
  const { calls, reads, writes, writeUnits, busEvents, processor } = await play(events, at);
  const each = (value: number, digits = 1) => (value / count).toFixed(digits);
  return [
    `${each(calls)} calls`,
    `${each(reads)} reads and ${each(writes)} writes of ${each(writeUnits)} units`,
    `${each(busEvents)} events on the bus`,
    `${each(processor, 0)} ms of the processor`,
  ].join(', ');
}

async function play(events: readonly JsonObject[], { local, counts }: Loaded) {
  counts.take();
  const before = sum(local.processor());
  for (const event of events) await local.route(event);
  await local.settle();
  return { ...counts.take(), processor: sum(local.processor()) - before };
}

function sum(times: ReadonlyMap<string, number>): number {
  return [...times.values()].reduce((total, one) => total + one, 0);
}
