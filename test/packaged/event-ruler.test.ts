// event-ruler and the matcher of tests and `npm run local` agree: every deployed rule, the sample events, the corpora, and what is nearly them.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEvent } from '../../shared/intake/events/read.ts';
import { dig, type JsonObject } from '../../shared/model/json.ts';
import { logPayload, samples } from '../serverless/deployment.ts';
import { matchesPattern, parsePattern } from '../support/eventbridge-pattern/pattern.ts';
import { corpusEvents } from './corpus-events.ts';
import { askEventRuler, jars } from './event-ruler.ts';
import { changesBy } from './mutants.ts';
import { deployedPatterns } from './rules.ts';
import { folder } from './world.ts';

if (folder !== undefined && jars === undefined) {
  if (process.env.CI !== undefined)
    throw new Error('set SEAWALL_EVENT_RULER to what `.ci/event-ruler FOLDER` filled');
  console.warn('SKIPPED: event-ruler is not asked, set SEAWALL_EVENT_RULER (docs/testing.md)');
}

/** Of each event: so many that every field and every kind of change is met hundreds of times. */
const mutantsEach = 30;

/** What no sample shows, and what Seawall puts on buses itself; the last one is for nobody. */
const own: readonly JsonObject[] = [
  {
    ...{ source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail' },
    detail: {
      ...{ eventSource: 's3.amazonaws.com', eventName: 'PutObject' },
      requestParameters: {
        bucketName: 'seawall-policy-production-111122223333-eu-central-1',
        key: 'seawall.yml',
      },
    },
  },
  { source: 'seawall.canary', 'detail-type': 'Seawall Canary', detail: { sent: '2026-11-17T09:00:00.000Z' } },
  { source: 'seawall', 'detail-type': 'Canary Found', detail: { version: 1 } },
  ...['opened', 'reopened', 'resolved'].flatMap((type) =>
    ['observe', 'enforce'].map((mode) => ({
      ...{ source: 'seawall', 'detail-type': 'Finding Changed' },
      detail: { version: 1, change: { type, replayed: false, finding: { id: 'f', response: { mode } } } },
    })),
  ),
  { source: 'seawall', 'detail-type': 'Finding Changed', detail: { approve: { finding: 'f' } } },
];

describe.skipIf(folder === undefined || jars === undefined)('event-ruler', { timeout: 300_000 }, () => {
  const at = {} as {
    patterns: ReadonlyMap<string, JsonObject>;
    events: readonly JsonObject[];
    mutants: readonly JsonObject[];
    said: readonly (readonly string[])[];
  };

  beforeAll(() => {
    const patterns = deployedPatterns();
    const story = samples.filter((sample) => logPayload(sample) === null).map(({ document }) => document);
    const events = [...story, ...corpusEvents(), ...own];
    const changes = fc.sample(changesBy(patterns.values()), {
      seed: 18,
      numRuns: events.length * mutantsEach,
    });
    const mutants = changes.map((change, number) => change(events[number % events.length] ?? {}));
    const all = [...events, ...mutants];
    Object.assign(at, { patterns, events, mutants, said: askEventRuler(patterns, all) });
  }, 120_000);

  it('takes every deployed pattern, and as many as there are rules', () => {
    expect(at.patterns.size).toBeGreaterThan(20);
    expect(new Set([...at.patterns.keys()].map((name) => name.split('/')[0]))).toEqual(
      new Set(['home', 'member', 'global']),
    );
  });

  it('is asked about enough that match, and enough that do not, for agreement to mean something', () => {
    expect(at.events.length).toBeGreaterThan(corpusEvents().length > 0 ? 300 : 30);
    const hit = at.said.filter((rules) => rules.length > 0).length;
    expect(hit).toBeGreaterThan(at.said.length / 10);
    expect(at.said.length - hit).toBeGreaterThan(at.said.length / 10);
    // Each rule is met.
    const met = new Set(at.said.flat());
    expect([...at.patterns.keys()].filter((name) => !met.has(name))).toEqual([]);
  });

  it('and ours say the same of each', () => {
    const parsed = [...at.patterns].map(([name, pattern]) => {
      const read = parsePattern(pattern);
      if (!read.ok) throw new Error(`${name}: ${read.path}: ${read.reason}`);
      return [name, read.pattern] as const;
    });
    const different = [...at.events, ...at.mutants].flatMap((event, number) => {
      const ours = parsed.filter(([, pattern]) => matchesPattern(pattern, event)).map(([name]) => name);
      const theirs = at.said[number] ?? [];
      return ours.toSorted().join() === theirs.join() ? [] : [{ event, ours: ours.toSorted(), theirs }];
    });
    console.info(
      `event-ruler: ${at.patterns.size} rules, ${at.events.length} events and ${at.mutants.length} mutants, ${different.length} differences`,
    );
    expect(different.slice(0, 3)).toEqual([]);
  });

  it('sends home each event that is read, by one rule, and no other', () => {
    const seen = at.events.slice(0, -own.length).map((event, number) => {
      const rules = (at.said[number] ?? []).filter((name) => name.startsWith('home/'));
      const ref = { file: null, index: 0, eventId: null, time: null };
      return { event, rules, intake: readEvent(event, { ref, people: null }) };
    });
    const read = seen.filter(({ intake }) => intake.kind === 'observed');
    expect(read.length).toBeGreaterThan(corpusEvents().length > 0 ? 150 : 30);
    // What the root user does is sent whatever it is: a call that another rule takes too comes twice, and is judged once.
    const others = read.map(({ event, rules }) => ({
      state: dig(event, 'detail', 'lastStatus'),
      rules: rules.length === 1 ? rules : rules.filter((name) => name !== 'home/RootActedRule'),
    }));
    // A task that is being put away was seen when it stopped.
    expect(others.filter(({ rules, state }) => rules.length !== 1 && state !== 'DEPROVISIONING')).toEqual([]);
    const needless = seen.flatMap(({ intake, rules }) =>
      intake.kind === 'dropped' && rules.length > 0 ? [intake.reason] : [],
    );
    // Reads are withheld by the bus itself; of the others no field tells that a pattern could look at.
    const known = new Set(['cloudtrail read-only call', 'ecr image archived', 'ecr replication failed']);
    expect(needless.filter((reason) => !known.has(reason))).toEqual([]);
  });

  it('would tell: a rule that is changed is answered otherwise', () => {
    const changed = new Map([...at.patterns].map(([name]) => [name, { source: ['aws.none'] }]));
    expect(askEventRuler(changed, at.events.slice(0, 5)).flat()).toEqual([]);
    expect(at.said.slice(0, 5).flat()).not.toEqual([]);
  });
});
