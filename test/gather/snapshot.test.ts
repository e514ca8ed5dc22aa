// Answers from a snapshot: the same call, what is unknown and what is absent, reading the file.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../shared/gather/api.ts';
import { inputKey, sameInput } from '../../shared/gather/snapshot/matching.ts';
import { combine, parseSnapshot, snapshotApi } from '../../shared/gather/snapshot.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';
import { fakeApi } from './fake-api.ts';

const takenAt = '2026-11-20T08:00:00.000Z';
const A = '111122223333';
const B = '444455556666';

type Regions = Record<string, Record<string, { input?: unknown; output?: unknown; error?: unknown }[]>>;

function api(accounts: Record<string, Regions>) {
  const regions = Object.entries(accounts).map(([id, of]) => [id, { regions: of }]);
  const parsed = parseSnapshot({ version: 1, takenAt, accounts: Object.fromEntries(regions) }, 'facts.json');
  if (!parsed.ok || parsed.problems.length > 0) throw new Error(JSON.stringify(parsed.problems));
  return snapshotApi(parsed.snapshot);
}

function ask(name: string, input: JsonObject, place: Partial<ApiRequest> = {}): ApiRequest {
  const [service = '', operation = ''] = name.split('.');
  return { account: A, region: 'eu-west-1', service, operation, input, ...place };
}

const arn = (type: string, name: string) => `arn:aws:ecs:eu-west-1:${A}:${type}/${name}`;

describe('the same call', () => {
  const definition = {
    taskDefinition: { taskDefinitionArn: arn('task-definition', 'shop:3'), family: 'shop' },
  };
  const recorded = [{ input: { taskDefinition: arn('task-definition', 'shop:3') }, output: definition }];

  it.each([
    'ECS.DescribeTaskDefinition',
    'ecs.DescribeTaskDefinition',
    'Ecs.describeTaskDefinition',
  ])('is found under %s', async (name) => {
    const answer = await api({ [A]: { 'eu-west-1': { [name]: recorded } } }).call(
      ask('ecs.DescribeTaskDefinition', { taskDefinition: 'shop:3', include: ['TAGS'] }),
    );
    expect(answer).toEqual({ ok: true, output: definition, asOf: takenAt });
  });

  it.each([
    ['name for ARN', { taskDefinition: 'shop:3' }, 'shop:3', true],
    ['ARN for name', { taskDefinition: 'shop:3' }, arn('task-definition', 'shop:3'), true],
    ['another revision', { taskDefinition: 'shop:4' }, 'shop:3', false],
    ['a family for one revision', { taskDefinition: 'shop:3' }, 'shop', false],
    ['the newest of a family', { taskDefinition: 'shop' }, 'shop', true],
    ['the answer tells which it was', {}, 'shop:3', true],
    [
      'another account',
      { taskDefinition: arn('task-definition', 'shop:3').replace(A, B) },
      'arn:aws:ecs:eu-west-1:1:task-definition/shop:3',
      false,
    ],
  ])('%s', async (_, input, asked, found) => {
    const output =
      'taskDefinition' in input && input.taskDefinition === 'shop:4'
        ? { taskDefinition: { family: 'shop' } }
        : definition;
    const answer = await api({
      [A]: { 'eu-west-1': { 'ECS.DescribeTaskDefinition': [{ input, output }] } },
    }).call(ask('ecs.DescribeTaskDefinition', { taskDefinition: asked }));
    expect(answer.ok ? 'found' : answer.code).toBe(found ? 'found' : 'not-recorded');
  });

  it('knows lists in any order, the default cluster, and objects inside', async () => {
    const call = {
      input: { services: ['b', 'a'], cluster: 'default' },
      output: { services: [], failures: [] },
    };
    const snapshot = api({ [A]: { 'eu-west-1': { 'ECS.DescribeServices': [call] } } });
    expect((await snapshot.call(ask('ecs.DescribeServices', { services: ['a', 'b'] }))).ok).toBe(true);
    const image = {
      input: { repositoryName: 'r', imageIds: [{ imageTag: 'v1' }] },
      output: { images: [{ imageManifest: '{}' }] },
    };
    const ecr = api({ [A]: { 'eu-west-1': { 'ECR.BatchGetImage': [image] } } });
    const asked = {
      registryId: A,
      repositoryName: 'r',
      imageIds: [{ imageTag: 'v1' }],
      acceptedMediaTypes: ['x'],
    };
    expect((await ecr.call(ask('ecr.BatchGetImage', asked))).ok).toBe(true);
    expect((await ecr.call(ask('ecr.BatchGetImage', { ...asked, imageIds: [{ imageTag: 'v2' }] }))).ok).toBe(
      false,
    );
    expect((await ecr.call(ask('ecr.BatchGetImage', { ...asked, repositoryName: 'other' }))).ok).toBe(false);
  });

  it.each([
    ['RepositoryPolicyNotFoundException', 'not-found'],
    [{ name: 'AccessDeniedException' }, 'denied'],
    ['ThrottlingException', 'not-recorded'],
    ['Whatever', 'not-recorded'],
  ])('recorded as error %j is %s', async (error, code) => {
    const call = { input: { repositoryName: 'r' }, error };
    const snapshot = api({ [A]: { 'eu-west-1': { 'ECR.GetRepositoryPolicy': [call] } } });
    const answer = await snapshot.call(
      ask('ecr.GetRepositoryPolicy', { registryId: A, repositoryName: 'r' }),
    );
    expect(answer).toMatchObject({ ok: false, code });
  });
});

describe('what is not recorded is unknown, what a list lacks is absent', () => {
  const task = (id: string, cluster = 'prod') => ({
    taskArn: arn('task', `${cluster}/${id}`),
    clusterArn: arn('cluster', cluster),
  });
  const service = {
    serviceArn: arn('service', 'prod/web'),
    serviceName: 'web',
    clusterArn: arn('cluster', 'prod'),
  };
  const region = {
    'ECS.DescribeTasks': [
      {
        input: { cluster: 'prod', tasks: ['t1', 't2'] },
        output: { tasks: [task('t1')], failures: [{ arn: 't2', reason: 'MISSING' }] },
      },
    ],
    'ECS.DescribeServices': [
      { input: { cluster: 'prod', services: ['web'] }, output: { services: [service] } },
    ],
    'ECS.ListServices': [
      { input: { cluster: 'prod' }, output: { serviceArns: [service.serviceArn], nextToken: 'n' } },
      { input: { cluster: 'prod', nextToken: 'n' }, output: { serviceArns: [] } },
      { input: { cluster: 'test' }, output: { serviceArns: [], nextToken: 'lost' } },
      { input: { cluster: 'fargate', launchType: 'FARGATE' }, output: { serviceArns: [] } },
    ],
    'ECR.DescribeRepositories': [
      { input: {}, output: { repositories: [{ repositoryName: 'a' }], nextToken: 'x' } },
      { input: { nextToken: 'x' }, output: { repositories: [{ repositoryName: 'b' }] } },
    ],
    'EC2.DescribeInstances': [
      {
        input: { Filters: [{ Name: 'tag:x', Values: ['y'] }] },
        output: { Reservations: [{ OwnerId: A, Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] }] },
      },
    ],
    'EC2.DescribeSecurityGroups': [{ output: { SecurityGroups: [{ GroupId: 'sg-1' }], NextToken: 'more' } }],
    'EKS.ListClusters': [{ input: {}, output: { clusters: ['prod'] } }],
  };
  const iam = {
    'IAM.ListRoles': [{ input: {}, output: { Roles: [{ RoleName: 'web' }], IsTruncated: false } }],
    'IAM.ListUsers': [{ input: { PathPrefix: '/ops/' }, output: { Users: [] } }],
  };
  const snapshot = api({ [A]: { 'eu-west-1': region, 'aws-global': iam } });

  it.each([
    ['a task of a batch', 'ecs.DescribeTasks', { cluster: 'prod', tasks: ['t1'] }, 'found'],
    ['by ARN, no cluster said', 'ecs.DescribeTasks', { tasks: [arn('task', 'prod/t1')] }, 'found'],
    ['asked for, and missing then', 'ecs.DescribeTasks', { cluster: 'prod', tasks: ['t2'] }, 'not-found'],
    ['never asked for', 'ecs.DescribeTasks', { cluster: 'prod', tasks: ['t3'] }, 'not-recorded'],
    [
      'of that name in another cluster',
      'ecs.DescribeTasks',
      { cluster: 'test', tasks: ['t1'] },
      'not-recorded',
    ],
    [
      'two, one never asked for',
      'ecs.DescribeTasks',
      { cluster: 'prod', tasks: ['t1', 't3'] },
      'not-recorded',
    ],
    [
      'cluster by ARN',
      'ecs.DescribeServices',
      { cluster: arn('cluster', 'prod'), services: ['web'] },
      'found',
    ],
    [
      'not in the whole list of services',
      'ecs.DescribeServices',
      { cluster: 'prod', services: ['db'] },
      'not-found',
    ],
    [
      'in a list that was not read to its end',
      'ecs.DescribeServices',
      { cluster: 'test', services: ['db'] },
      'not-recorded',
    ],
    ['in a filtered list', 'ecs.DescribeServices', { cluster: 'fargate', services: ['db'] }, 'not-recorded'],
    ['in no list', 'ecs.DescribeServices', { cluster: 'other', services: ['db'] }, 'not-recorded'],
    [
      'a repository of page two',
      'ecr.DescribeRepositories',
      { registryId: A, repositoryNames: ['b'] },
      'found',
    ],
    [
      'a repository on no page',
      'ecr.DescribeRepositories',
      { registryId: A, repositoryNames: ['c'] },
      'not-found',
    ],
    ['an instance out of a filtered answer', 'ec2.DescribeInstances', { InstanceIds: ['i-2'] }, 'found'],
    [
      'an instance that the filter may hide',
      'ec2.DescribeInstances',
      { InstanceIds: ['i-3'] },
      'not-recorded',
    ],
    ['a security group', 'ec2.DescribeSecurityGroups', { GroupIds: ['sg-1'] }, 'found'],
    ['a group of a page not recorded', 'ec2.DescribeSecurityGroups', { GroupIds: ['sg-2'] }, 'not-recorded'],
    ['a cluster not listed', 'eks.DescribeCluster', { name: 'gone' }, 'not-found'],
    ['a cluster listed, but not described', 'eks.DescribeCluster', { name: 'prod' }, 'not-recorded'],
    ['a role not listed', 'iam.GetRole', { RoleName: 'ghost' }, 'not-found'],
    ['a role listed, but not read', 'iam.GetRole', { RoleName: 'web' }, 'not-recorded'],
    ['a user outside the listed path', 'iam.GetUser', { UserName: 'ann' }, 'not-recorded'],
    [
      'an operation never recorded',
      'iam.GetPolicy',
      { PolicyArn: 'arn:aws:iam::aws:policy/X' },
      'not-recorded',
    ],
  ])('%s: %s %j is %s', async (_, name, input, wanted) => {
    const answer = await snapshot.call(ask(name, input));
    expect(answer.ok ? 'found' : answer.code).toBe(wanted);
  });

  it('cuts one instance out of its reservation', async () => {
    const answer = await snapshot.call(ask('ec2.DescribeInstances', { InstanceIds: ['i-2'] }));
    expect(answer).toMatchObject({
      output: { Reservations: [{ OwnerId: A, Instances: [{ InstanceId: 'i-2' }] }] },
    });
  });

  it.each([
    ['another account', { account: B }],
    ['another region', { region: 'us-east-1' }],
    ['an open account', { account: null }],
    ['an open region', { region: null }],
  ])('is never absent in %s', async (_, place) => {
    const answer = await snapshot.call(ask('ecr.DescribeRepositories', { repositoryNames: ['c'] }, place));
    expect(answer).toMatchObject({ ok: false, code: 'not-recorded' });
  });

  it('finds a thing in an open place, but not one of two', async () => {
    const role = (account: string) => ({
      output: { Role: { RoleName: 'web', Arn: `arn:aws:iam::${account}:role/web` } },
    });
    const two = api({
      [A]: { 'us-east-1': { 'IAM.GetRole': [role(A)] } },
      [B]: { 'us-east-1': { 'IAM.GetRole': [role(B)] } },
    });
    const asked = ask('iam.GetRole', { RoleName: 'web' }, { account: null, region: null });
    expect(await two.call(asked)).toMatchObject({ ok: false, code: 'not-recorded' });
    expect(await two.call({ ...asked, account: B })).toMatchObject({ ok: true, output: role(B).output });
    const one = api({ [A]: { 'us-east-1': { 'IAM.GetRole': [role(A)] } } });
    expect(await one.call(asked)).toMatchObject({ ok: true });
  });

  it("knows AWS's own policies from any account, or from several", async () => {
    const policy = { output: { Policy: { Arn: 'arn:aws:iam::aws:policy/X' } } };
    const regions = { 'us-east-1': { 'IAM.GetPolicy': [policy] } };
    const asked = ask(
      'iam.GetPolicy',
      { PolicyArn: 'arn:aws:iam::aws:policy/X' },
      { account: '999988887777' },
    );
    expect((await api({ [A]: regions }).call(asked)).ok).toBe(true);
    expect((await api({ [A]: regions, [B]: regions }).call({ ...asked, account: null })).ok).toBe(true);
  });

  it('answers with what was recorded last', async () => {
    const of = (n: number) => ({ input: { RoleName: 'web' }, output: { Role: { RoleName: 'web', n } } });
    const twice = api({ [A]: { 'us-east-1': { 'IAM.GetRole': [of(1), of(2)] } } });
    expect(await twice.call(ask('iam.GetRole', { RoleName: 'web' }))).toMatchObject({ output: of(2).output });
  });

  it('looks up one of ten thousand without reading them all', async () => {
    const definitions = Array.from({ length: 10_000 }, (_, n) => ({
      input: { taskDefinition: `shop:${n}`, include: ['TAGS'] },
      output: { taskDefinition: { revision: n } },
    }));
    const large = api({ [A]: { 'eu-west-1': { 'ECS.DescribeTaskDefinition': definitions } } });
    const started = processorMs();
    for (let n = 0; n < 10_000; n++) {
      const name = arn('task-definition', `shop:${n}`);
      const answer = await large.call(ask('ecs.DescribeTaskDefinition', { taskDefinition: name }));
      expect(answer).toMatchObject({ output: { taskDefinition: { revision: n } } });
    }
    // One after the other through all of them would be a hundred million comparisons.
    expect(calmMsSince(started)).toBeLessThan(10_000);
  });

  it('never answers "absent" from a snapshot that holds nothing of it', async () => {
    const names = [
      'ecs.DescribeTasks',
      'ecr.DescribeRepositories',
      'iam.GetRole',
      'eks.DescribeCluster',
      'ec2.DescribeInstances',
    ];
    const empty = api({ [A]: { 'eu-west-1': {} } });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.dictionary(fc.string(), fc.jsonValue()),
        async (name, input) => {
          const answer = await empty.call(ask(name, input as JsonObject));
          expect(answer).toMatchObject({ ok: false, code: 'not-recorded' });
        },
      ),
    );
  });
});

it('inputs that ask the same have the same key, whatever their order', () => {
  const value = fc.oneof(
    fc.string(),
    fc.array(fc.string()),
    fc.array(fc.dictionary(fc.string(), fc.string())),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (input) => {
      const turned = Object.fromEntries(
        Object.entries(input)
          .reverse()
          .map(([key, item]) => [key, Array.isArray(item) ? [...item].reverse() : item]),
      ) as JsonObject;
      expect(sameInput(turned, input)).toBe(true);
      expect(inputKey(turned)).toBe(inputKey(input));
    }),
  );
});

describe('reading the file', () => {
  it.each([
    ['not json', ''],
    ['[]', ''],
    [{ version: 2, takenAt, accounts: {} }, 'version'],
    [{ version: 1, takenAt: 'yesterday', accounts: {} }, 'takenAt'],
    [{ version: 1, takenAt, accounts: [] }, 'accounts'],
  ])('%j is no snapshot', (document, path) => {
    const parsed = parseSnapshot(document, 'facts.json');
    expect(parsed.ok).toBe(false);
    expect(parsed.problems).toContainEqual({ file: 'facts.json', path, message: expect.any(String) });
  });

  it('names what it cannot read and keeps the rest', async () => {
    const document = `{"version":1,"takenAt":"2026-11-20T09:00:00+01:00","accounts":{
      "__proto__":{"regions":{}}, "1":{}, "2":{"regions":{"eu":5}},
      "${A}":{"regions":{"eu-west-1":{"bad":[],"ECS.ListX":{},"IAM.GetRole":[7,{"input":3,"output":{}},{"output":{"Role":{"RoleName":"web"}}}]}}}}}`;
    const parsed = parseSnapshot(document, 'f');
    if (!parsed.ok) throw new Error('unreadable');
    expect(parsed.snapshot.takenAt).toBe(takenAt);
    expect(parsed.problems.map(({ path }) => path).sort()).toEqual(
      [
        'accounts.1.regions',
        `accounts.${A}.regions.eu-west-1["ECS.ListX"]`,
        `accounts.${A}.regions.eu-west-1["IAM.GetRole"][0]`,
        `accounts.${A}.regions.eu-west-1["IAM.GetRole"][1]`,
        `accounts.${A}.regions.eu-west-1["bad"]`,
        'accounts.2.regions.eu',
      ].sort(),
    );
    expect((await snapshotApi(parsed.snapshot).call(ask('iam.GetRole', { RoleName: 'web' }))).ok).toBe(true);
  });

  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (accounts) => {
        const parsed = parseSnapshot({ version: 1, takenAt, accounts: { [A]: { regions: accounts } } }, 'f');
        if (parsed.ok) snapshotApi(parsed.snapshot);
      }),
    );
  });
});

describe('combine', () => {
  const first = fakeApi({
    'iam.GetRole': { from: 'first' },
    'iam.GetUser': 'not-found',
    'iam.GetGroup': 'denied',
  });
  const second = fakeApi({
    'iam.GetRole': { from: 'second' },
    'iam.GetUser': {},
    'iam.GetGroup': { from: 'second' },
    'iam.GetPolicy': { from: 'second' },
  });
  it.each([
    ['iam.GetRole', { ok: true, output: { from: 'first' } }],
    ['iam.GetUser', { ok: false, code: 'not-found' }],
    ['iam.GetGroup', { ok: true, output: { from: 'second' } }],
    ['iam.GetPolicy', { ok: true, output: { from: 'second' } }],
    ['iam.GetX', { ok: false, code: 'not-recorded' }],
  ])('%s: the first that knows', async (name, wanted) => {
    expect(await combine([first, second]).call(ask(name, {}))).toMatchObject(wanted);
  });
  it('of nothing knows nothing', async () => {
    expect(await combine([]).call(ask('iam.GetRole', {}))).toMatchObject({ code: 'not-recorded' });
  });
});
