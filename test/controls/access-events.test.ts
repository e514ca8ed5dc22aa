// Changes of access as CloudTrail and the Kubernetes audit log tell them, each with the verdict that one control must give.
import { describe, expect, it } from 'vitest';
import { audit, cloudTrail, policyDocument, rootUser } from '../../shared/controls/examples/events.ts';
import { envelopesOf } from '../../shared/intake/events/envelope.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { Outcome } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { judgingWith, policyFrom } from '../support/judging.ts';

const account = '111122223333';
const role = 'arn:aws:iam::111122223333:role/developer';
const people = {
  'system-administrators': ['arn:aws:iam::*:role/platform-admin'],
  orchestrators: ['arn:aws:iam::*:role/ops'],
  'delivery-pipelines': ['arn:aws:iam::*:role/github-deploy'],
  'break-glass': ['arn:aws:iam::*:role/break-glass'],
};
const policy = {
  version: 1,
  people,
  organisation: { id: 'o-exampleorgid', accounts: { [account]: 'production' } },
  trust: { accounts: ['464622532012'] },
};

type Change = Parameters<typeof cloudTrail>[2];
const call = (name: string, requestParameters: JsonObject | null, more: Change = {}): JsonObject => {
  const [service = '', operation = ''] = name.split(':');
  return cloudTrail(service, operation, { requestParameters, ...more });
};
const by = (name: string): Change => ({
  userIdentity: {
    arn: `arn:aws:sts::${account}:assumed-role/${name}/s`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: `arn:aws:iam::${account}:role/${name}`,
        accountId: account,
        userName: name,
      },
    },
  },
});
const denied: Change = { errorCode: 'AccessDenied', errorMessage: 'User is not authorized' };
const text = (statement: JsonObject) => JSON.stringify(policyDocument(statement));
const everything = text({ Effect: 'Allow', Action: '*', Resource: '*' });
const inline = (policyDocument: string, more: JsonObject = {}) => ({
  ...{ roleName: 'shop-web-task', policyName: 'own', policyDocument },
  ...more,
});
const trust = (Principal: JsonObject | string, Condition?: JsonObject) =>
  text({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) });
const federated = (Condition?: JsonObject) =>
  text({
    ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
    ...(Condition && { Condition }),
  });
const setTrust = (policyDocument: string) => ({ roleName: 'shop-web-task', policyDocument });
const opened = (Principal: JsonObject | string, Action = 'ecr:BatchGetImage', more: JsonObject = {}) =>
  text({ Effect: 'Allow', Principal, Action, ...more });
const repository = (policyText: string) => ({ registryId: account, repositoryName: 'shop/web', policyText });
const entry = (policyName: string, type: string) => ({
  name: 'shop',
  principalArn: 'arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fhelpdesk',
  policyArn: `arn:aws:eks::aws:cluster-access-policy/${policyName}`,
  accessScope: { type, namespaces: type === 'cluster' ? [] : ['shop'] },
});
const rbac = { apiGroup: 'rbac.authorization.k8s.io', apiVersion: 'v1' };
const binding = (kind: string, name: string, subject: JsonObject, change: JsonObject = {}) =>
  audit(
    'create',
    {
      resource: `${kind.toLowerCase()}s`,
      name: 'b',
      ...rbac,
      ...(kind === 'RoleBinding' && { namespace: 'shop' }),
    },
    {
      requestURI: `/apis/rbac.authorization.k8s.io/v1/${kind.toLowerCase()}s`,
      requestObject: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind,
        metadata: { name: 'b', ...(kind === 'RoleBinding' && { namespace: 'shop' }) },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [subject],
      },
      ...change,
    },
  );
const kim = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'kim@acme.test' };

const signIn = (identity: JsonObject, MFAUsed: string, outcome: string) =>
  cloudTrail('signin', 'ConsoleLogin', {
    eventType: 'AwsConsoleSignIn',
    awsRegion: 'us-east-1',
    userIdentity: identity,
    responseElements: { ConsoleLogin: outcome },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No', MFAUsed },
  });
const user = {
  ...{ type: 'IAMUser', principalId: 'AIDAEXAMPLEEXAMPLE123', accountId: account, userName: 'kim' },
  ...{ arn: `arn:aws:iam::${account}:user/kim`, sessionContext: undefined },
} as unknown as JsonObject;

type Row = readonly [says: string, control: string, expected: Outcome | 'not-judged', event: JsonObject];

const iam: readonly Row[] = [
  [
    'AdministratorAccess attached to a user',
    'control-plane/no-administrator-grant',
    'fail',
    call('iam:AttachUserPolicy', {
      userName: 'kim',
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
  ],
  [
    '… in China',
    'control-plane/no-administrator-grant',
    'fail',
    call('iam:AttachGroupPolicy', {
      groupName: 'devs',
      policyArn: 'arn:aws-cn:iam::aws:policy/AdministratorAccess',
    }),
  ],
  [
    '… refused',
    'control-plane/no-administrator-grant',
    'not-judged',
    call('iam:AttachUserPolicy', null, denied),
  ],
  [
    '… to a named administrator',
    'control-plane/no-administrator-grant',
    'not-applicable',
    call('iam:AttachRolePolicy', {
      roleName: 'platform-admin',
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
  ],
  [
    'an inline policy for everything',
    'control-plane/no-administrator-grant',
    'fail',
    call('iam:PutRolePolicy', inline(everything)),
  ],
  [
    'a document that is none',
    'control-plane/no-administrator-grant',
    'unknown',
    call('iam:PutRolePolicy', inline('{"Statement":')),
  ],
  [
    'parameters that were left out for their size',
    'control-plane/no-administrator-grant',
    'unknown',
    call('iam:PutRolePolicy', null),
  ],
  [
    'a policy version made the default',
    'control-plane/no-administrator-grant',
    'fail',
    call('iam:CreatePolicyVersion', {
      policyArn: `arn:aws:iam::${account}:policy/team`,
      policyDocument: everything,
      setAsDefault: true,
    }),
  ],
  [
    'a policy version kept for later',
    'control-plane/no-administrator-grant',
    'not-judged',
    call(
      'iam:CreatePolicyVersion',
      { policyArn: `arn:aws:iam::${account}:policy/team`, policyDocument: everything, setAsDefault: false },
      { responseElements: { policyVersion: { isDefaultVersion: false, versionId: 'v2' } } },
    ),
  ],
  [
    'an older version brought back',
    'control-plane/no-administrator-grant',
    'unknown',
    call('iam:SetDefaultPolicyVersion', {
      policyArn: `arn:aws:iam::${account}:policy/team`,
      versionId: 'v1',
    }),
  ],
  [
    'a harmless change alone',
    'control-plane/no-privilege-escalation',
    'unknown',
    call(
      'iam:PutRolePolicy',
      inline(text({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shop/*' })),
    ),
  ],
  [
    'passing any role and running tasks',
    'control-plane/no-privilege-escalation',
    'fail',
    call('iam:PutGroupPolicy', {
      groupName: 'devs',
      policyName: 'x',
      policyDocument: text({ Effect: 'Allow', Action: ['iam:PassRole', 'ecs:RunTask'], Resource: '*' }),
    }),
  ],
  [
    'a trust in anybody',
    'blast-radius/no-foreign-trust',
    'fail',
    call('iam:UpdateAssumeRolePolicy', setTrust(trust('*'))),
  ],
  [
    'a trust in a stranger',
    'blast-radius/no-foreign-trust',
    'fail',
    call('iam:CreateRole', {
      roleName: 'x',
      assumeRolePolicyDocument: trust({ AWS: 'arn:aws:iam::999988887777:root' }),
    }),
  ],
  [
    'a trust in a known vendor without an external id',
    'blast-radius/no-foreign-trust',
    'fail',
    call('iam:UpdateAssumeRolePolicy', setTrust(trust({ AWS: '464622532012' }))),
  ],
  [
    'a trust in a known vendor with one',
    'blast-radius/no-foreign-trust',
    'pass',
    call(
      'iam:UpdateAssumeRolePolicy',
      setTrust(trust({ AWS: '464622532012' }, { StringEquals: { 'sts:ExternalId': 'x1' } })),
    ),
  ],
  [
    'a trust in the own account',
    'blast-radius/no-foreign-trust',
    'pass',
    call('iam:UpdateAssumeRolePolicy', setTrust(trust({ AWS: `arn:aws:iam::${account}:root` }))),
  ],
  [
    'a trust in anybody of the organisation',
    'blast-radius/no-foreign-trust',
    'pass',
    call(
      'iam:UpdateAssumeRolePolicy',
      setTrust(trust('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } })),
    ),
  ],
  [
    'a trust in any repository of the world',
    'blast-radius/no-open-federation',
    'fail',
    call(
      'iam:UpdateAssumeRolePolicy',
      setTrust(
        federated({ StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }),
      ),
    ),
  ],
  [
    'a trust in one repository',
    'blast-radius/no-open-federation',
    'pass',
    call(
      'iam:UpdateAssumeRolePolicy',
      setTrust(
        federated({
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': 'repo:acme/web:ref:refs/heads/main',
          },
        }),
      ),
    ),
  ],
  [
    'an access key for another user',
    'control-plane/federated-access-only',
    'fail',
    call(
      'iam:CreateAccessKey',
      { userName: 'backup' },
      {
        responseElements: {
          accessKey: {
            userName: 'backup',
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            status: 'Active',
            createDate: 'Nov 17, 2026, 9:00:00 AM',
          },
        },
      },
    ),
  ],
  [
    'an access key for oneself',
    'control-plane/federated-access-only',
    'fail',
    call('iam:CreateAccessKey', null, {
      userIdentity: user,
      responseElements: {
        accessKey: { userName: 'kim', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Active' },
      },
    }),
  ],
  [
    'an access key that was refused',
    'control-plane/federated-access-only',
    'not-applicable',
    call('iam:CreateAccessKey', null, denied),
  ],
  [
    'a console password',
    'control-plane/federated-access-only',
    'fail',
    call(
      'iam:CreateLoginProfile',
      { userName: 'kim', passwordResetRequired: false },
      { responseElements: { loginProfile: { userName: 'kim' } } },
    ),
  ],
  [
    'a password reset',
    'control-plane/federated-access-only',
    'fail',
    call('iam:UpdateLoginProfile', { userName: 'kim' }),
  ],
];

const identities: readonly Row[] = [
  ['root signs in', 'control-plane/no-root-activity', 'fail', signIn(rootUser, 'Yes', 'Success')],
  ['root fails to sign in', 'control-plane/no-root-activity', 'pass', signIn(rootUser, 'No', 'Failure')],
  [
    'root by the console',
    'control-plane/no-root-activity',
    'fail',
    call(
      's3:PutBucketPolicy',
      { bucketName: 'shop' },
      { userIdentity: { ...rootUser, invokedBy: 'signin.amazonaws.com' } },
    ),
  ],
  [
    'root by a service',
    'control-plane/no-root-activity',
    'pass',
    call(
      'iam:CreateServiceLinkedRole',
      { aWSServiceName: 'x' },
      { userIdentity: { ...rootUser, invokedBy: 'ecs.amazonaws.com' } },
    ),
  ],
  [
    'root reads',
    'control-plane/no-root-activity',
    'not-judged',
    call('iam:ListUsers', null, { userIdentity: rootUser, readOnly: true }),
  ],
  [
    'root is refused',
    'control-plane/no-root-activity',
    'pass',
    call('iam:CreateUser', null, { userIdentity: rootUser, ...denied }),
  ],
  [
    'an IAM user signs in without a second factor',
    'control-plane/mfa-for-people',
    'fail',
    signIn(user, 'No', 'Success'),
  ],
  ['an IAM user signs in with one', 'control-plane/mfa-for-people', 'pass', signIn(user, 'Yes', 'Success')],
  [
    'a SAML provider is created',
    'control-plane/trusted-identity-provider',
    'fail',
    call('iam:CreateSAMLProvider', { name: 'idp', sAMLMetadataDocument: '<EntityDescriptor/>' }),
  ],
  [
    'a SAML provider is updated',
    'control-plane/trusted-identity-provider',
    'fail',
    call('iam:UpdateSAMLProvider', { sAMLProviderArn: `arn:aws:iam::${account}:saml-provider/idp` }),
  ],
  [
    'a thumbprint is changed',
    'control-plane/trusted-identity-provider',
    'fail',
    call('iam:UpdateOpenIDConnectProviderThumbprint', {
      openIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/x`,
    }),
  ],
  [
    'an audience is added',
    'control-plane/trusted-identity-provider',
    'fail',
    call('iam:AddClientIDToOpenIDConnectProvider', { openIDConnectProviderArn: 'x', clientID: 'y' }),
  ],
  [
    '… by a system administrator',
    'control-plane/trusted-identity-provider',
    'pass',
    call('iam:CreateSAMLProvider', { name: 'idp' }, by('platform-admin')),
  ],
  [
    '… refused',
    'control-plane/trusted-identity-provider',
    'not-applicable',
    call('iam:CreateSAMLProvider', null, denied),
  ],
  [
    'a trust anchor for certificates',
    'control-plane/trusted-identity-provider',
    'fail',
    call('rolesanywhere:CreateTrustAnchor', { name: 'ca', enabled: true }),
  ],
  [
    'an assignment in Identity Center',
    'control-plane/trusted-identity-provider',
    'fail',
    call('sso:CreateAccountAssignment', {
      instanceArn: 'arn:aws:sso:::instance/ssoins-1',
      targetType: 'AWS_ACCOUNT',
      targetId: account,
      principalType: 'GROUP',
    }),
  ],
  [
    'a permission set is widened',
    'control-plane/trusted-identity-provider',
    'fail',
    call('sso:AttachManagedPolicyToPermissionSet', {
      managedPolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
  ],
  [
    'a permission set is provisioned',
    'control-plane/trusted-identity-provider',
    'not-applicable',
    call('sso:ProvisionPermissionSet', { targetType: 'ALL_PROVISIONED_ACCOUNTS' }),
  ],
];

const platform: readonly Row[] = [
  [
    'a repository for everybody',
    'control-plane/registry-not-public',
    'fail',
    call('ecr:SetRepositoryPolicy', repository(opened('*'))),
  ],
  [
    'a repository for a stranger',
    'control-plane/registry-not-public',
    'fail',
    call('ecr:SetRepositoryPolicy', repository(opened({ AWS: 'arn:aws:iam::999988887777:root' }, 'ecr:*'))),
  ],
  [
    'a repository for the organisation',
    'control-plane/registry-not-public',
    'pass',
    call(
      'ecr:SetRepositoryPolicy',
      repository(
        opened('*', 'ecr:*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
      ),
    ),
  ],
  [
    'a registry for a stranger',
    'control-plane/registry-not-public',
    'fail',
    call('ecr:PutRegistryPolicy', {
      policyText: opened({ AWS: 'arn:aws:iam::999988887777:root' }, 'ecr:ReplicateImage', { Resource: '*' }),
    }),
  ],
  [
    'a repository policy that was refused',
    'control-plane/registry-not-public',
    'not-judged',
    call('ecr:SetRepositoryPolicy', null, denied),
  ],
  [
    'a cluster administrator',
    'control-plane/cluster-admin-entries',
    'fail',
    call('eks:AssociateAccessPolicy', entry('AmazonEKSClusterAdminPolicy', 'cluster')),
  ],
  [
    'a named orchestrator',
    'control-plane/cluster-admin-entries',
    'unknown',
    call('eks:AssociateAccessPolicy', {
      ...entry('AmazonEKSClusterAdminPolicy', 'cluster'),
      principalArn: `arn:aws:iam::${account}:role/ops`,
    }),
  ],
  [
    'the view of one namespace',
    'control-plane/cluster-admin-entries',
    'unknown',
    call('eks:AssociateAccessPolicy', entry('AmazonEKSViewPolicy', 'namespace')),
  ],
  [
    'an entry that was refused',
    'control-plane/cluster-admin-entries',
    'not-judged',
    call('eks:AssociateAccessPolicy', entry('AmazonEKSClusterAdminPolicy', 'cluster'), denied),
  ],
  [
    'a Pod Identity association by somebody not listed',
    'control-plane/approved-orchestrators',
    'fail',
    call('eks:CreatePodIdentityAssociation', {
      clusterName: 'shop',
      namespace: 'shop',
      serviceAccount: 'web',
      roleArn: role,
    }),
  ],
  [
    'a node-type entry by somebody not listed',
    'control-plane/approved-orchestrators',
    'fail',
    call('eks:CreateAccessEntry', { name: 'shop', principalArn: role, type: 'EC2_LINUX' }),
  ],
  [
    'a task run by an orchestrator',
    'control-plane/approved-orchestrators',
    'pass',
    call('ecs:RunTask', { cluster: 'shop', taskDefinition: 'web:1' }, by('ops')),
  ],
  [
    'a binding of cluster-admin',
    'control-plane/cluster-admin-entries',
    'fail',
    binding('ClusterRoleBinding', 'cluster-admin', kim),
  ],
  [
    '… that was refused',
    'control-plane/cluster-admin-entries',
    'not-judged',
    binding('ClusterRoleBinding', 'cluster-admin', kim, {
      responseStatus: { code: 403 },
      annotations: { 'authorization.k8s.io/decision': 'forbid' },
    }),
  ],
  [
    'a binding of view',
    'control-plane/cluster-admin-entries',
    'pass',
    binding('ClusterRoleBinding', 'view', kim),
  ],
  [
    'admin of one namespace to all service accounts',
    'control-plane/no-broad-rbac',
    'fail',
    binding('RoleBinding', 'cluster-admin', {
      kind: 'Group',
      name: 'system:serviceaccounts',
      apiGroup: rbac.apiGroup,
    }),
  ],
  [
    'a build project is rewired',
    'control-plane/deployment-tools-guarded',
    'fail',
    call('codebuild:UpdateProject', { name: 'web' }),
  ],
  [
    'a pipeline is rewired by the pipeline',
    'control-plane/deployment-tools-guarded',
    'pass',
    call('codepipeline:UpdatePipeline', { pipeline: { name: 'web' } }, by('github-deploy')),
  ],
  [
    'image signing is changed',
    'control-plane/deployment-tools-guarded',
    'fail',
    call('ecr:PutSigningConfiguration', { signingConfiguration: { rules: [] } }),
  ],
  [
    'a trail is stopped',
    'control-plane/pipeline-integrity',
    'fail',
    call('cloudtrail:StopLogging', { name: `arn:aws:cloudtrail:eu-central-1:${account}:trail/all` }),
  ],
  [
    'a trail could not be stopped',
    'control-plane/pipeline-integrity',
    'not-applicable',
    call('cloudtrail:StopLogging', null, denied),
  ],
  [
    'our rule is disabled',
    'control-plane/pipeline-integrity',
    'fail',
    call('events:DisableRule', { name: 'seawall-prod-access-changed' }),
  ],
  [
    'somebody else’s rule is disabled',
    'control-plane/pipeline-integrity',
    'not-applicable',
    call('events:DisableRule', { name: 'billing' }),
  ],
];

const judging = judgingWith(policy);
const ref = { file: null, index: 0, eventId: null, time: null };

function observed(event: JsonObject): Observation[] {
  const { people: known } = policyFrom(policy).view;
  return envelopesOf(event, { decodeLogs: () => null })
    .map((raw) => readEvent(raw, { ref, people: known }))
    .flatMap((intake) => (intake.kind === 'observed' ? [intake.observation] : []));
}

/** Of the verdicts on several subjects of one event the gravest. */
async function outcomeOf(event: JsonObject, control: string): Promise<string> {
  const judged = await Promise.all(observed(event).map((observation) => judge(observation, judging)));
  const verdicts = judged.flat().filter((one) => one.control === control);
  expect(verdicts.some(({ broken }) => broken)).toBe(false);
  const outcomes = verdicts.map(({ outcome }) => outcome);
  const gravest = (['fail', 'unknown', 'pass', 'not-applicable'] as const).find((one) =>
    outcomes.includes(one),
  );
  return gravest ?? 'not-judged';
}

describe('changes of access', () => {
  it.each([...iam, ...identities, ...platform])('%s: %s: %s', async (_, control, expected, event) => {
    expect(await outcomeOf(event, control)).toBe(expected);
  });
});
