// Protected subjects: built in, from the policy, and what must not be protected.
import { describe, expect, it } from 'vitest';
import { type Protectable, protectedBy } from '../../shared/policy/protected.ts';
import { policy } from './fixtures.ts';

function subject(change: Partial<Protectable> = {}): Protectable {
  const arn = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
  return {
    id: arn,
    identity: arn,
    account: '111122223333',
    cluster: 'shop',
    namespace: null,
    tags: {},
    ...change,
  };
}

const named = (arn: string) => subject({ id: arn, identity: arn });

describe('built in', () => {
  const plain = policy('protected: []');

  it.each([
    [
      'arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
      'service-linked role',
    ],
    [
      'arn:aws-cn:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS',
      'service-linked role',
    ],
    [
      'arn:aws-us-gov:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123',
      'role of IAM Identity Center',
    ],
    ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/kim', 'role of IAM Identity Center'],
  ])('%s', (arn, says) => {
    expect(protectedBy(plain, named(arn))).toBe(`built-in: ${says}`);
  });

  it.each(['kube-system', 'kube-node-lease', 'kube-public'])('namespace %s', (namespace) => {
    expect(protectedBy(plain, subject({ namespace }))).toBe(`built-in: namespace ${namespace}`);
  });

  it.each([
    'arn:aws:iam::111122223333:role/deploy',
    // A session may be named by whoever opens it.
    'arn:aws:sts::111122223333:assumed-role/deploy/seawall',
    'arn:aws:sts::111122223333:assumed-role/deploy/AWSReservedSSO_Admin',
    'arn:aws:ecs:eu-west-1:111122223333:service/shop/seawall-lookalike',
    'arn:aws:sts::111122223333:federated-user/seawall',
    'role/aws-service-role/x',
  ])('not %s', (arn) => {
    expect(protectedBy(plain, named(arn))).toBeNull();
  });

  describe('the deployment’s own roles', () => {
    const own = (arn: string) => arn === 'arn:aws:iam::111122223333:role/seawall-prod-eu-west-1-respond';
    const by = (arn: string) => protectedBy(plain, named(arn), own);

    it.each([
      'arn:aws:iam::111122223333:role/seawall-prod-eu-west-1-respond',
      'arn:aws:iam::111122223333:role/ops/seawall-prod-eu-west-1-respond',
      'arn:aws:sts::111122223333:assumed-role/seawall-prod-eu-west-1-respond/function',
    ])('%s', (arn) => {
      expect(by(arn)).toBe("built-in: Seawall's own role");
    });

    it.each([
      'arn:aws:iam::111122223333:role/backup-seawall',
      'arn:aws:iam::111122223333:role/seawall-respond',
      'arn:aws:iam::111122223333:role/seawall-prod-eu-west-1-respond-2',
      'arn:aws:iam::444455556666:role/seawall-prod-eu-west-1-respond',
      'arn:aws:iam::111122223333:user/seawall-prod-eu-west-1-respond',
      'arn:aws:iam::111122223333:role/seawall-x-respond',
      'arn:aws:sts::111122223333:assumed-role/backdoor/seawall-prod-eu-west-1-respond',
      'arn:aws:lambda:eu-west-1:111122223333:function:seawall-prod-respond',
      'arn:aws:ecs:eu-west-1:111122223333:cluster/seawall',
      'arn:aws:eks:eu-west-1:111122223333:cluster/seawall',
    ])('and nothing that is only named alike: %s', (arn) => {
      expect(by(arn)).toBeNull();
      expect(protectedBy(plain, named(arn))).toBeNull();
    });
  });

  it('not a namespace that only looks alike', () => {
    expect(protectedBy(plain, subject({ namespace: 'kube-system-2' }))).toBeNull();
  });
});

describe('break-glass', () => {
  const said = policy(
    'people: { break-glass: ["arn:aws:iam::*:role/ops/break-glass", "arn:aws:iam::*:role/em/*"] }',
  );

  it('protects the role and its sessions, which do not tell its path', () => {
    const says = 'break-glass: arn:aws:iam::*:role/ops/break-glass';
    expect(protectedBy(said, named('arn:aws:iam::111122223333:role/ops/break-glass'))).toBe(says);
    expect(protectedBy(said, named('arn:aws:sts::111122223333:assumed-role/break-glass/kim'))).toBe(says);
  });

  it('protects nobody else', () => {
    expect(protectedBy(said, named('arn:aws:iam::111122223333:role/break-glass'))).toBeNull();
    expect(
      protectedBy(said, named('arn:aws:sts::111122223333:assumed-role/attacker/break-glass')),
    ).toBeNull();
    expect(protectedBy(said, named('arn:aws:sts::111122223333:assumed-role/attacker/x'))).toBeNull();
  });

  it('looks at the identity too', () => {
    const change = { identity: 'arn:aws:iam::111122223333:role/em/one' };
    expect(protectedBy(said, subject(change))).toBe('break-glass: arn:aws:iam::*:role/em/*');
  });
});

describe('the policy’s own entries', () => {
  const entries = [
    'arn:*:ecs:*:*:service/core/*',
    'namespace:ingress-*',
    'cluster:core',
    'account:4444*',
    'tag:seawall=hands-off',
  ];
  const said = policy(`protected: ${JSON.stringify(entries)}`);

  it.each([
    [{ id: 'arn:aws:ecs:eu-west-1:111122223333:service/core/web' }, 'arn:*:ecs:*:*:service/core/*'],
    [{ identity: 'arn:aws-cn:ecs:cn-north-1:111122223333:service/core/web' }, 'arn:*:ecs:*:*:service/core/*'],
    [{ namespace: 'ingress-nginx' }, 'namespace:ingress-*'],
    [{ cluster: 'core' }, 'cluster:core'],
    [{ cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/core' }, 'cluster:core'],
    [{ account: '444455556666' }, 'account:4444*'],
    [{ tags: { seawall: 'hands-off' } }, 'tag:seawall=hands-off'],
    [{ tags: null }, 'tag:seawall=hands-off (the tags are not known)'],
    [{ tags: { seawall: 'go-on' } }, null],
    [{ account: null, cluster: null }, null],
    [{}, null],
  ])('%j: %s', (change, says) => {
    expect(protectedBy(said, subject(change))).toBe(says);
  });

  it('a tag’s value may hold what it likes', () => {
    const odd = policy('protected: ["tag:k8s.io/role:x=a=b*"]');
    expect(protectedBy(odd, subject({ tags: { 'k8s.io/role:x': 'a=b:c' } }))).toBe('tag:k8s.io/role:x=a=b*');
    expect(protectedBy(odd, subject({ tags: { 'k8s.io/role': 'a=b' } }))).toBeNull();
  });

  it('a cluster named by its ARN', () => {
    const arn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/core';
    const byArn = policy(`protected: ["cluster:${arn}"]`);
    expect(protectedBy(byArn, subject({ cluster: arn }))).toBe(`cluster:${arn}`);
  });

  it('unknown tags protect nothing where no entry asks for tags', () => {
    expect(protectedBy(policy(''), subject({ tags: null }))).toBeNull();
  });
});
