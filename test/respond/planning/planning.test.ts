// What a plan may ask for is known before it runs.
import { expect, it } from 'vitest';
import { call, type Planning, preparing } from '../../../shared/respond/planning/planning.ts';
import { fakeApi } from '../../gather/fake-api.ts';

const place = { account: '123456789012', region: 'eu-west-1' };

/** A plan that only looks. */
function looking(look: (planning: Planning) => Promise<unknown>) {
  return preparing(place, fakeApi({ 'events.DescribeRule': { State: 'DISABLED' } }), async (planning) => {
    const words = JSON.stringify(await look(planning));
    return { words, calls: [], before: [], after: [], undo: [] };
  });
}

it('a plan sees the state that a read shows', async () => {
  const prepared = await looking(({ state }) => state(call('events', 'DescribeRule', { Name: 'r' })));
  expect(prepared).toMatchObject({ ok: true, prepared: { words: '{"state":"DISABLED"}' } });
});

it('a read that nobody knows the state of does not compile, and makes no plan', async () => {
  const prepared = await looking(({ state }) =>
    // @ts-expect-error: shared/respond/state/views.ts has no row for it
    state(call('events', 'DescribeEventBus', { Name: 'b' })),
  );
  expect(prepared).toMatchObject({ ok: false, heldBy: 'guard-error' });
});

it.each([
  [['KeyMetadata'], { KeyMetadata: { Enabled: false } }, '{"Enabled":false}'],
  [['Topics', '1'], { Topics: [{ a: 1 }, { a: 2 }] }, '{"a":2}'],
  [[], { State: 'ON' }, '{"State":"ON"}'],
  [['KeyMetadata', '0', 'toString'], { KeyMetadata: [] }, '{}'],
  [['Name'], { Name: 'text' }, '{}'],
])('a plan may say where a read shows its state: %j', async (at, answer, parts) => {
  const read = { ...call('kms', 'DescribeKey', { KeyId: 'k' }), at };
  const prepared = await preparing(
    place,
    fakeApi({ 'kms.DescribeKey': answer }),
    async ({ state, seenAs }) => {
      expect(JSON.stringify(seenAs(read, answer))).toBe(parts);
      return { words: JSON.stringify(await state(read)), calls: [], before: [], after: [], undo: [] };
    },
  );
  expect(prepared).toMatchObject({ ok: true, prepared: { words: parts } });
});
