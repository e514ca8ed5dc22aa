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
