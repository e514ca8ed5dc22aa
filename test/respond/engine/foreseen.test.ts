// Plans of a replay: filled by what was recorded, held back or asked about where that tells so, else of the finding alone.
import { describe, expect, it } from 'vitest';
import type { FindingChange } from '../../../shared/model/finding.ts';
import type { ResponseMode } from '../../../shared/model/response.ts';
import { planOf } from '../../../shared/respond/actions/index.ts';
import { respondTo } from '../../../shared/respond/engine/forecast.ts';
import { foreseenPlan } from '../../../shared/respond/engine/foreseen.ts';
import { noResponsesYet } from '../../../shared/respond/guardrails/seen.ts';
import type { OfflinePlan } from '../../../shared/respond/planning/offline.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { policyFrom } from '../../support/judging.ts';
import { findingOn } from '../actions/round-trip.ts';

const service = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
const finding = {
  ...findingOn({ id: service, platform: 'ecs', kind: 'workload' }),
  response: { action: 'stop-workload', mode: 'enforce' } as const,
};
const definition = (revision: number, privileged: boolean) => ({
  taskDefinitionArn: `arn:aws:ecs:eu-central-1:111122223333:task-definition/web:${revision}`,
  ...{ family: 'web', revision },
  containerDefinitions: [{ name: 'web', image: 'web:1', privileged }],
});
const described = (change: object = {}) => ({
  services: [
    {
      ...{ serviceArn: service, serviceName: 'web', status: 'ACTIVE', desiredCount: 2 },
      ...{ taskDefinition: definition(3, true).taskDefinitionArn, ...change },
    },
  ],
});
const recorded = (change: Parameters<typeof fakeApi>[0] = {}) =>
  fakeApi({
    'ecs.DescribeServices': described(),
    'ecs.ListServiceDeployments': { serviceDeployments: [] },
    'ecs.ListTaskDefinitions': {
      taskDefinitionArns: [3, 2].map((revision) => definition(revision, false).taskDefinitionArn),
    },
    'ecs.DescribeTaskDefinition': ({ taskDefinition }) => {
      const revision = Number(String(taskDefinition).split(':').at(-1));
      return { taskDefinition: definition(revision, revision === 3) };
    },
    'application-auto-scaling.DescribeScalableTargets': { ScalableTargets: [] },
    ...change,
  });
const passes = async (one: object) => !JSON.stringify(one).includes('"privileged":true');
const alone = planOf('stop-workload', finding);

describe('a plan', () => {
  it('is the one that would be made of what was recorded', async () => {
    expect(alone.calls[0]?.parameters).toMatchObject({ taskDefinition: null });
    expect(await foreseenPlan(finding, recorded(), { passes })).toEqual({
      words: 'roll service web back from web:3 to web:2',
      calls: [
        {
          ...{ service: 'ecs', operation: 'UpdateService' },
          parameters: { cluster: 'shop', service, taskDefinition: definition(2, false).taskDefinitionArn },
        },
      ],
    });
  });

  it('asks people where the action would', async () => {
    const plan = await foreseenPlan(finding, recorded(), { passes: async () => false });
    expect(plan).toMatchObject({ words: expect.stringContaining('to 0'), askFirst: expect.any(String) });
  });

  it('is held back where what was recorded is nothing to touch', async () => {
    const daemon = recorded({ 'ecs.DescribeServices': described({ schedulingStrategy: 'DAEMON' }) });
    expect(await foreseenPlan(finding, daemon, { passes })).toMatchObject({ heldBy: 'protected', calls: [] });
  });

  it.each<[string, Parameters<typeof fakeApi>[0] | null]>([
    ['nothing was recorded', null],
    ['a part was not', { 'ecs.ListTaskDefinitions': 'not-recorded' }],
    ['it is of another time', { 'ecs.DescribeServices': described({ status: 'INACTIVE' }) }],
  ])('is that of the finding alone where %s', async (_, change) => {
    const api = change === null ? null : recorded(change);
    expect(await foreseenPlan(finding, api, { passes })).toEqual(alone);
  });

  it('shows no credential of what was recorded', async () => {
    const token = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
    const role = findingOn({ id: 'arn:aws:iam::111122223333:role/r' }, ['*']);
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Sid: token, Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
    };
    const api = fakeApi({ 'iam.GetRole': { Role: { RoleName: 'r', AssumeRolePolicyDocument: trust } } });
    const plan = await foreseenPlan(
      { ...role, response: { action: 'restore-trust', mode: 'enforce' } },
      api,
      {},
    );
    expect(plan.calls[0]?.parameters.PolicyDocument).toEqual(expect.any(String));
    expect(JSON.stringify(plan)).not.toContain(token);
  });
});

describe('a response', () => {
  const responseIn = (mode: ResponseMode, plan: OfflinePlan, seen = noResponsesYet()) => {
    const change = {
      ...{ type: 'opened', previous: null, at: '2026-03-01T12:00:00.000Z', eventId: 'e', replayed: false },
      finding: { ...finding, response: { action: 'stop-workload', mode } },
    } as FindingChange;
    return respondTo(
      change,
      { policy: policyFrom({ mode, brake: { actions: 1, window: '10m' } }), seen },
      plan,
    );
  };
  const asking: OfflinePlan = { ...alone, askFirst: 'nothing else passes' };

  it('asks people where its plan does, whatever the mode, and says why', () => {
    for (const mode of ['approve', 'enforce'] as const)
      expect(responseIn(mode, asking)).toMatchObject({
        ...{ outcome: 'awaiting-approval', heldBy: null, mode },
        reason: `${alone.words}; nothing else passes`,
      });
    expect(responseIn('observe', asking)).toMatchObject({ outcome: 'held', heldBy: 'mode' });
  });

  it('that asks anyway is not held by the action limit, as in a deployment; an answered occurrence is', () => {
    const seen = noResponsesYet();
    const one = {
      control: finding.control,
      account: finding.subject.account,
      at: '2026-03-01T11:59:00.000Z',
    };
    seen.add({ ...one, finding: 'other', occurrence: 0, calls: [] });
    expect(responseIn('enforce', alone, seen)).toMatchObject({ heldBy: 'brake' });
    expect(responseIn('enforce', asking, seen)).toMatchObject({ outcome: 'awaiting-approval', heldBy: null });
    expect(responseIn('enforce', asking, seen)).toMatchObject({ heldBy: 'idempotent' });
  });

  it('says whose response makes the very same calls, where all of them are known', () => {
    const parameters = { UserName: 'kim', AccessKeyId: 'AKIDEXAMPLE', Status: 'Inactive' };
    const key = { service: 'iam', operation: 'UpdateAccessKey', parameters };
    const other = {
      control: 'control-plane/federated-access-only',
      account: null,
      at: '2026-02-01T11:59:00.000Z',
    };
    const reasonAfter = (calls: OfflinePlan['calls']) => {
      const seen = noResponsesYet();
      seen.add({ ...other, finding: 'other', occurrence: 0, calls });
      return responseIn('enforce', { words: 'deactivate it', calls }, seen)?.reason;
    };
    expect(reasonAfter([key])).toBe(
      'deactivate it; the response to control-plane/federated-access-only makes the same call',
    );
    expect(reasonAfter([{ ...key, parameters: { ...parameters, AccessKeyId: null } }])).toBe('deactivate it');
    expect(reasonAfter([])).toBe('deactivate it');
  });
});
