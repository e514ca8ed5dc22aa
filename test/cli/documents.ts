// Documents of every kind that `evaluate` judges, small and in the shapes users have, each with something wrong in it.

export const digest = `sha256:${'ab'.repeat(32)}`;
export const account = '111122223333';
const registry = `${account}.dkr.ecr.eu-central-1.amazonaws.com`;

export function definition(container: object = {}, more: object = {}): object {
  return {
    family: 'web',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      { name: 'web', image: `${registry}/web@${digest}`, user: '10001', essential: true, ...container },
    ],
    tags: [{ key: 'seawall.dev/trust', value: 'high' }],
    ...more,
  };
}

export const goodDefinition = definition();
export const badDefinition = definition({ privileged: true });

function manifest(apiVersion: string, kind: string, rest: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}`;
}

/** One privileged workload of a kind, as a block of YAML. */
function workload(apiVersion: string, kind: string): string {
  const pod = {
    containers: [
      {
        name: 'app',
        image: `${registry}/app@${digest}`,
        securityContext: { privileged: true, runAsUser: 10001, runAsNonRoot: true },
      },
    ],
  };
  const specs: Record<string, object> = {
    Pod: pod,
    CronJob: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: pod } } } },
  };
  const spec = JSON.stringify(specs[kind] ?? { template: { spec: pod } });
  return manifest(apiVersion, kind, `metadata:\n  name: one\n  namespace: shop\nspec: ${spec}\n`);
}

export const workloadKinds: readonly (readonly [string, string])[] = [
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
];

export const workloads = workloadKinds.map(([version, kind]) => workload(version, kind)).join('---\n');

export const otherManifests = [
  manifest(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'metadata: { name: open, namespace: shop }\nspec:\n  podSelector: {}\n  ingress:\n    - from:\n        - ipBlock: { cidr: 0.0.0.0/0 }\n      ports: [{ port: 22, protocol: TCP }]\n',
  ),
  manifest(
    'rbac.authorization.k8s.io/v1',
    'Role',
    'metadata: { name: reader, namespace: shop }\nrules: []\n',
  ),
  manifest(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    'metadata: { name: admins }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects:\n  - { kind: ServiceAccount, name: app, namespace: shop }\n',
  ),
  manifest('v1', 'ConfigMap', 'metadata: { name: settings }\ndata: { a: b }\n'),
  manifest('v1', 'ServiceAccount', 'metadata: { name: app, namespace: shop }\n'),
  manifest('v1', 'Namespace', 'metadata: { name: shop }\n'),
  manifest(
    'v1',
    'Pod',
    'metadata: { generateName: run- }\nspec: { hostPID: true, containers: [{ name: a, image: a:1 }] }\n',
  ),
].join('---\n');

export const list = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'debug', namespace: 'shop' },
      spec: { hostNetwork: true, containers: [{ name: 'a', image: 'a:1' }] },
    },
  ],
};

export const everything = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
export const openTrust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
};

const roleArn = `arn:aws:iam::${account}:role/ops`;

export const getRole = {
  Role: {
    RoleName: 'ops',
    Arn: roleArn,
    Path: '/',
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(openTrust)),
  },
};

export const accountDetails = {
  UserDetailList: [
    {
      UserName: 'root-like',
      Arn: `arn:aws:iam::${account}:user/root-like`,
      Path: '/',
      UserPolicyList: [{ PolicyName: 'all', PolicyDocument: everything }],
      GroupList: [],
      AttachedManagedPolicies: [],
    },
  ],
  GroupDetailList: [],
  RoleDetailList: [
    {
      RoleName: 'web-task',
      Arn: `arn:aws:iam::${account}:role/web-task`,
      Path: '/',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      RolePolicyList: [{ PolicyName: 'all', PolicyDocument: everything }],
      AttachedManagedPolicies: [],
    },
  ],
  Policies: [],
};

export const repositoryPolicy = {
  registryId: account,
  repositoryName: 'shop/web',
  policyText: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }],
  }),
};

export const service = {
  services: [
    {
      serviceArn: `arn:aws:ecs:eu-central-1:${account}:service/shop/web`,
      serviceName: 'web',
      clusterArn: `arn:aws:ecs:eu-central-1:${account}:cluster/shop`,
      taskDefinition: `arn:aws:ecs:eu-central-1:${account}:task-definition/web:3`,
      enableExecuteCommand: true,
      status: 'ACTIVE',
    },
  ],
};

export const createService = {
  cluster: 'shop',
  serviceName: 'api',
  taskDefinition: 'api:1',
  desiredCount: 1,
};
export const runTask = { cluster: 'shop', taskDefinition: 'job:7', enableExecuteCommand: true };

export const describedDefinition = {
  taskDefinition: {
    ...badDefinition,
    taskDefinitionArn: `arn:aws:ecs:eu-central-1:${account}:task-definition/web:3`,
    revision: 3,
    status: 'ACTIVE',
  },
};

export const cloudFormation = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Privileged: { Type: String }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "\${AWS::StackName}-web"
      NetworkMode: host
      ContainerDefinitions:
        - Name: web
          Image: nginx:1
          Privileged: !Ref Privileged
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "*" }
            Action: sts:AssumeRole
`;

export const cloudTrailEvent = {
  eventVersion: '1.09',
  userIdentity: { type: 'Root', arn: `arn:aws:iam::${account}:root`, accountId: account },
  eventTime: '2026-11-17T09:00:00Z',
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  awsRegion: 'us-east-1',
  sourceIPAddress: '203.0.113.9',
  responseElements: { ConsoleLogin: 'Success' },
  eventID: '6a1f7a1e-0d1f-4a39-9d0b-0a7a5d8f0001',
  recipientAccountId: account,
  readOnly: false,
  eventType: 'AwsConsoleSignIn',
};
