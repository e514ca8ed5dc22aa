// How old agents are: by their release, and behind their API server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyOld, whySkewed } from '../../shared/model/agent-age.ts';

const bounds = { oldest: '1.0', months: 12, asOf: '2026-11-30T00:00:00.000Z' };

describe('an agent', () => {
  it.each([
    ['ecs', '1.96.0', 'released by 2025-07-16'],
    ['ecs', '1.100.1', 'released by 2025-10-15'],
    ['ecs', '1.12.0', 'released by 2024-10-01'],
    ['kubelet', 'v1.34.1-eks-113cf36', 'released by 2025-08-27'],
    ['kubelet', '1.19', 'released by 2023-08-15'],
  ] as const)('%s %s is old', (kind, version, why) => {
    expect(whyOld(kind, version, bounds)).toEqual({ why, wanted: 'at most 12 months old' });
  });

  it.each([
    ['ecs', '1.102.0'],
    ['ecs', '1.999.0'],
    ['kubelet', '1.35'],
    ['kubelet', 'v1.36.0+k3s1'],
    ['kubelet', '1.38'],
  ] as const)('%s %s is not', (kind, version) => expect(whyOld(kind, version, bounds)).toBeNull());

  it('is old on the day, and not a millisecond before', () => {
    const at = (asOf: string) => whyOld('kubelet', '1.34', { ...bounds, months: 15, asOf });
    expect(at('2026-11-26T23:59:59.999Z')).toBeNull();
    expect(at('2026-11-27T00:00:00.000Z')).not.toBeNull();
  });

  it.each([
    ['kubelet', '1.36', '2027-04-22'],
    ['kubelet', 'v1.37.1-eks-0000000', '2027-08-26'],
    ['ecs', '1.107.0', '2027-09-24'],
    ['ecs', '1.108.2', '2027-10-27'],
  ] as const)('%s %s is old from %s on', (kind, version, day) => {
    const midnight = Date.parse(day);
    const at = (ms: number) => whyOld(kind, version, { ...bounds, asOf: new Date(ms).toISOString() });
    expect(at(midnight - 1)).toBeNull();
    expect(at(midnight)).not.toBeNull();
  });

  it('is old where policy names a later version, whenever it was released', () => {
    expect(whyOld('ecs', '1.1107.0', { ...bounds, oldest: '1.1108' })).toEqual({
      ...{ why: 'an old one', wanted: '1.1108 or later' },
    });
    expect(whyOld('ecs', '1.100.1', { ...bounds, asOf: null, oldest: '1.100.2' })).not.toBeNull();
  });

  it.each(['', 'latest', '2.1', '1', 'v1.x'])('%s is not known to be old', (version) => {
    expect(whyOld('kubelet', version, { ...bounds, oldest: '0.0' })).toBeNull();
  });
});

describe('a kubelet and its API server', () => {
  it.each([
    ['1.34', '1.34', null],
    ['v1.31.9-eks-1', '1.34', null],
    ['1.24', '1.26', null],
    ['1.30', '1.34', '4 minor versions behind its API server 1.34'],
    ['1.24', '1.27', '3 minor versions behind its API server 1.27'],
    ['1.35', '1.34', 'newer than its API server 1.34'],
    ['latest', '1.34', null],
    ['1.30', null, null],
    ['1.30', '2.4', null],
  ])('%s under %s', (kubelet, server, why) => expect(whySkewed(kubelet, server)?.why ?? null).toBe(why));

  it('may be three minor versions older, and none newer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 25, max: 200 }), fc.integer({ min: 25, max: 200 }), (own, server) => {
        const isAllowed = own <= server && server - own <= 3;
        expect(whySkewed(`v1.${own}.3`, `1.${server}`) === null).toBe(isAllowed);
      }),
    );
  });
});
