// What a complete look did not find is gone, and nothing else is.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../shared/model/finding.ts';
import { goneBy } from '../../shared/survey/gone.ts';

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
  seen: new Set<string>(),
};

describe('a finding of the record', () => {
  it('is about something gone where a complete look did not find it', () => {
    expect(goneBy([finding(), finding({ status: 'waived' })], looked)).toEqual([
      { identity: subject.id, account: '1', region: 'eu-central-1', instance: null, cluster: 'shop' },
    ]);
    const role = finding({ cluster: null }, { kind: 'principal', platform: 'iam', region: null, id: 'role' });
    expect(goneBy([role], looked)).toMatchObject([{ identity: 'role', region: null }]);
  });

  it.each([
    ['found', finding(), { seen: new Set([subject.id]) }],
    ['resolved', finding({ status: 'resolved' }), {}],
    ['an incident', finding({ kind: 'incident' }), {}],
    ['of what nothing runs', finding({ dormant: true }), {}],
    ['elsewhere', finding({}, { region: 'us-east-1' }), {}],
    ['in another account', finding({}, { account: '2' }), {}],
    ['of a kind that was not looked through', finding({}, { platform: 'kubernetes' }), {}],
    ['of a list that was refused', finding(), { complete: new Set(['iam principal']) }],
  ])('is left alone: %s', (_, one, change) => {
    expect(goneBy([one], { ...looked, ...change })).toEqual([]);
  });
});
