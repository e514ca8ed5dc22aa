// How far a workload is trusted: its group's word, else its label's, else nobody knows.
import { describe, expect, it } from 'vitest';
import type { SubjectContext } from '../../shared/policy/groups.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { trustOf } from '../../shared/policy/trust.ts';

const policy = (text: string) => {
  const loaded = loadPolicy(text, { file: 'seawall.yml', controls: [], now: '2026-11-17T12:00:00.000Z' });
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  return loaded.policy;
};
const context = (change: Partial<SubjectContext> = {}): SubjectContext => ({
  ...{ account: null, region: null, cluster: 'shop', namespace: null, platform: 'ecs', tags: {} },
  ...change,
});
const grouped = policy('groups: [{ name: a, match: { cluster: "pay-*" }, trust: High }]');
const key = 'seawall.dev/trust';

describe('the trust level', () => {
  it('is the group’s, whatever the label says', () => {
    expect(trustOf(grouped, context({ cluster: 'pay-1', tags: { [key]: 'low' } }))).toEqual({
      known: true,
      level: 'high',
    });
  });

  it('else the label’s, or none', () => {
    expect(trustOf(grouped, context({ tags: { [key]: ' Low ' } }))).toEqual({ known: true, level: 'low' });
    expect(trustOf(grouped, context())).toEqual({ known: true, level: null });
    expect(trustOf(grouped, context({ tags: { [key]: ' ' } }))).toEqual({ known: true, level: null });
    const renamed = policy('labels: { trust: acme/tier }');
    expect(trustOf(renamed, context({ tags: { 'acme/tier': 'public' } })).known).toBe(true);
  });

  it('is open where the group is, unless no group gives one', () => {
    const nowhere = context({ cluster: null, tags: { [key]: 'low' } });
    expect(trustOf(grouped, nowhere)).toMatchObject({
      known: false,
      reason: expect.stringContaining('cluster'),
    });
    const without = policy('groups: [{ name: a, match: { cluster: "pay-*" } }]');
    expect(trustOf(without, nowhere)).toEqual({ known: true, level: 'low' });
    expect(trustOf(without, context({ tags: null }))).toMatchObject({ known: false });
  });
});
