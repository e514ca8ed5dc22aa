// What a complete look did not find is gone, and nothing else is.
import { describe, expect, it } from 'vitest';
import { goneBy, nothingFound } from '../../shared/inventory/gone.ts';
import type { Finding } from '../../shared/model/finding.ts';

const subject = {
  kind: 'workload',
  platform: 'ecs',
  id: 'arn:aws:ecs:eu-central-1:1:service/shop/web',
  name: 'web',
  account: '1',
  region: 'eu-central-1',
} as const;
const finding = (change: object = {}, of: object = {}) =>
  ({
    kind: 'state',
    status: 'open',
    dormant: false,
    cluster: 'shop',
    ...change,
    subject: { ...subject, ...of },
  }) as Finding;
const looked = {
  account: '1',
  region: 'eu-central-1',
  complete: new Set(['ecs workload', 'iam principal']),
  seen: nothingFound(),
};
const known = (one: Finding, ...standing: readonly string[]) => ({ finding: one, standing });
const found = (...verdicts: readonly object[]) => {
  const seen = nothingFound();
  for (const change of verdicts)
    seen.add({ identity: subject.id, cluster: 'shop', instance: null, ...change });
  return { ...looked, seen };
};
const place = { identity: subject.id, account: '1', region: 'eu-central-1', cluster: 'shop' };

describe('a finding of the record', () => {
  it('is about something gone where a complete look did not find it', () => {
    expect(goneBy([known(finding()), known(finding({ status: 'waived' }), 'a')], looked)).toEqual([
      { ...place, instance: null, whole: true },
    ]);
    const role = finding({ cluster: null }, { kind: 'principal', platform: 'iam', region: null, id: 'role' });
    expect(goneBy([known(role)], looked)).toMatchObject([{ identity: 'role', region: null }]);
  });

  it.each([
    ['found', finding(), found({}, { instance: 'a' })],
    ['resolved', finding({ status: 'resolved' }), {}],
    ['an incident', finding({ kind: 'incident' }), {}],
    ['of what nothing runs', finding({ dormant: true }), {}],
    ['elsewhere', finding({}, { region: 'us-east-1' }), {}],
    ['in another account', finding({}, { account: '2' }), {}],
    ['of a kind that was not looked through', finding({}, { platform: 'kubernetes' }), {}],
    ['of a list that was refused', finding(), { complete: new Set(['iam principal']) }],
  ])('is left alone: %s', (_, one, change) => {
    expect(goneBy([known(one, 'a')], { ...found({ instance: 'a' }), seen: looked.seen, ...change })).toEqual(
      [],
    );
  });

  it('that is there may have tasks that are not', () => {
    const open = [known(finding(), 'a', 'b', 'c'), known(finding(), 'b')];
    expect(goneBy(open, found({ instance: 'a' }, {}, { instance: 'c' }))).toEqual([
      { ...place, instance: 'b' },
    ]);
    expect(goneBy(open, found({}))).toHaveLength(3);
    // What could not be judged was found.
    expect(goneBy(open, found(...['a', 'b', 'c'].map((instance) => ({ instance }))))).toEqual([]);
  });

  it('in one cluster is none in another', () => {
    const other = found({ cluster: 'pay' });
    expect(goneBy([known(finding())], other)).toEqual([{ ...place, instance: null, whole: true }]);
    expect(goneBy([known(finding({ cluster: 'pay' }))], other)).toEqual([]);
  });
});
