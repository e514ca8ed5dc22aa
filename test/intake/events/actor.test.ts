// Who made a call, for every shape of userIdentity and of a Kubernetes user.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorOf } from '../../../shared/intake/events/actor.ts';
import { kubernetesActor } from '../../../shared/intake/events/kubernetes/actor.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { account, call, callIn, kim, session, withPipelines } from './records.ts';

const traits = { sourceAddress: null, userAgent: null, additional: null };
const { people } = withPipelines('arn:aws:iam::*:role/github-deploy', 'system:serviceaccount:argocd:*');
const who = (identity: JsonObject) => actorOf(identity, traits, people);
const slr = 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';
const sso = 'aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admin_0123456789abcdef';
const irsaAt = (provider: string) => ({
  sessionContext: {
    webIdFederationData: { federatedProvider: `arn:aws:iam::${account}:oidc-provider/${provider}` },
  },
});
const irsa = irsaAt('oidc.eks.eu-central-1.amazonaws.com/id/ABC');
const github = {
  sessionContext: {
    webIdFederationData: {
      federatedProvider: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
    },
  },
};

describe('actorOf', () => {
  it('is the pipeline where CloudFormation calls in its name, and a service in anybody else’s', () => {
    const through = { invokedBy: 'cloudformation.amazonaws.com' };
    expect(who(session('github-deploy', 'run-1', through)).kind).toBe('pipeline');
    expect(who(session('developer', 'kim', through)).kind).toBe('aws-service');
    expect(who({ ...kim, ...through }).kind).toBe('aws-service');
  });

  it.each<[string, JsonObject, string]>([
    ['an IAM user', kim, 'person'],
    ['the root user', { type: 'Root', arn: `arn:aws:iam::${account}:root`, accountId: account }, 'person'],
    [
      'the root user whose call a service makes',
      { type: 'Root', arn: `arn:aws:iam::${account}:root`, invokedBy: 'autoscaling.amazonaws.com' },
      'aws-service',
    ],
    [
      'the root user at the console',
      { type: 'Root', arn: `arn:aws:iam::${account}:root`, invokedBy: 'signin.amazonaws.com' },
      'person',
    ],
    ['a service', { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' }, 'aws-service'],
    ['AWS itself, without a type', { accountId: account, invokedBy: 'AWS Internal' }, 'aws-service'],
    ['a service-linked role', session(slr, 'ECS'), 'aws-service'],
    ['a role taken by somebody', session('platform-admin', 'kim@acme.test'), 'person'],
    ['an Identity Center role', session(sso, 'kim@acme.test'), 'person'],
    ['a delivery pipeline', session('github-deploy', 'run-1'), 'pipeline'],
    [
      'an EC2 instance by delivery',
      session('node', 'x', { sessionContext: { ec2RoleDelivery: '2.0' } }),
      'workload',
    ],
    [
      'an EC2 instance by scope',
      session('node', 'x', {
        inScopeOf: {
          issuerType: 'AWS::EC2::Instance',
          credentialsIssuedTo: `arn:aws:ec2:eu-central-1:${account}:instance/i-0abc1234567890def`,
        },
      }),
      'workload',
    ],
    [
      'a machine of which only the resource is told',
      session('fn', 'x', { inScopeOf: { credentialsIssuedTo: 'arn:aws:lambda:x' } }),
      'workload',
    ],
    [
      'a Lambda function',
      session('fn', 'shop', { inScopeOf: { issuerType: 'AWS::Lambda::Function' } }),
      'workload',
    ],
    ['a service account', session('irsa', 'x', irsa), 'workload'],
    ['a federated web identity', session('gh', 'x', github), 'person'],
    ['SAML', { type: 'SAMLUser', principalId: 'x:y', userName: 'kim' }, 'person'],
    ['Identity Center', { type: 'IdentityCenterUser', accountId: account }, 'person'],
    ['another account', { type: 'AWSAccount', principalId: 'AIDAX', accountId: '999988887777' }, 'unknown'],
    ['nobody', {}, 'unknown'],
  ])('%s', (_, identity, kind) => {
    expect(who(identity).kind).toBe(kind);
  });

  it('names the role with its path, from the issuer', () => {
    const actor = who(session('ops/deep/admin', 'kim'));
    expect(actor).toMatchObject({
      principal: `arn:aws:iam::${account}:role/ops/deep/admin`,
      name: 'admin/kim',
      principalId: 'AROAEXAMPLE:kim',
      mfa: false,
      root: false,
    });
  });

  it('derives the role from the session where there is no issuer', () => {
    const { sessionContext: _, ...bare } = session('admin', 'kim');
    expect(who(bare).principal).toBe(`arn:aws:iam::${account}:role/admin`);
    expect(who({ type: 'AssumedRole', principalId: 'AROAX:kim' })).toMatchObject({
      name: 'kim',
      kind: 'person',
    });
  });

  it.each([
    'i-0123456789abcdef0',
    '0123456789abcdef0123456789abcdef',
    'e9511a82-9247-4239-89e9-ffd548ed9ee4',
    'AWSCodeBuild-e9511a82-9247-4239-89e9-ffd548ed9ee4',
    'eks-shop-web-7d9f-e9511a82-9247-4239-89e9-ffd548ed9ee4',
    'aws-go-sdk-1700000000000000000',
  ])('the session name %s makes nobody a machine, for whoever assumes a role chooses it', (name) => {
    expect(who(session('admin', name)).kind).toBe('person');
    const unvouched = [{ inScopeOf: {} }, { inScopeOf: { issuerType: '' } }, { inScopeOf: name }, irsaAt('')];
    for (const more of unvouched) expect(who(session('admin', name, more)).kind).toBe('person');
  });

  it.each([
    'oidc.eks.evil.test/id/ABC',
    'evil.test/oidc.eks.eu-central-1.amazonaws.com/id/ABC',
    'oidc.eks.eu-central-1.amazonaws.com.evil.test/id/ABC',
  ])('the provider %s is no cluster’s own', (provider) => {
    expect(who(session('irsa', 'x', irsaAt(provider))).kind).toBe('person');
  });

  it('a forged user agent makes nobody a machine', () => {
    const actor = actorOf(
      session('admin', 'kim'),
      { ...traits, userAgent: 'Boto3 exec-env/AWS_Lambda_python3.12' },
      people,
    );
    expect(actor.kind).toBe('person');
  });

  it('knows who signed in through an identity provider', () => {
    expect(who(session(sso, 'kim')).federated).toBe(true);
    expect(who(session('gh', 'x', github)).federated).toBe(true);
    expect(who({ ...session('a', 'b'), onBehalfOf: { userId: 'u' } }).federated).toBe(true);
    expect(who(kim).federated).toBe(false);
    const saml = actorOf(
      session('a', 'b'),
      { ...traits, additional: { SamlProviderArn: 'arn:aws:iam::1:saml-provider/x' } },
      people,
    );
    expect(saml.federated).toBe(true);
  });

  it('takes MFA from the session, or from what a sign-in adds', () => {
    const login = (MFAUsed: string, identity: JsonObject) =>
      actorOf(identity, { ...traits, additional: { MFAUsed } }, people).mfa;
    expect(login('No', kim)).toBe(false);
    expect(login('Yes', kim)).toBe(true);
    expect(
      login('No', session('a', 'b', { sessionContext: { attributes: { mfaAuthenticated: 'true' } } })),
    ).toBe(true);
    expect(who(kim).mfa).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (identity) => typeof actorOf(identity, traits, people).kind === 'string'),
    );
  });

  it('belongs to the account that received the call, whoever called', () => {
    const stranger = call(
      'ecr:SetRepositoryPolicy',
      {},
      { userIdentity: { ...kim, accountId: '999988887777' } },
    );
    expect(callIn(stranger)).toMatchObject({ account, actor: { accountId: '999988887777' } });
  });
});

describe('kubernetesActor', () => {
  const user = (username: string, extra: JsonObject = {}) =>
    kubernetesActor({ user: { username, groups: ['g'], extra } }, people);

  it.each([
    ['system:kube-controller-manager', 'kubernetes-controller'],
    ['system:kube-scheduler', 'kubernetes-controller'],
    ['system:apiserver', 'kubernetes-controller'],
    ['system:node:ip-10-0-0-1', 'kubernetes-controller'],
    ['system:serviceaccount:kube-system:replicaset-controller', 'kubernetes-controller'],
    ['system:serviceaccount:kube-system-evil:x', 'workload'],
    ['eks:addon-manager', 'kubernetes-controller'],
    ['system:serviceaccount:shop:web', 'workload'],
    ['system:serviceaccount:argocd:argocd-application-controller', 'pipeline'],
    ['system:anonymous', 'unknown'],
    ['system:node-evil', 'person'],
    ['kim@acme.test', 'person'],
  ])('%s is %s', (name, kind) => {
    expect(user(name)).toMatchObject({ kind, name, groups: ['g'] });
  });

  it('reads the IAM identity behind the user', () => {
    const extra = (role: string, name: string) => ({
      arn: [`arn:aws:sts::${account}:assumed-role/${role}/${name}`],
      canonicalArn: [`arn:aws:iam::${account}:role/${role}`],
      sessionName: [name],
    });
    expect(user('admin', extra('AWSReservedSSO_Admin_0123', 'kim'))).toMatchObject({
      kind: 'person',
      federated: true,
      accountId: account,
    });
    expect(user('deployer', extra('github-deploy', 'run'))).toMatchObject({
      kind: 'pipeline',
      principal: `arn:aws:iam::${account}:role/github-deploy`,
    });
    // EKS vouches for the role, not for the name of the session.
    expect(user('node-reader', extra('node', 'i-0abc1234567890def')).kind).toBe('person');
    expect(user('kim', { arn: [`arn:aws:iam::${account}:user/kim`] })).toMatchObject({
      kind: 'person',
      principal: `arn:aws:iam::${account}:user/kim`,
    });
  });
});
