// Facts of what watches an account: GuardDuty's detector, and the scanner of its registry.
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import { isScanned } from '../../../shared/model/detection.ts';
import { answered, fakeApi } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };
const feature = (Name: string, Status: string, agents: Readonly<Record<string, string>> = {}) => ({
  ...{ Name, Status },
  AdditionalConfiguration: Object.entries(agents).map(([name, status]) => ({ Name: name, Status: status })),
});

describe('detectors', () => {
  const ask = { fact: 'detectors', ...here } as const;
  const listed = { 'guardduty.ListDetectors': { DetectorIds: ['12abc34d567e8fa901bc2d34e56789f0'] } };
  const Features = [
    feature('EKS_AUDIT_LOGS', 'ENABLED'),
    feature('RUNTIME_MONITORING', 'ENABLED', {
      EKS_ADDON_MANAGEMENT: 'ENABLED',
      ECS_FARGATE_AGENT_MANAGEMENT: 'DISABLED',
    }),
    feature('S3_DATA_EVENTS', 'DISABLED'),
  ];

  it('are the features that are enabled, and the agents', async () => {
    const api = fakeApi({ ...listed, 'guardduty.GetDetector': { Status: 'ENABLED', Features } });
    expect(answered(await createFacts(api).get(ask))).toEqual({
      features: ['EKS_AUDIT_LOGS', 'RUNTIME_MONITORING'],
      agents: ['EKS_ADDON_MANAGEMENT'],
    });
    expect(api.requests[1]?.input).toEqual({ DetectorId: '12abc34d567e8fa901bc2d34e56789f0' });
  });

  it.each([
    ['there is no detector', { 'guardduty.ListDetectors': { DetectorIds: [] } }],
    ['it is suspended', { ...listed, 'guardduty.GetDetector': { Status: 'DISABLED', Features } }],
  ])('are none where %s', async (_, calls) => {
    expect(answered(await createFacts(fakeApi(calls)).get(ask))).toEqual({ features: [], agents: [] });
  });

  it.each([
    { 'guardduty.ListDetectors': 'denied' as const },
    { ...listed, 'guardduty.GetDetector': 'denied' as const },
  ])('are not known where nobody may look', async (calls) => {
    expect(await createFacts(fakeApi(calls)).get(ask)).toMatchObject({ ok: false, code: 'denied' });
  });
});

describe('registry scanning', () => {
  const ask = { fact: 'registry-scanning', ...here } as const;
  const operation = 'ecr.GetRegistryScanningConfiguration';

  it('is its type and rules', async () => {
    const rules = [
      { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: 'prod*', filterType: 'WILDCARD' }] },
    ];
    const api = fakeApi({
      [operation]: { registryId: here.account, scanningConfiguration: { scanType: 'BASIC', rules } },
    });
    expect(answered(await createFacts(api).get(ask))).toEqual({
      type: 'BASIC',
      rules: [{ frequency: 'SCAN_ON_PUSH', filters: ['prod*'] }],
    });
  });

  it('is no answer without a type', async () => {
    expect(await createFacts(fakeApi({ [operation]: {} })).get(ask)).toMatchObject({ ok: false });
  });

  it.each([
    ['*', 'SCAN_ON_PUSH', true],
    ['shop', 'CONTINUOUS_SCAN', true],
    ['team/*', 'CONTINUOUS_SCAN', true],
    ['*/api', 'SCAN_ON_PUSH', false],
    ['web*', 'SCAN_ON_PUSH', false],
    ['*', 'MANUAL', false],
  ])('covers a repository by %s %s: %s', (filter, frequency, covers) => {
    expect(isScanned({ type: 'BASIC', rules: [{ frequency, filters: [filter] }] }, 'team/shop')).toBe(covers);
  });
});
