// Templates that multiply themselves: worked out as far as a budget goes, unknown beyond it, and nothing else is.
import { describe, expect } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import type { Subject } from '../../../shared/model/subject.ts';
import type { Workload } from '../../../shared/model/workload.ts';
import { judge } from '../../../shared/pipeline.ts';
import { leftOut, oneTestIn } from '../../support/extent.ts';
import { judgingWith } from '../../support/judging.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';

const it = oneTestIn(5, 'the dearest templates, in bounded time');

const two = '$' + '{A}$' + '{A}';
const doubled = (levels: number): Json =>
  levels === 0 ? 'x' : { 'Fn::Sub': [two, { A: doubled(levels - 1) }] };
const tripled = (levels: number): Json =>
  levels === 0 ? 'x' : { 'Fn::Join': ['', [doubled(1), tripled(levels - 1), tripled(levels - 1)]] };

function task(image: Json, more: JsonObject = {}): JsonObject {
  const container = { Name: 'a', Image: image, Privileged: true };
  return {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'web', ContainerDefinitions: [container], ...more },
  };
}

function observationsOf(resources: JsonObject) {
  const text = JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources });
  return readDocuments(text, 't.json').flatMap((result) =>
    result.ok && result.intake.kind === 'observed' ? [result.intake.observation] : [],
  );
}

const subjectsOf = (resources: JsonObject): Subject[] =>
  observationsOf(resources).flatMap(({ subjects }) => subjects);

function bounded<T>(run: () => T): T {
  const start = processorMs();
  const result = run();
  expect(calmMsSince(start)).toBeLessThan(12_000);
  return result;
}

const image = (subject: Subject | undefined) => (subject as Workload | undefined)?.containers[0]?.image;

describe('functions that multiply what they are given', () => {
  it('are worked out once for each that is written', () => {
    const [subject] = bounded(() => subjectsOf({ Web: task(doubled(12)) }));
    expect(image(subject)).toEqual({ value: 'x'.repeat(4096), path: 'containerDefinitions[0].image' });
  });

  it.each([20, 24, 40, 60])('%i levels deep end in unknown, which names the budget', (levels) => {
    const [subject] = bounded(() => subjectsOf({ Web: task(doubled(levels)) }));
    expect(image(subject)?.unsettled).toContain('more steps, or makes more text, than is done');
  });

  it.each<[string, Json]>([
    [
      'lists',
      { 'Fn::Join': ['', Array.from({ length: 60_000 }, () => ({ 'Fn::Sub': '$' + '{AWS::Partition}' }))] },
    ],
    ['joins of joins', tripled(17)],
    ['splits', { 'Fn::Select': [0, { 'Fn::Split': ['a', 'a'.repeat(1_200_000)] }] }],
  ])('so %s', (_, given) => {
    bounded(() => subjectsOf({ Web: task(given) }));
  });

  it('so a parameter that is long and named often', () => {
    const Default = 'a,'.repeat(200_000);
    const text = JSON.stringify({
      Parameters: { P: { Type: 'CommaDelimitedList', Default }, S: { Type: 'String', Default } },
      Resources: {
        Web: task(
          { 'Fn::Join': ['', Array.from({ length: 3000 }, () => ({ 'Fn::Sub': '$' + '{S}' }))] },
          {
            Tags: Array.from({ length: 3000 }, () => ({
              Key: 'a',
              Value: { 'Fn::Join': [',', { Ref: 'P' }] },
            })),
          },
        ),
      },
    });
    bounded(() => readDocuments(text, 't.json'));
  });

  it('and the fault beside it, and the resource beside that, are found all the same', async () => {
    const [bad, good] = observationsOf({ Bad: task(doubled(60)), Other: task('shop/web:1') });
    const outcomes = async (one: typeof bad) =>
      one === undefined
        ? []
        : (await judge(one, judgingWith())).map(({ control, outcome }) => [control, outcome]);
    expect(await outcomes(bad)).toContainEqual(['namespace-isolation/no-privileged', 'fail']);
    expect(await outcomes(bad)).toContainEqual(['image-provenance/pinned-by-digest', 'unknown']);
    expect(await outcomes(good)).toContainEqual(['namespace-isolation/no-privileged', 'fail']);
    expect(image(good?.subjects[0])?.unsettled).toBeUndefined();
  });

  it.skipIf(leftOut('templates that use up the budget of a file'))(
    'many of them use up the file, and each that is left is unknown, not empty',
    async () => {
      const resources = Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`R${index}`, task(doubled(60))]),
      );
      const wide = { 'Fn::Join': ['', Array.from({ length: 150_000 }, () => ['x'])] };
      const all = Array.from({ length: 30 }, (_, index) => [`W${index}`, task(wide)] as const);
      const subjects = bounded(() =>
        subjectsOf({ ...resources, ...Object.fromEntries(all), Last: task('a:1') }),
      );
      expect(subjects).toHaveLength(91);
      const last = observationsOf({ ...resources, ...Object.fromEntries(all), Last: task('a:1') }).at(-1);
      const judged = last === undefined ? [] : await judge(last, judgingWith());
      expect(judged.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
      const reasons = judged.filter(({ outcome }) => outcome === 'unknown').map(({ reason }) => reason ?? '');
      expect(reasons.some((reason) => reason.includes('than is done for one file'))).toBe(true);
    },
  );
});

describe('loops within loops', () => {
  const nest = (depth: number, turns: number, body: JsonObject): JsonObject => ({
    [`Fn::ForEach::L${depth}`]: [
      `I${depth}`,
      Array.from({ length: turns }, (_, index) => `v${index}`),
      depth === 0 ? body : nest(depth - 1, turns, body),
    ],
  });

  it.each([
    [2, 100],
    [3, 60],
    [3, 120],
    [4, 500],
  ])('%i deep with %i turns and an empty body end', (depth, turns) => {
    expect(bounded(() => subjectsOf(nest(depth, turns, {})))).toEqual([]);
  });

  it('of which not all turns are made give what they hold all the same, and it is unknown', () => {
    const late = {
      'Fn::ForEach::Z': ['Z', ['z'], { ['T$' + '{Z}']: task({ 'Fn::Sub': 'shop/$' + '{I0}:1' }) }],
    };
    // The empty loops stand before the one that makes something, in every turn of the outer one.
    const body = { ...nest(3, 200, {}), ...late };
    const subjects = bounded(() => subjectsOf(nest(0, 3, body)));
    expect(subjects.length).toBeGreaterThan(0);
    const reasons = subjects.map((subject) => image(subject)?.unsettled ?? null);
    expect(reasons.some((reason) => reason?.includes('more turns than are written out'))).toBe(true);
  });

  it('over values that nobody knows make texts that nobody knows', () => {
    const body = { ['T$' + '{I}']: task({ 'Fn::Sub': 'shop/$' + '{I}:1' }) };
    const [subject] = subjectsOf({ 'Fn::ForEach::L': ['I', { Ref: 'Later' }, body] });
    expect(image(subject)?.unsettled).toContain('known only once the template is deployed');
  });
});
