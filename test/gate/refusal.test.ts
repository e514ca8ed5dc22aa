// A deployment is refused only while it waits at the hook, and nothing is sent for it.
import { describe, expect, it } from 'vitest';
import { refusing } from '../../shared/gate/refusal.ts';
import { fakeApi } from '../gather/fake-api.ts';
import { account, findingOn, region } from '../respond/actions/round-trip.ts';

const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
const hook = {
  stage: 'PRE_SCALE_UP',
  deployment: arn('service-deployment/shop/web/0002'),
  service: arn('service/shop/web'),
  revision: arn('service-revision/shop/web/0003'),
  unsureSince: null,
};
const read = 'ecs.DescribeServiceDeployments';
const at = (status: string, lifecycleStage = 'PRE_SCALE_UP') =>
  fakeApi({ [read]: { serviceDeployments: [{ status, lifecycleStage }] } });
const prepare = (api: ReturnType<typeof fakeApi>) => refusing(hook).prepare(findingOn({}), api);

describe('the refusal of a deployment', () => {
  it.each([
    'PENDING',
    'IN_PROGRESS',
  ])('is planned while it is %s, in its own account and Region', async (status) => {
    const api = at(status);
    const prepared = await prepare(api);
    expect(prepared).toMatchObject({
      ok: true,
      prepared: { account, region, calls: [], undo: [], after: [], before: [{ state: { status } }] },
    });
    expect(prepared.ok && prepared.prepared.words).toMatch(
      /^refuse deployment \S+ of service \S+ at PRE_SCALE_UP: .*; if denied, it starts$/,
    );
    expect(api.requests).toMatchObject([{ account, region, operation: 'DescribeServiceDeployments' }]);
    expect(refusing(hook).permissions).toEqual(['ecs:DescribeServiceDeployments']);
  });

  it.each([
    'SUCCESSFUL',
    'STOPPED',
    'STOP_REQUESTED',
    'ROLLBACK_IN_PROGRESS',
  ])('is not planned where it is %s', async (status) => {
    expect(await prepare(at(status))).toMatchObject({ ok: false, heldBy: 'changed-since' });
  });

  it.each([
    ['it is gone', fakeApi({ [read]: { serviceDeployments: [] } }), 'changed-since'],
    ['nobody may look', fakeApi({ [read]: 'denied' }), 'guard-error'],
  ] as const)('is not planned where %s', async (_, api, heldBy) => {
    expect(await prepare(api)).toMatchObject({ ok: false, heldBy });
  });
});
