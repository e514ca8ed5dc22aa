// The way of the data as a whole: order and repetition of events do not matter, nothing throws, nothing unknown passes.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudTrail } from '../shared/controls/examples/events.ts';
import { ec2TaskDefinition } from '../shared/controls/examples/workloads.ts';
import { listFindings } from '../shared/findings/listing.ts';
import { memoryStore } from '../shared/findings/memory.ts';
import { recorderOf } from '../shared/findings/recorder.ts';
import { factsFromFiles } from '../shared/gather/files.ts';
import { decodeLogs } from '../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../shared/intake/events/envelope.ts';
import { readEvent } from '../shared/intake/events/read.ts';
import type { Finding } from '../shared/model/finding.ts';
import type { Observation } from '../shared/model/observation.ts';
import { handle, judge } from '../shared/pipeline.ts';
import { runs } from './support/extent.ts';
import { judgingWith, now, observationsOf } from './support/judging.ts';

const story = readdirSync('events')
  .filter((name) => /^\d.*\.json$/.test(name))
  .sort()
  .map((name): unknown => JSON.parse(readFileSync(`events/${name}`, 'utf8')));

const observations = story
  .flatMap((raw) => envelopesOf(raw, { decodeLogs }))
  .map((raw) => readEvent(raw, { ref: { file: null, index: 0, eventId: null, time: null }, people: null }))
  .flatMap((intake) => (intake.kind === 'observed' ? [intake.observation] : []));

const { facts } = factsFromFiles([
  { file: 'facts.json', json: JSON.parse(readFileSync('events/facts.json', 'utf8')) },
]);
const view = { quiet: 7 * 86_400_000, waiver: () => null };

async function findingsAfter(
  order: readonly Observation[],
  clock: 'facts' | 'events',
): Promise<readonly Finding[]> {
  const store = memoryStore();
  const recorder = recorderOf(store, view, () => now);
  const judging = judgingWith({}, facts, clock);
  for (const observation of order) await handle(observation, judging, recorder, async () => {});
  return listFindings(store, { ...view, now });
}

/** What must not depend on the order; history and the reopened counter are a log of what was seen. */
function promised(findings: readonly Finding[]) {
  return findings
    .map(({ id, control, subject, status, severity, evidence, firstSeen, lastSeen, instances }) => ({
      ...{ id, control, subject, status, severity, evidence, firstSeen, lastSeen, instances },
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('order and repetition', () => {
  it.each(['events', 'facts'] as const)('of events end in the same findings (asOf by %s)', async (clock) => {
    const inOrder = promised(await findingsAfter(observations, clock));
    expect(inOrder.length).toBeGreaterThan(15);
    const order = fc.array(fc.nat(observations.length - 1), { maxLength: 20 }).chain((repeated) =>
      fc
        .shuffledSubarray(
          [...observations.keys(), ...repeated.map((_, index) => observations.length + index)],
          {
            minLength: observations.length + repeated.length,
          },
        )
        .map((places) =>
          places.map(
            (place) => observations[place] ?? observations[repeated[place - observations.length] ?? 0],
          ),
        ),
    );
    await fc.assert(
      fc.asyncProperty(order, async (events) => {
        const some = events.filter((event) => event !== undefined);
        expect(promised(await findingsAfter(some, clock))).toEqual(inOrder);
      }),
      runs(15),
    );
  });
});

describe('judging', () => {
  const definition = () => observationsOf(ec2TaskDefinition({ container: { privileged: true } }))[0];

  it('gives every verdict its subject, place and policy', async () => {
    const observation = definition();
    if (observation === undefined) throw new Error('not observed');
    const verdicts = await judge(observation, judgingWith());
    const failed = verdicts.find(({ control }) => control === 'namespace-isolation/no-privileged');
    expect(failed).toMatchObject({
      ...{
        outcome: 'fail',
        severity: 'critical',
        dormant: true,
        life: 'state',
        partial: false,
        broken: false,
      },
      subject: { kind: 'workload', platform: 'ecs', id: 'shop-web' },
      source: { file: 'test.json', index: 0 },
      response: { action: 'stop-workload', mode: 'observe' },
    });
  });

  it('asks for a fact once an event, however many controls want it', async () => {
    let asked = 0;
    const counting = {
      get: async () => {
        asked++;
        return { ok: false as const, code: 'no-facts' as const, reason: 'none' };
      },
    };
    const [observation] = observationsOf(
      cloudTrail('iam', 'PutRolePolicy', {
        requestParameters: {
          roleName: 'r',
          policyName: 'p',
          policyDocument: '{"Version":"2012-10-17","Statement":[]}',
        },
      }),
    );
    if (observation === undefined) throw new Error('not observed');
    await judge(observation, judgingWith({}, counting));
    expect(asked).toBe(1);
  });

  it('of a change alone raises findings and clears none', async () => {
    const store = memoryStore();
    const recorder = recorderOf(store, view, () => now);
    const attach = cloudTrail('iam', 'AttachRolePolicy', {
      requestParameters: { roleName: 'shop', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    });
    const harmless = cloudTrail('iam', 'PutRolePolicy', {
      ...{ eventTime: '2026-11-17T10:00:00Z', eventID: 'b4f3c2d1-0000-4000-8000-000000000001' },
      requestParameters: {
        roleName: 'shop',
        policyName: 'one-bucket',
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}',
      },
    });
    for (const raw of [attach, harmless])
      for (const observation of observationsOf(raw))
        await handle(observation, judgingWith(), recorder, async () => {});
    const found = await listFindings(store, { ...view, now });
    expect(found.map(({ control, status }) => [control, status])).toContainEqual([
      'control-plane/no-administrator-grant',
      'open',
    ]);
  });
});

describe('mutated events', () => {
  it('never make intake or evaluation throw', async () => {
    const judging = judgingWith({}, facts);
    const damaged = fc.tuple(
      fc.nat(story.length - 1),
      fc.array(fc.tuple(fc.nat(10_000), fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async ([place, cuts]) => {
        const raw = structuredClone(story[place]);
        for (const [where, value] of cuts) damage(raw, where, value);
        for (const record of envelopesOf(raw, { decodeLogs })) {
          const intake = readEvent(record, {
            ref: { file: null, index: 0, eventId: null, time: null },
            people: null,
          });
          if (intake.kind !== 'observed') continue;
          for (const verdict of await judge(intake.observation, judging))
            expect(verdict.broken, verdict.reason ?? '').toBe(false);
        }
      }),
      runs(1500),
    );
  });
});

/** Puts a value at one of the places of a JSON document. */
function damage(node: unknown, where: number, value: unknown): void {
  const places: [object, string][] = [];
  const walk = (one: unknown) => {
    if (typeof one !== 'object' || one === null) return;
    for (const [key, child] of Object.entries(one)) {
      places.push([one, key]);
      walk(child);
    }
  };
  walk(node);
  const [holder, key] = places[where % places.length] ?? [];
  if (holder !== undefined && key !== undefined) Reflect.set(holder, key, value);
}
