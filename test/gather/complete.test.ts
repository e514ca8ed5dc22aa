// What facts add to a change: policies, trust and rules of the rest, whole only where they were read after the event.
import { describe, expect, it } from 'vitest';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../../shared/controls/examples/events.ts';
import { completeSubject } from '../../shared/gather/complete.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { factsFromFiles } from '../../shared/gather/files.ts';
import type { Facts } from '../../shared/model/facts.ts';
import type { Principal } from '../../shared/model/principal.ts';
import type { Subject } from '../../shared/model/subject.ts';
import { observationsOf } from '../support/judging.ts';

const wide = policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
const details = roleDetails(trustOf('ecs-tasks.amazonaws.com'), [wide]);
const factsAt = (asOf: string) => factsFromFiles([{ file: 'account.json', json: details, asOf }]).facts;

const event = (operation: string, parameters: Record<string, string>): Subject => {
  const [observation] = observationsOf(
    cloudTrail('iam', operation, { requestParameters: { roleName: 'shop-web-task', ...parameters } }),
  );
  const found = observation?.subjects.find(({ kind }) => kind === 'principal');
  if (found === undefined) throw new Error('no principal');
  return found;
};
const put = () =>
  event('PutRolePolicy', {
    policyName: 'new',
    policyDocument: JSON.stringify(
      policyDocument({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
    ),
  });
const eventTime = '2026-11-17T09:00:00.000Z';

function principal(subject: Subject): Principal {
  if (subject.kind !== 'principal') throw new Error('no principal');
  return subject;
}

describe('a principal that an event changed', () => {
  it('stays a change without facts', async () => {
    const { subject, asOf } = await completeSubject(put(), noFacts(), eventTime);
    expect(principal(subject).policies.map(({ name }) => name)).toEqual(['new']);
    expect([principal(subject).complete, asOf]).toEqual([false, null]);
  });

  it('is whole where the facts were read after the event', async () => {
    const { subject, asOf } = await completeSubject(put(), factsAt('2026-11-17T09:00:05.000Z'), eventTime);
    expect(principal(subject).policies.map(({ name }) => name)).toEqual(['new', 'inline-1']);
    expect(principal(subject)).toMatchObject({ complete: true, path: '/' });
    expect(asOf).toBe('2026-11-17T09:00:05.000Z');
  });

  it('is known better, but not whole, by older facts', async () => {
    const { subject } = await completeSubject(put(), factsAt('2026-11-16T00:00:00.000Z'), eventTime);
    expect(principal(subject).policies).toHaveLength(2);
    expect(principal(subject).complete).toBe(false);
  });

  it('keeps the keys that facts know of a user, and what the event says of one', async () => {
    const [attached, created] = [
      cloudTrail('iam', 'AttachUserPolicy', {
        requestParameters: { userName: 'backup', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      }),
      cloudTrail('iam', 'CreateAccessKey', {
        requestParameters: { userName: 'backup' },
        responseElements: {
          accessKey: { userName: 'backup', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Active' },
        },
      }),
    ].map((raw) => observationsOf(raw)[0]?.subjects.find(({ kind }) => kind === 'principal'));
    if (attached?.kind !== 'principal' || created?.kind !== 'principal') throw new Error('no user');
    const known = [
      { type: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE', status: 'Inactive', path: 'AccessKeyMetadata[0]' },
      { type: 'login-profile', id: null, status: null, path: 'LoginProfile' },
    ] as const;
    const whole: Principal = { ...attached, complete: true, credentials: known, allCredentials: true };
    const facts = {
      get: async () => ({ ok: true, value: whole, asOf: '2026-11-17T09:00:05.000Z' }),
    } as unknown as Facts;
    const both = await Promise.all([attached, created].map((one) => completeSubject(one, facts, eventTime)));
    const keys = both.map(({ subject }) => principal(subject).credentials.map(({ path }) => path));
    expect(keys).toEqual([
      ['AccessKeyMetadata[0]', 'LoginProfile'],
      ['responseElements.accessKey.accessKeyId', 'LoginProfile'],
    ]);
    expect(principal(both[0]?.subject ?? attached).allCredentials).toBe(true);
  });

  it('keeps what the event itself says of a policy or the trust', async () => {
    const replaced = event('PutRolePolicy', {
      policyName: 'inline-1',
      policyDocument: '{"Version":"2012-10-17","Statement":[]}',
    });
    const { subject } = await completeSubject(replaced, factsAt('2026-11-17T09:00:05.000Z'), eventTime);
    expect(principal(subject).policies).toHaveLength(1);
    expect(principal(subject).policies[0]?.path).toContain('requestParameters');
    expect(principal(subject).trust.value).not.toBeNull();
  });
});

describe('a security group that an event changed', () => {
  const ingress = cloudTrail('ec2', 'AuthorizeSecurityGroupIngress', {
    requestParameters: {
      groupId: 'sg-0123456789abcdef0',
      cidrIp: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      ipPermissions: {},
    },
  });
  const snapshot = (takenAt: string) => ({
    ...{ version: 1, takenAt },
    accounts: {
      '111122223333': {
        regions: {
          'eu-central-1': {
            'EC2.DescribeSecurityGroups': [
              {
                input: { GroupIds: ['sg-0123456789abcdef0'] },
                output: {
                  SecurityGroups: [
                    {
                      GroupId: 'sg-0123456789abcdef0',
                      OwnerId: '111122223333',
                      IpPermissions: [
                        {
                          IpProtocol: 'tcp',
                          FromPort: 8080,
                          ToPort: 8080,
                          IpRanges: [{ CidrIp: '10.0.0.0/8' }],
                        },
                      ],
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    },
  });

  it('has the rules of the event and those it had', async () => {
    const subject = observationsOf(ingress)[0]?.subjects.find(({ kind }) => kind === 'network');
    if (subject?.kind !== 'network') throw new Error('no network');
    const { facts } = factsFromFiles([{ file: 'snapshot.json', json: snapshot('2026-11-17T09:01:00Z') }]);
    const { subject: whole } = await completeSubject(subject, facts, eventTime);
    expect(whole).toMatchObject({ kind: 'network', partial: false });
    expect(whole.kind === 'network' ? whole.ingress.value.map(({ fromPort }) => fromPort) : []).toEqual([
      22, 8080,
    ]);
    const { subject: same } = await completeSubject(subject, noFacts(), eventTime);
    expect(same).toBe(subject);
  });
});
