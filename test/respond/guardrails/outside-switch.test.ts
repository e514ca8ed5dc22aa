// The kill switch outside the record: anything but a clear `off` stops, before every call.
import { describe, expect, it } from 'vitest';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { parameterSwitch } from '../../../shared/respond/guardrails/outside-switch.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { benchOf, broken, worldOf } from '../world.ts';

const name = '/seawall/production/brake';
const valued = (Value: string | number | null) =>
  fakeApi({ 'ssm.GetParameter': { Parameter: { Name: name, Value } } });

describe('a parameter', () => {
  it.each(['off', 'OFF', ' off\n'])('that says %j lets responses be', async (value) => {
    const api = valued(value);
    expect(await parameterSwitch(api, name)()).toBeNull();
    expect(api.requests).toMatchObject([{ account: null, input: { Name: name } }]);
  });

  it.each([
    'on',
    '',
    'of',
    'off!',
    'false',
    '0',
    'nein',
    null,
    0,
  ])('that says %j stops them', async (value) => {
    expect(await parameterSwitch(valued(value), name)()).toContain(name);
  });

  it.each([
    'denied',
    'throttled',
    'timeout',
    'not-found',
    'failed',
  ] as const)('that cannot be read (%s) stops them, and says why', async (code) => {
    const held = await parameterSwitch(fakeApi({ 'ssm.GetParameter': code }), name)();
    expect(held).toContain('cannot be read');
    expect(held).toContain(code);
  });
});

describe('a response', () => {
  it('is held by it, and told so', async () => {
    const bench = benchOf({ outside: async () => `the parameter ${name}` });
    const told = await broken(bench);
    expect(await respond(told, bench.parts)).toMatchObject({
      response: { outcome: 'held', heldBy: 'kill-switch', reason: expect.stringContaining(name) },
    });
    expect(bench.world.effects).toEqual([]);
  });

  it('is stopped by it between two calls', async () => {
    const world = worldOf({ web: 'bad', job: 'bad', cron: 'bad' });
    const bench = benchOf({
      world,
      outside: async () => (world.effects.length < 2 ? null : 'the parameter'),
    });
    const told = await broken(bench);
    expect(await respond(told, bench.parts)).toMatchObject({ response: { outcome: 'failed' } });
    expect(world.effects).toHaveLength(2);
    const last = (await readJournal(bench.store, told.finding.id)).findLast(({ kind }) => kind === 'failed');
    expect(last?.detail.reason).toBe('the parameter turned the kill switch on (2 of 3 calls went through)');
  });
});
