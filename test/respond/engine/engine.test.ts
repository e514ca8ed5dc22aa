// The whole life of a response on a small platform: done, held, asked for, failed; and what AWS's troubles lead to.

import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { approve } from '../../../shared/respond/decisions/approval.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { RetryLater } from '../../../shared/respond/engine/ports.ts';
import { setKillSwitch } from '../../../shared/respond/guardrails/kill-switch.ts';
import { checkJournal } from '../../../shared/respond/journal/chain.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { anotherRun, benchOf, broken, kim, mendingAction, sam, worldOf } from '../world.ts';

async function kinds(store: RecordStore, finding: string): Promise<readonly string[]> {
  return (await readJournal(store, finding)).map(({ kind }) => kind);
}

describe('enforce', () => {
  it('acts, verifies, tells, and writes each step down', async () => {
    const bench = benchOf();
    const change = await broken(bench);
    const responded = await respond(change, bench.parts);
    expect(responded).toMatchObject({
      id: `${change.finding.id}-0`,
      response: { outcome: 'done', heldBy: null, mode: 'enforce', reason: 'mend web; done and verified' },
    });
    expect(bench.world.effects).toEqual(['web=good']);
    const journal = await readJournal(bench.store, change.finding.id);
    expect(journal.map(({ kind }) => kind)).toEqual(['planned', 'sending', 'sent', 'verified', 'told']);
    expect(journal[2]?.detail).toMatchObject({ index: 0, requestId: expect.stringMatching(/^request-/) });
    expect(journal[0]?.detail).toMatchObject({
      event: { id: 'event-1' },
      verdict: { control: 'namespace-isolation/no-privileged', actor: kim },
      words: 'mend web',
      approval: null,
    });
    expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
    expect(bench.notices.map(({ kind }) => kind)).toEqual(['done']);
    const row = await bench.store.get(change.finding.id);
    expect(row?.decided.remediating).toMatchObject({ response: `${change.finding.id}-0` });
  });

  it('answers an occurrence once, however often it is delivered, and each occurrence by itself', async () => {
    const bench = benchOf();
    const change = await broken(bench);
    await respond(change, bench.parts);
    expect(await respond(change, bench.parts)).toMatchObject({ response: { outcome: 'done' } });
    const woken = { ...change, type: 'woken' as const, eventId: 'event-2' };
    expect(await respond(woken, bench.parts)).toMatchObject({
      response: { outcome: 'held', heldBy: 'idempotent' },
    });
    expect(bench.world.effects).toEqual(['web=good']);
    await broken(bench, { at: 2, outcome: 'pass' });
    bench.world.values.set('web', 'worse');
    const again = await respond(await broken(bench, { at: 3 }), bench.parts);
    expect(again).toMatchObject({ id: `${change.finding.id}-1`, response: { outcome: 'done' } });
    expect(bench.world.effects).toEqual(['web=good', 'web=good']);
  });
});

describe('guardrails hold', () => {
  const wrote = (bench: ReturnType<typeof benchOf>) =>
    bench.world.requests.some(({ operation }) => operation === 'Set');

  it('observe and archive replays: without a trace', async () => {
    const bench = benchOf();
    const change = await broken(bench, { mode: 'observe' });
    expect(await respond(change, bench.parts)).toMatchObject({
      response: { outcome: 'held', heldBy: 'mode' },
    });
    expect(await respond({ ...change, replayed: true }, bench.parts)).toMatchObject({
      response: { heldBy: 'mode' },
    });
    expect(await kinds(bench.store, change.finding.id)).toEqual([]);
    expect(wrote(bench)).toBe(false);
  });

  it.each([
    ['kill switch', 'kill-switch', {}, {}],
    ['protected by policy', 'protected', { protected: ['arn:aws:ecs:*:*:service/shop/*'] }, {}],
    ['own role', 'protected', {}, { actor: 'arn:aws:sts::111122223333:assumed-role/seawall-test-respond/x' }],
  ])('%s: told once, nothing sent', async (name, heldBy, settings, look) => {
    const bench = benchOf({ settings: { mode: 'enforce', ...settings } });
    if (name === 'kill switch')
      await setKillSwitch(bench.store, { on: true, by: 'sam', at: '2026-03-01T12:00:00.000Z', reason: null });
    const change = await broken(bench, look);
    for (const _ of [1, 2])
      expect(await respond(change, bench.parts)).toMatchObject({ response: { outcome: 'held', heldBy } });
    expect(await kinds(bench.store, change.finding.id)).toEqual(['held', 'told']);
    expect(bench.notices).toHaveLength(1);
    expect(wrote(bench)).toBe(false);
  });

  it('a plan that touches something protected, though its subject is not', async () => {
    const spared = { service: 'iam', operation: 'PutRolePolicy', parameters: { RoleName: 'break-glass' } };
    const bench = benchOf({
      settings: { mode: 'enforce', people: { 'break-glass': ['arn:aws:iam::*:role/em/break-glass'] } },
      actionOf: () => mendingAction({ calls: [spared] }),
    });
    const change = await broken(bench);
    expect(await respond(change, bench.parts)).toMatchObject({
      response: { outcome: 'held', heldBy: 'protected', reason: expect.stringContaining('break-glass') },
    });
    expect(await kinds(bench.store, change.finding.id)).toEqual(['held', 'told']);
  });

  it('what came to hold it between an approval and the run that carries it out', async () => {
    const bench = benchOf();
    const change = await broken(bench, { mode: 'approve' });
    const first = await respond(change, bench.parts);
    await approve(first?.id ?? '', sam, bench.parts, { act: false });
    const view = { quiet: 1e9, waiver: () => ({ until: '2026-12-31' }) };
    expect(await respond(change, anotherRun(bench.parts, { view }))).toMatchObject({
      response: { outcome: 'held', heldBy: 'waiver' },
    });
    expect(wrote(bench)).toBe(false);
    expect((await kinds(bench.store, change.finding.id)).at(-2)).toBe('refused');
  });

  it('a waiver, an acknowledgement or a mending that came since the change was told', async () => {
    const waived = benchOf({ view: { quiet: 1e9, waiver: () => ({ until: '2026-12-31' }) } });
    expect(await respond(await broken(waived), waived.parts)).toMatchObject({
      response: { heldBy: 'waiver' },
    });
    const mended = benchOf();
    const change = await broken(mended);
    await broken(mended, { at: 2, outcome: 'pass' });
    expect(await respond(change, mended.parts)).toMatchObject({ response: { heldBy: 'changed-since' } });
    expect(
      await respond({ ...change, finding: { ...change.finding, id: 'f'.repeat(32) } }, mended.parts),
    ).toMatchObject({
      response: { heldBy: 'changed-since' },
    });
    expect(wrote(waived) || wrote(mended)).toBe(false);
  });

  it('the re-read: nothing is bad any more; what cannot be read is not touched', async () => {
    const good = benchOf({ world: worldOf({ web: 'good' }) });
    expect(await respond(await broken(good), good.parts)).toMatchObject({
      response: { heldBy: 'changed-since' },
    });
    const denied = benchOf();
    denied.world.readTrouble.push('denied');
    expect(await respond(await broken(denied), denied.parts)).toMatchObject({
      response: { heldBy: 'guard-error' },
    });
    const throwing = benchOf({
      actionOf: () => ({ ...mendingAction(), prepare: () => Promise.reject(new Error('bug')) }),
    });
    expect(await respond(await broken(throwing), throwing.parts)).toMatchObject({
      response: { heldBy: 'guard-error' },
    });
    const none = benchOf({ actionOf: () => null });
    expect(await respond(await broken(none), none.parts)).toMatchObject({
      response: { heldBy: 'guard-error' },
    });
    expect([good, denied, throwing, none].some(wrote)).toBe(false);
  });

  it('a change between plan and first call', async () => {
    const world = worldOf();
    const bench = benchOf({ world, contextFor: async () => ({}) });
    const action = mendingAction();
    const moved = {
      ...bench.parts,
      actionOf: () => ({
        ...action,
        prepare: async (...given: Parameters<typeof action.prepare>) => {
          const prepared = await action.prepare(...given);
          world.values.set('web', 'other');
          return prepared;
        },
      }),
    };
    expect(await respond(await broken(bench), moved)).toMatchObject({
      response: { outcome: 'held', heldBy: 'changed-since' },
    });
    expect(wrote(bench)).toBe(false);
  });

  it('an action that wants people to decide asks, also where policy enforces', async () => {
    const bench = benchOf({ actionOf: () => mendingAction({ askFirst: 'no good revision' }) });
    const change = await broken(bench);
    expect(await respond(change, bench.parts)).toMatchObject({
      response: {
        outcome: 'awaiting-approval',
        heldBy: null,
        reason: expect.stringContaining('no good revision'),
      },
    });
    expect(wrote(bench)).toBe(false);
  });
});

describe('troubles of AWS', () => {
  it.each(['throttled', 'timeout', 'lost'] as const)('%s: tried again, applied once', async (trouble) => {
    const bench = benchOf();
    bench.world.trouble.push(trouble);
    expect(await respond(await broken(bench), bench.parts)).toMatchObject({ response: { outcome: 'done' } });
    expect(bench.world.effects).toEqual(['web=good']);
  });

  it.each([
    0, 1, 2,
  ])('access denied at call %i: handed to people, with what went through', async (failing) => {
    const world = worldOf({ web: 'bad', job: 'bad', cron: 'bad' });
    const bench = benchOf({ world });
    const set = world.api.call;
    let calls = 0;
    const api = {
      async call(request: Parameters<typeof set>[0]) {
        if (request.operation === 'Set' && calls++ === failing) world.trouble.push('denied');
        return set(request);
      },
    };
    const change = await broken(bench);
    const responded = await respond(change, { ...bench.parts, sessionFor: () => api });
    expect(responded).toMatchObject({
      response: {
        outcome: 'failed',
        reason: expect.stringContaining(`(${failing} of 3 calls went through)`),
      },
    });
    expect(world.effects).toHaveLength(failing);
    expect(bench.notices.map(({ kind }) => kind)).toEqual(['failed']);
    expect(
      (await kinds(bench.store, change.finding.id)).filter((kind) => kind === 'call-failed'),
    ).toHaveLength(1);
    expect((await bench.store.get(change.finding.id))?.decided.remediating).toBeNull();
  });

  it.each(
    (['throttled', 'timeout', 'lost'] as const).flatMap((trouble) =>
      [0, 1, 2].map((failing) => [trouble, failing] as const),
    ),
  )('%s at call %i of three: tried again, each applied once', async (trouble, failing) => {
    const world = worldOf({ web: 'bad', job: 'bad', cron: 'bad' });
    const bench = benchOf({ world });
    let calls = 0;
    const api = {
      async call(request: Parameters<typeof world.api.call>[0]) {
        if (request.operation === 'Set' && calls++ === failing) world.trouble.push(trouble);
        return world.api.call(request);
      },
    };
    const change = await broken(bench);
    const responded = await respond(change, { ...bench.parts, sessionFor: () => api });
    expect(responded).toMatchObject({ response: { outcome: 'done' } });
    expect(world.effects).toEqual(['web=good', 'job=good', 'cron=good']);
    const journal = await readJournal(bench.store, change.finding.id);
    expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
    expect(journal.filter(({ kind }) => kind === 'sent')).toHaveLength(3);
  });

  it('waits as long as AWS asks for', async () => {
    const bench = benchOf();
    const { api } = bench.world;
    let refused = false;
    const busy = {
      async call(request: Parameters<typeof api.call>[0]) {
        if (request.operation !== 'Set' || refused) return api.call(request);
        refused = true;
        return { ok: false, code: 'throttled', reason: 'busy', retryAfter: 9_000 } as const;
      },
    };
    const change = await broken(bench);
    const before = bench.clock.now;
    await respond(change, { ...bench.parts, sessionFor: () => busy });
    expect(bench.clock.now - before).toBeGreaterThanOrEqual(9_000);
    expect(bench.world.effects).toEqual(['web=good']);
  });

  it('throttled for long: comes again, goes on from there, and in the end gives up', async () => {
    const bench = benchOf();
    const change = await broken(bench);
    bench.world.trouble.push(...Array<'throttled'>(11).fill('throttled'));
    await expect(respond(change, bench.parts)).rejects.toThrow(RetryLater);
    bench.clock.now += 60_000;
    await expect(respond(change, anotherRun(bench.parts))).rejects.toThrow(RetryLater);
    bench.clock.now += 60_000;
    expect(await respond(change, anotherRun(bench.parts))).toMatchObject({ response: { outcome: 'done' } });
    const hopeless = benchOf();
    const other = await broken(hopeless);
    hopeless.world.trouble.push(...Array<'throttled'>(99).fill('throttled'));
    for (const _ of [1, 2]) {
      await expect(respond(other, anotherRun(hopeless.parts))).rejects.toThrow(RetryLater);
      hopeless.clock.now += 60_000;
    }
    expect(await respond(other, anotherRun(hopeless.parts))).toMatchObject({
      response: { outcome: 'failed' },
    });
    expect(hopeless.world.effects).toEqual([]);
  });

  it('an effect that never shows is a failure that people hear of', async () => {
    const bench = benchOf({
      actionOf: () =>
        mendingAction({
          after: [
            {
              what: 'web',
              read: { service: 'fake', operation: 'Get', parameters: { name: 'web' } },
              state: 'gone',
            },
          ],
        }),
    });
    const change = await broken(bench);
    expect(await respond(change, bench.parts)).toMatchObject({
      response: { outcome: 'failed', reason: 'mend web; web is not as expected' },
    });
  });

  it('the kill switch turned on between two calls stops the rest', async () => {
    const world = worldOf({ web: 'bad', job: 'bad' });
    const bench = benchOf({ world });
    const api = {
      async call(request: Parameters<typeof world.api.call>[0]) {
        const answer = await world.api.call(request);
        if (request.operation === 'Set')
          await setKillSwitch(bench.store, {
            on: true,
            by: 'sam',
            at: '2026-03-01T12:00:00.000Z',
            reason: null,
          });
        return answer;
      },
    };
    const responded = await respond(await broken(bench), { ...bench.parts, sessionFor: () => api });
    expect(responded).toMatchObject({
      response: {
        outcome: 'failed',
        reason: 'mend web, job; sam turned the kill switch on (1 of 2 calls went through)',
      },
    });
    expect(world.effects).toEqual(['web=good']);
  });

  it('the kill switch turned on right before the first call refuses, and leaves the finding open', async () => {
    const bench = benchOf();
    const pull = () =>
      setKillSwitch(bench.store, { on: true, by: 'sam', at: '2026-03-01T12:00:00.000Z', reason: null });
    const store = {
      ...bench.store,
      async put(...given: Parameters<typeof bench.store.put>) {
        await pull();
        return bench.store.put(...given);
      },
    };
    const change = await broken(bench);
    const responded = await respond(change, { ...bench.parts, store });
    expect(responded).toMatchObject({ response: { outcome: 'held', heldBy: 'kill-switch' } });
    expect(bench.world.effects).toEqual([]);
    expect((await bench.store.get(change.finding.id))?.decided.remediating).toBeNull();
  });

  it('people not told are told when the event comes again', async () => {
    const bench = benchOf();
    const change = await broken(bench);
    const deaf = { ...bench.parts, tell: () => Promise.reject(new Error('no bus')) };
    await expect(respond(change, deaf)).rejects.toThrow('no bus');
    await respond(change, anotherRun(bench.parts));
    expect(bench.notices.map(({ kind }) => kind)).toEqual(['done']);
    expect(bench.world.effects).toEqual(['web=good']);
  });
});
