// Makes one mutant of a number, judges it, and says what is wrong with how that went.
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { failure } from '../../shared/gather/api.ts';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Json } from '../../shared/model/json.ts';
import { isObject } from '../../shared/model/json.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { policyFrom } from '../support/judging.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';
import { brokenText, hostileChanges } from './hostile.ts';
import { type NeutralChange, neutralChanges, type Written } from './neutral.ts';
import { type Random, randomOf } from './random.ts';
import type { Seed } from './seeds.ts';

export interface Outcome {
  /** Null: nothing. */
  readonly fault: string | null;
  readonly milliseconds: number;
}

/** Processor time that reading and judging a mutant may take: a hundred times what an event takes, or what reading so much takes. */
const most = ({ text }: Written) => Math.max(1_000, (text.length / 1_000_000) * 250);

interface Mutant {
  readonly seed: Seed;
  /** What was changed. */
  readonly name: string;
  readonly written: Written;
  /** Null: it may mean anything. */
  readonly neutral: NeutralChange | null;
}

/** The same number makes the same mutant. */
export function mutantOf(number: number, seeds: readonly Seed[]): Mutant {
  const random = randomOf(number);
  const seed = random.pick(seeds);
  if (random.once(2)) {
    const neutral = random.pick(neutralChanges.filter(({ heavy }) => !heavy || random.once(200)));
    return { seed, name: neutral.name, written: neutral.write(seed.given, random), neutral };
  }
  const [name, written] = hostile(seed.given, random, random.pick(seeds).given);
  return { seed, name, written, neutral: null };
}

export async function judgeMutant(number: number, seeds: readonly Seed[]): Promise<Outcome> {
  const { seed, name, written, neutral } = mutantOf(number, seeds);
  const started = processorMs();
  const judged = await judgedOr(written, seed);
  const milliseconds = processorMs() - started;
  const found =
    typeof judged === 'string'
      ? judged
      : (broken(judged) ?? (neutral === null ? null : better(neutral, await untouched(seed), judged)));
  const slow = milliseconds > most(written) ? await slowly(written, seed) : null;
  const fault = found ?? slow ?? (number % 50 === 0 ? await deployed(written.text) : null);
  return { fault: fault === null ? null : `${number}: ${seed.name}, ${name}: ${fault}`, milliseconds };
}

function hostile(document: Json, random: Random, other: Json): readonly [string, Written] {
  const names: string[] = [];
  let changed = document;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const name = random.pick(Object.keys(hostileChanges));
    names.push(name);
    changed = hostileChanges[name]?.(changed, random, other) ?? changed;
  }
  const text = JSON.stringify(changed);
  const file = text.length < 100_000 && random.once(10) ? 'mutant.yml' : 'mutant.json';
  return random.once(10)
    ? [`${names.join(', ')}, broken text`, { text: brokenText(text, random), file }]
    : [names.join(', '), { text, file }];
}

interface Judged {
  readonly verdicts: readonly Verdict[];
  /** Documents that could not be read. */
  readonly unread: number;
}

async function judgedBy({ text, file }: Written, { judging }: Seed): Promise<Judged> {
  const verdicts: Verdict[] = [];
  let unread = 0;
  const { people } = judging.policy.view;
  for (const result of readDocuments(text, file, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people }),
  })) {
    if (!result.ok || result.intake.kind === 'unreadable') unread++;
    else if (result.intake.kind === 'observed')
      verdicts.push(...(await judge(result.intake.observation, judging)));
  }
  return { verdicts, unread };
}

/** A text: what it threw. */
async function judgedOr(written: Written, seed: Seed): Promise<Judged | string> {
  try {
    return await judgedBy(written, seed);
  } catch (error) {
    return `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

const known = new Map<Seed, Judged>();

async function untouched(seed: Seed): Promise<Judged> {
  const judged =
    known.get(seed) ?? (await judgedBy({ text: JSON.stringify(seed.given), file: 'mutant.json' }, seed));
  known.set(seed, judged);
  return judged;
}

/** A control that threw. */
function broken({ verdicts }: Judged): string | null {
  const verdict = verdicts.find((one) => one.broken);
  return verdict === undefined ? null : `${verdict.control} broke: ${verdict.reason}`;
}

/** What passes that did not before, though nothing of it was mended. */
function better({ same, heavy }: NeutralChange, before: Judged, after: Judged): string | null {
  const [was, is] = [outcomes(before), outcomes(after)];
  if (same) return was.join() === is.join() ? null : `${difference(was, is)} is another verdict`;
  if (after.unread > 0) return null;
  // Whom a request that is left out is about, nobody knows: of that one nothing is looked up.
  if (heavy && after.verdicts.some(({ outcome }) => outcome === 'unknown')) return null;
  const told = new Set(
    after.verdicts
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
      .map(({ control }) => control),
  );
  const lost = before.verdicts.find((one) => one.outcome === 'fail' && !told.has(one.control) && !isWay(one));
  return lost === undefined ? null : `${lost.control} failed, and does not any more`;
}

/** A way through other roles is told only where it is certain, and none that is told proves nothing (shared/iam/escalation/reach.ts). */
function isWay({ evidence: [first] }: Verdict): boolean {
  return isObject(first?.found) && 'administrator' in first.found;
}

function outcomes({ verdicts }: Judged): readonly string[] {
  return verdicts.map(({ control, outcome }) => `${control} ${outcome}`).toSorted();
}

function difference(was: readonly string[], is: readonly string[]): string {
  const before = new Set(was);
  return is.find((one) => !before.has(one)) ?? was.find((one) => !is.includes(one)) ?? 'their number';
}

/** The same as a message of the deployed evaluator: it takes it, whatever it is, and does not ask for it again. */
async function deployed(text: string): Promise<string | null> {
  const now = Date.parse('2026-11-17T12:00:00.000Z');
  const silent = () => {};
  const evaluate = evaluatorOf({
    policy: policyFrom(),
    api: { call: async () => failure('denied', 'nothing is known here') },
    decodeLogs,
    store: memoryStore(),
    logger: { info: silent, warn: silent },
    metrics: { addMetric: silent },
    ...{ now: () => now, random: () => 0.5, sleep: async () => {} },
  });
  const message = parsedOr(text);
  return evaluate(message, now + 60_000).then(
    () => null,
    (error: unknown) => `the evaluator rejected it: ${error instanceof Error ? error.stack : String(error)}`,
  );
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A second look: the first may have paid for somebody else's garbage. */
async function slowly(written: Written, seed: Seed): Promise<string | null> {
  const started = processorMs();
  await judgedOr(written, seed);
  const took = calmMsSince(started);
  return took > most(written) ? `it took ${Math.round(took)} ms` : null;
}
