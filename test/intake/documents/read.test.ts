// Files as observations: kinds, order, places, and text that cannot be read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  audit,
  cloudTrail,
  policyDocument,
  roleDetails,
  trustOf,
} from '../../../shared/controls/examples/events.ts';
import { deployment, pod, taskDefinition } from '../../../shared/controls/examples/workloads.ts';
import { documentKinds } from '../../../shared/intake/documents/detect.ts';
import { type DocumentResult, readDocuments } from '../../../shared/intake/documents/read.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Subject } from '../../../shared/model/subject.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';

const noFacts = { ok: false, code: 'no-facts', reason: 'none' } as const;

/** What a service, a task or a request makes without its definition is among them. */
function subjectsOf(result: DocumentResult | undefined): readonly Subject[] {
  if (result?.ok !== true || result.intake.kind !== 'observed') return [];
  const { subjects, pending } = result.intake.observation;
  return [...subjects, ...pending.flatMap((one) => one.complete(noFacts)).filter((made) => 'kind' in made)];
}

const read = (value: unknown, file = 'x.json') => readDocuments(JSON.stringify(value), file);
const only = (value: unknown) => subjectsOf(read(value)[0])[0];
const trust = trustOf('ecs-tasks.amazonaws.com');

describe('the kind of a document', () => {
  const arn = 'arn:aws:iam::111122223333:role/r';
  it.each<[string, unknown, object]>([
    ['a task definition', taskDefinition(), { kind: 'workload', id: 'shop-web', running: false }],
    [
      'a described task definition',
      { taskDefinition: { family: 'a', containerDefinitions: [{}] }, tags: [{ key: 'k', value: 'v' }] },
      { id: 'a', tags: { k: 'v' } },
    ],
    [
      'services',
      { services: [{ serviceName: 's', taskDefinition: 'a:1' }] },
      { objectKind: 'Service', id: 's', running: true },
    ],
    ['a created service', { service: { serviceName: 's' } }, { objectKind: 'Service', id: 's' }],
    [
      'a run-task request',
      { taskDefinition: 'a:1', count: 1 },
      { objectKind: 'RunTask', id: 'a', family: 'a' },
    ],
    [
      'tasks',
      { tasks: [{ taskArn: 'arn:aws:ecs:eu-central-1:1:task/c/1', containers: [] }] },
      { objectKind: 'Task' },
    ],
    ['a pod', pod(), { kind: 'workload', id: 'Pod/shop/web', running: true }],
    [
      'a policy',
      policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' }),
      { kind: 'principal', type: 'policy', id: 'x.json', policies: [{ path: '' }] },
    ],
    ['a trust policy', trust, { kind: 'principal', type: 'role', id: 'x.json', trust: { path: '' } }],
    [
      'a policy version',
      { PolicyVersion: { Document: policyDocument({}), VersionId: 'v1' } },
      { type: 'policy', policies: [{ document: { Version: '2012-10-17' } }] },
    ],
    [
      'an encoded inline policy',
      {
        RoleName: 'r',
        PolicyName: 'p',
        PolicyDocument: encodeURIComponent(JSON.stringify(policyDocument({}))),
      },
      {
        type: 'policy',
        name: 'p',
        policies: [{ path: 'PolicyDocument', document: JSON.stringify(policyDocument({})) }],
      },
    ],
    [
      'a role',
      { Role: { RoleName: 'r', Arn: arn, Path: '/', AssumeRolePolicyDocument: trust } },
      { type: 'role', id: arn, account: '111122223333', path: '/' },
    ],
    [
      'a role to create',
      { RoleName: 'r', AssumeRolePolicyDocument: '{}' },
      { type: 'role', id: 'r', trust: { path: 'AssumeRolePolicyDocument' } },
    ],
    ['a user', { User: { UserName: 'kim', UserId: 'AIDA' } }, { type: 'user', id: 'kim' }],
    [
      'a repository policy',
      policyDocument({ Effect: 'Allow', Principal: '*', Action: 'ecr:*' }),
      { kind: 'repository', id: 'x.json', policy: { path: '' } },
    ],
    [
      'a set repository policy',
      { repositoryName: 'shop/web', registryId: '1', policyText: '{}' },
      { kind: 'repository', id: 'shop/web', account: '1', policy: { path: 'policyText' }, registry: false },
    ],
    ['a registry policy', { registryId: '1', policyText: '{}' }, { kind: 'repository', registry: true }],
    [
      'repositories',
      {
        repositories: [
          {
            repositoryArn: 'arn:aws:ecr:eu-central-1:1:repository/a',
            repositoryName: 'a',
            imageTagMutability: 'MUTABLE',
          },
        ],
      },
      {
        kind: 'repository',
        name: 'a',
        tagMutability: { value: 'MUTABLE' },
        policy: { unsettled: 'it is not part of this document' },
      },
    ],
    [
      'an EKS cluster',
      {
        cluster: {
          name: 'c',
          version: '1.33',
          resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] },
          logging: {
            clusterLogging: [
              { types: ['audit'], enabled: true },
              { types: ['api'], enabled: false },
            ],
          },
        },
      },
      {
        kind: 'cluster',
        platform: 'eks',
        publicEndpoint: { value: true },
        logTypes: { value: ['audit'] },
        encryptionKeys: { value: [] },
      },
    ],
    [
      'an ECS cluster',
      {
        clusters: [
          {
            clusterArn: 'arn:aws:ecs:eu-central-1:1:cluster/c',
            clusterName: 'c',
            settings: [{ name: 'containerInsights', value: 'enabled' }],
          },
        ],
      },
      {
        platform: 'ecs',
        containerInsights: { value: 'enabled', path: 'settings[0].value' },
        execLogging: { unsettled: 'it is not part of this answer' },
      },
    ],
    [
      'security groups',
      {
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            GroupName: 'g',
            OwnerId: '1',
            IpPermissions: [
              {
                IpProtocol: 'tcp',
                FromPort: 22,
                ToPort: 22,
                IpRanges: [{ CidrIp: '0.0.0.0/0' }],
                UserIdGroupPairs: [{ GroupId: 'sg-2' }],
              },
            ],
          },
        ],
      },
      {
        kind: 'network',
        id: 'sg-1',
        ingress: {
          value: [
            { path: 'IpPermissions[0].IpRanges[0].CidrIp', fromPort: 22, cidr: '0.0.0.0/0' },
            { group: 'sg-2', cidr: null },
          ],
        },
      },
    ],
    [
      'instances',
      {
        Reservations: [
          {
            OwnerId: '1',
            Instances: [
              {
                InstanceId: 'i-1',
                ImageId: 'ami-1',
                Placement: { AvailabilityZone: 'eu-central-1a' },
                MetadataOptions: { HttpTokens: 'optional' },
                Tags: [{ Key: 'AmazonECSManaged', Value: '' }],
              },
            ],
          },
        ],
      },
      {
        kind: 'host',
        id: 'i-1',
        account: '1',
        region: 'eu-central-1',
        containerHost: true,
        httpTokens: { value: 'optional', path: 'MetadataOptions.HttpTokens' },
      },
    ],
  ])('%s', (_, value, subject) => {
    expect(only(value)).toMatchObject(subject);
  });

  it('is forced by --kind', () => {
    const [result] = readDocuments('{"family": "a", "containerDefinitions": [{}]}', 'x', {
      kind: 'task-definition',
    });
    expect(subjectsOf(result)[0]).toMatchObject({ kind: 'workload', id: 'a' });
  });

  it.each(['{}', '[1]', '"text"', 'plain text', '{"name": "x"}'])('is unknown for %s', (text) => {
    expect(readDocuments(text, 'x')).toMatchObject([
      { ok: true, intake: { kind: 'dropped', reason: 'unknown kind' } },
    ]);
  });

  it('never trips a reader that does not expect it', () => {
    const value = fc.oneof(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(taskDefinition(), roleDetails(trust), pod()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...documentKinds), value, (kind, document) => {
        expect(readDocuments(JSON.stringify(document), 'x', { kind }).length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('events', () => {
  const readEvent = (raw: unknown) => ({
    kind: 'dropped' as const,
    reason: `seen ${Object.keys(raw as object).length > 0}`,
  });

  it.each([
    cloudTrail('ecs', 'RunTask'),
    audit('create', {}),
    { 'detail-type': 'x', source: 'aws.ecs', detail: {} },
  ])('are passed on', (event) => {
    expect(readDocuments(JSON.stringify(event), 'x', { readEvent })).toMatchObject([
      { intake: { reason: 'seen true' } },
    ]);
  });

  it('of a CloudTrail file are passed on one by one', () => {
    const file = { Records: [cloudTrail('ecs', 'RunTask'), cloudTrail('iam', 'CreateUser')] };
    const refs: unknown[] = [];
    const results = readDocuments(JSON.stringify(file), 'f', {
      readEvent: (_, ref) => {
        refs.push(ref);
        return { kind: 'dropped', reason: 'seen' };
      },
    });
    expect(results.map(({ index }) => index)).toEqual([0, 1]);
    expect(refs).toMatchObject([
      { file: 'f', index: 0 },
      { file: 'f', index: 1 },
    ]);
  });

  it('are dropped where nobody reads them', () => {
    expect(read(cloudTrail('ecs', 'RunTask'))).toMatchObject([
      { intake: { kind: 'dropped', reason: 'an event' } },
    ]);
  });
});

describe('Kubernetes manifests', () => {
  it('are read document by document, with kinds that nothing judges', () => {
    const text = `# a comment\n---\n${JSON.stringify(deployment())}\n---\nkind: ServiceAccount\napiVersion: v1\nmetadata: {name: c}\n---\n`;
    expect(
      readDocuments(text, 'x.yml').map((result) => [result.index, subjectsOf(result).map(({ id }) => id)]),
    ).toEqual([
      [0, ['Deployment/shop/web']],
      [1, []],
    ]);
  });

  it('hold configuration, which is a workload without containers', () => {
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'shop' },
      data: { a: '1', b: 2 },
    };
    expect(only(configMap)).toMatchObject({
      kind: 'workload',
      source: 'config-map',
      id: 'ConfigMap/default/shop',
      identity: 'ConfigMap/default/shop',
      instance: null,
      running: true,
      containers: [],
      configuration: { value: [{ name: { value: 'a', path: 'data.a' }, value: '1' }, { value: '' }] },
    });
    expect(only({ ...configMap, data: null })).toMatchObject({ configuration: { value: [] } });
  });

  it('hold the aws-auth ConfigMap, which tells of the cluster whom it makes an administrator', () => {
    const mapRoles = '- rolearn: arn:aws:iam::1:role/a\n  groups: [system:masters]\n';
    const metadata = { name: 'aws-auth', namespace: 'kube-system' };
    expect(only({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mapRoles } })).toMatchObject({
      kind: 'cluster',
      platform: 'eks',
      id: 'ConfigMap/kube-system/aws-auth',
      cluster: null,
      adminEntries: { value: [{ principal: 'arn:aws:iam::1:role/a', path: 'data.mapRoles[0].groups' }] },
      publicEndpoint: { unsettled: 'a ConfigMap does not tell it' },
    });
  });

  it('may be lists', () => {
    const { kind: _, apiVersion: __, ...bare } = pod();
    expect(read({ apiVersion: 'v1', kind: 'List', items: [pod(), deployment()] })).toHaveLength(2);
    expect(only({ apiVersion: 'v1', kind: 'PodList', items: [bare] })).toMatchObject({ id: 'Pod/shop/web' });
  });

  it('read booleans as kubectl does', () => {
    const text = 'kind: Pod\napiVersion: v1\nspec:\n  hostPID: yes\n  hostIPC: Off\n  containers: [{}]\n';
    expect(subjectsOf(readDocuments(text, 'x')[0])[0]).toMatchObject({
      isolation: { pid: { value: 'host' }, ipc: { value: null } },
    });
  });

  it('follow anchors and merge keys', () => {
    const text = 'kind: Pod\napiVersion: v1\nx: &x {hostPID: true}\nspec:\n  <<: *x\n  containers: [{}]\n';
    expect(subjectsOf(readDocuments(text, 'x')[0])[0]).toMatchObject({
      isolation: { pid: { value: 'host' } },
    });
  });

  it('of network policies give what they let in', () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'n', namespace: 'shop' },
      spec: {
        ingress: [
          {},
          {
            from: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { podSelector: {} }],
            ports: [{ port: 80, endPort: 90 }],
          },
        ],
      },
    };
    expect(only(policy)).toMatchObject({
      kind: 'network',
      id: 'NetworkPolicy/shop/n',
      ingress: {
        value: [
          { path: 'spec.ingress[0]', cidr: '0.0.0.0/0', protocol: '-1', fromPort: null },
          {
            path: 'spec.ingress[1].from[0].ipBlock.cidr',
            cidr: '10.0.0.0/8',
            fromPort: 80,
            toPort: 90,
            protocol: 'tcp',
          },
          { cidr: null, group: 'podSelector' },
        ],
      },
    });
  });

  it('of bindings give principals with the rules that stand beside them', () => {
    const rbac = 'rbac.authorization.k8s.io/v1';
    const results = read([
      {
        apiVersion: rbac,
        kind: 'Role',
        metadata: { name: 'r', namespace: 'shop' },
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['*'] }],
      },
      {
        apiVersion: rbac,
        kind: 'RoleBinding',
        metadata: { name: 'b', namespace: 'shop' },
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'ServiceAccount', name: 's' },
          { kind: 'Odd', name: 'o' },
        ],
      },
      {
        apiVersion: rbac,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'c' },
        roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'Group', name: 'system:masters' }],
      },
    ]);
    expect(results.map(subjectsOf)).toMatchObject([
      [],
      [
        {
          id: 'ServiceAccount/shop/s',
          type: 'service-account',
          bindings: [{ role: 'r', namespace: 'shop', rules: [{ verbs: ['*'], path: 'rules[0]' }] }],
        },
      ],
      [
        {
          id: 'Group/default/system:masters',
          bindings: [{ roleKind: 'ClusterRole', namespace: null, rules: null, path: 'roleRef.name' }],
        },
      ],
    ]);
  });
});

describe('places', () => {
  const place = (text: string, path: string, index = 0) => {
    const result = readDocuments(text, 'x')[index];
    return result?.ok ? result.position(path) : null;
  };
  const definition =
    '{\n  "containerDefinitions": [\n    {\n      "name": "a",\n      "privileged": true\n    }\n  ]\n}';
  const manifest =
    'kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - name: a\n      securityContext:\n        privileged: true\n';

  it.each([
    [definition, 'containerDefinitions[0].privileged', 0, { line: 5, column: 7 }],
    [definition, 'containerDefinitions[0].user', 0, { line: 3, column: 5 }],
    [`[\n1,\n${definition}]`, 'containerDefinitions[0].privileged', 1, { line: 7, column: 7 }],
    [
      `{"family":"a","containerDefinitions":[{}]}\n{"containerDefinitions":[{"user":"0"}]}`,
      'containerDefinitions[0].user',
      1,
      { line: 2, column: 27 },
    ],
    [
      `{"taskDefinition":\n{"containerDefinitions":[{"user":"0"}]}}`,
      'containerDefinitions[0].user',
      0,
      { line: 2, column: 27 },
    ],
    [manifest, 'spec.containers[0].securityContext.privileged', 0, { line: 7, column: 9 }],
    [manifest, 'spec.containers[0].securityContext.procMount', 0, { line: 6, column: 7 }],
    [
      `---\n${manifest}---\n${manifest.replaceAll('\n', '\r\n')}`,
      'spec.containers[0].securityContext.privileged',
      1,
      { line: 16, column: 9 },
    ],
    [
      '\uFEFF{"family":"a",\r\n"containerDefinitions":[{}]}',
      'containerDefinitions',
      0,
      { line: 2, column: 1 },
    ],
    [manifest, '', 0, null],
  ])('%#', (text, path, index, expected) => {
    expect(place(text, path, index)).toEqual(expected);
  });
});

describe('YAML that begins as JSON does', () => {
  const flow =
    '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: nginx}]}}';
  const parted =
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}\n---\n{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"b"}}\n';

  it('is read where the file says it is YAML', () => {
    expect(readDocuments(flow, 'pod.yaml')).toMatchObject([{ ok: true, intake: { kind: 'observed' } }]);
    expect(readDocuments(parted, 'two.yml')).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('is malformed JSON where the file says it is JSON', () => {
    expect(readDocuments(flow, 'pod.json')).toMatchObject([{ ok: false, code: 'malformed-json' }]);
  });
});

describe('text that cannot be read', () => {
  it.each([
    ['{"a": 1,}', { line: 1, column: 9, code: 'malformed-json' }],
    ['{"a": 1\n"b": 2}', { line: 2, column: 1, code: 'malformed-json' }],
    ['{"a": \n"b', { line: 2, column: 3, code: 'malformed-json' }],
    ['{"a": 1} x', { line: 1, column: 10, code: 'malformed-json' }],
    ['[1, 2', { line: 1, column: 6, code: 'malformed-json' }],
    ['{"a" 1}', { line: 1, column: 6, code: 'malformed-json' }],
    ['{"a\\q": 1}', { line: 1, column: 2, code: 'malformed-json' }],
    ['a: [1,\nb: 2', { line: 2, column: 1, code: 'malformed-yaml' }],
    ['a: b: c', { line: 1, column: 4, code: 'malformed-yaml' }],
    ['['.repeat(10_000), { code: 'malformed-json' }],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, { line: 1, column: 1, code: 'nested-too-deep' }],
    [`a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, { code: 'nested-too-deep' }],
    [`a: ${'{b: '.repeat(10_000)}`, {}],
    ['- '.repeat(10_000), { code: 'nested-too-deep' }],
    [bomb(), { code: 'too-large', message: expect.stringContaining('aliases') }],
  ])('%# is a problem with its place', (text, problem) => {
    const [result] = readDocuments(text, 'x');
    expect(result).toMatchObject({ ok: false, index: 0, ...problem });
  });

  it('is a chart’s template where it holds {{ }}, and lacks rendering', () => {
    const [result] = readDocuments(
      'kind: Pod\nmetadata:\n  {{- include "web" . | nindent 2 }}\n',
      'pod.yaml',
    );
    expect(result).toMatchObject({ ok: false, remedy: expect.stringContaining('helm template') });
  });

  it('does not keep others from being read', () => {
    expect(read(pod())[0]).toMatchObject({ ok: true });
    const lines = readDocuments(`${JSON.stringify(pod())}\n{"kind":\n\n${JSON.stringify(pod())}`, 'x');
    expect(lines.map(({ ok, index }) => [ok, index])).toEqual([
      [true, 0],
      [false, 1],
      [true, 2],
    ]);
    expect(lines[1]).toMatchObject({ line: 2, column: 9 });
  });

  it('is nothing at all', () => {
    for (const text of ['', ' \n', '# only a comment', '---\n---\n', '\uFEFF'])
      expect(readDocuments(text, 'x')).toEqual([]);
  });

  it('never throws, whatever becomes of a document', () => {
    const texts = fc.constantFrom(
      JSON.stringify(taskDefinition(), null, 1),
      JSON.stringify(roleDetails(trust)),
      'kind: Pod\nspec: {a: [1, 2]}\n---\nx: !Sub y\n',
    );
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\uFFFD', '{', ']', '": ', '\u0000', '&a', '*a', '!Ref ', '---\n', '\r'),
    );
    fc.assert(
      fc.property(texts, piece, fc.nat(400), fc.nat(5), (text, insert, at, remove) => {
        const mutated = text.slice(0, at) + insert + text.slice(at + remove);
        for (const result of readDocuments(mutated, 'x')) {
          if (result.ok) expect(result.position('spec.a[1]')).toMatchObject({ line: expect.any(Number) });
          else expect(result.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes time in line with its length', () => {
    const lines = `${JSON.stringify({ family: 'a', containerDefinitions: [{}] })}\n`.repeat(20_000);
    const start = processorMs();
    expect(readDocuments(lines, 'x')).toHaveLength(20_000);
    expect(calmMsSince(start)).toBeLessThan(5_000);
  });
});

/** Aliases that multiply each other: small as text, huge when followed. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++)
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

describe('an account', () => {
  it('gives every principal with all its documents', () => {
    const arn = 'arn:aws:iam::111122223333:policy/p';
    const gaad: JsonObject = {
      ...roleDetails(trust, [policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' })]),
      UserDetailList: [
        {
          UserName: 'kim',
          Arn: 'arn:aws:iam::111122223333:user/kim',
          GroupList: ['ops'],
          AttachedManagedPolicies: [
            { PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
          ],
          PermissionsBoundary: { PermissionsBoundaryArn: arn },
        },
        {
          UserName: 'lee',
          Arn: 'arn:aws:iam::111122223333:user/lee',
          GroupList: ['gone'],
          UserPolicyList: [],
        },
      ],
      GroupDetailList: [
        {
          GroupName: 'ops',
          Arn: 'arn:aws:iam::111122223333:group/ops',
          AttachedManagedPolicies: [{ PolicyArn: arn }],
        },
      ],
      Policies: [
        {
          PolicyName: 'p',
          Arn: arn,
          PolicyVersionList: [
            { Document: policyDocument({ Sid: 'old' }), IsDefaultVersion: false },
            {
              Document: encodeURIComponent(JSON.stringify(policyDocument({ Sid: 'new' }))),
              IsDefaultVersion: true,
            },
          ],
        },
        { PolicyName: 'Aws', Arn: 'arn:aws:iam::aws:policy/Aws', PolicyVersionList: [{ Document: {} }] },
      ],
    };
    const place = 'Policies[0].PolicyVersionList[1].Document';
    const document = JSON.stringify(policyDocument({ Sid: 'new' }));
    expect(subjectsOf(read(gaad)[0])).toMatchObject([
      {
        name: 'kim',
        complete: false,
        groups: ['ops'],
        policies: [
          { document: null, path: 'UserDetailList[0].AttachedManagedPolicies[0].PolicyArn' },
          { arn, path: place, document },
        ],
        boundary: { value: { arn, document } },
      },
      { name: 'lee', complete: false, boundary: { value: null } },
      { name: 'ops', type: 'group', complete: true, policies: [{ path: place }] },
      {
        name: 'shop-web-task',
        type: 'role',
        complete: true,
        trust: { path: 'RoleDetailList[0].AssumeRolePolicyDocument' },
        policies: [{ path: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument' }],
      },
      { name: 'p', type: 'policy', id: arn, policies: [{ document }] },
    ]);
  });
});
