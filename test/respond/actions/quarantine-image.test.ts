// Whom an image that is to be archived serves: what else would be hit is said, and people decide.
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../shared/model/arn.ts';
import { type JsonObject, stringsOf } from '../../../shared/model/json.ts';
import { permissionFor } from '../../../shared/respond/platform/session-policy.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { action } from './moto.ts';
import { account, findingOn, planned, region } from './round-trip.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const platform = `sha256:${'cd'.repeat(32)}`;
const other = `sha256:${'ef'.repeat(32)}`;
const repository = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web`;
const ecs = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
const finding = findingOn({ kind: 'image', platform: 'ecr', id: `${repository}@${digest}` });

const task = (name: string, container: JsonObject, more: JsonObject = {}): JsonObject => ({
  taskArn: ecs(`task/shop/${name}`),
  taskDefinitionArn: ecs('task-definition/web:7'),
  lastStatus: 'RUNNING',
  containers: [{ name: 'web', ...container }],
  ...more,
});
const ofService = { group: 'service:web', startedBy: 'ecs-svc/1' };
const service = {
  serviceName: 'web',
  serviceArn: ecs('service/shop/web'),
  deployments: [{ id: 'ecs-svc/1', taskDefinition: ecs('task-definition/web:7') }],
};
const pod = (container: JsonObject, phase = 'Running'): JsonObject => ({
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1' },
  spec: { containers: [{ name: 'web', image: container.image ?? '' }] },
  status: { phase, containerStatuses: [{ name: 'web', imageID: container.imageID ?? '' }] },
});

interface World {
  readonly imageTags?: readonly string[];
  readonly manifest?: JsonObject;
  readonly tasks?: readonly JsonObject[];
  readonly pods?: readonly JsonObject[] | 'denied';
  readonly ecs?: 'denied';
  readonly eks?: 'denied';
}

function apiOf({ imageTags = ['1.4.2'], manifest = {}, tasks = [], pods = [], ...world }: World) {
  return fakeApi({
    'ecr.DescribeImages': {
      imageDetails: [{ imageDigest: digest, imageStatus: 'ACTIVE', imageTags: [...imageTags] }],
    },
    'ecr.BatchGetImage': { images: [{ imageManifest: JSON.stringify(manifest) }] },
    'ecs.ListClusters': world.ecs ?? { clusterArns: [ecs('cluster/shop')] },
    'ecs.ListTasks': { taskArns: tasks.map(({ taskArn }) => taskArn ?? null) },
    'ecs.DescribeTasks': (input) => ({
      tasks: tasks.filter(({ taskArn }) => stringsOf(input.tasks).includes(String(taskArn))),
    }),
    'ecs.DescribeServices': { services: [service] },
    'ecs.DescribeTaskDefinition': ({ taskDefinition }) => ({
      taskDefinition: { family: nameOf(String(taskDefinition)).split(':')[0] ?? '', revision: 7 },
    }),
    'eks.ListClusters': world.eks ?? { clusters: ['blue'] },
    'kubernetes.listCoreV1PodForAllNamespaces': pods === 'denied' ? pods : { items: [...pods] },
  });
}

async function asked(world: World): Promise<string | undefined> {
  const api = apiOf(world);
  const quarantine = action('quarantine-image');
  const { askFirst, calls } = planned(await quarantine.prepare(finding, api));
  expect(calls.map(({ operation }) => operation)).toEqual(['UpdateImageStorageClass']);
  expect(api.requests.map(permissionFor).filter((one) => !quarantine.permissions.includes(one))).toEqual([]);
  return askFirst;
}

describe('an image is archived without asking', () => {
  it.each<[string, World]>([
    ['nothing runs', {}],
    ['it has no tag at all', { imageTags: [] }],
    ['another digest runs', { tasks: [task('t', { image: `${repository}@${other}`, imageDigest: other })] }],
    ['another tag runs', { tasks: [task('t', { image: `${repository}:1.4.1`, imageDigest: other })] }],
    ['a pod of it has ended', { pods: [pod({ image: `${repository}@${digest}` }, 'Succeeded')] }],
    [
      'the same digest runs from another repository',
      { tasks: [task('t', { image: `${repository}-copy:1.4.2`, imageDigest: digest })] },
    ],
    [
      'a tag is written beside another digest, which decides',
      { tasks: [task('t', { image: `${repository}:1.4.2@${other}` })] },
    ],
  ])('where %s', async (_, world) => {
    expect(await asked(world)).toBeUndefined();
  });
});

describe('people are asked, and told who uses it', () => {
  it.each<[string, World, string]>([
    ['several tags stand for it', { imageTags: ['stable', '1.4.2'] }, '2 tags stand for it: 1.4.2, stable'],
    [
      'a service runs it',
      {
        tasks: [
          task('a', { image: `${repository}:1.4.1`, imageDigest: digest }, ofService),
          task('b', { image: `${repository}:1.4.1`, imageDigest: digest }, ofService),
        ],
      },
      'it is used by service web (cluster shop, 2 running)',
    ],
    [
      'a task runs it, whose words on a service nobody confirms',
      {
        tasks: [
          task('a', { image: `${repository}@${digest}` }, { group: 'service:pay', startedBy: 'ecs-svc/1' }),
        ],
      },
      'it is used by tasks of family web (cluster shop, 1 running)',
    ],
    [
      'one of its platforms runs',
      {
        manifest: { manifests: [{ digest: platform }] },
        tasks: [task('a', { image: `${repository}:1.4.1`, imageDigest: platform })],
      },
      '1 running',
    ],
    [
      'its tag is named by what runs another image',
      { tasks: [task('a', { image: `${repository}:1.4.2`, imageDigest: other })] },
      '1 running, by tag',
    ],
    [
      '`latest` is not written',
      { imageTags: ['latest'], tasks: [task('a', { image: repository, imageDigest: other })] },
      'by tag',
    ],
    [
      'a pod runs it',
      { pods: [pod({ image: `${repository}:1.4.2`, imageID: `${repository}@${digest}` })] },
      'Pod shop/web-0 (cluster blue, 1 running)',
    ],
    [
      'tasks cannot be looked through',
      { ecs: 'denied' },
      'whether tasks (ecs.ListClusters: denied) run it is not known',
    ],
    [
      'clusters cannot be listed',
      { eks: 'denied' },
      'whether pods (eks.ListClusters: denied) run it is not known',
    ],
    ['a cluster lets nobody look', { pods: 'denied' }, 'whether pods of cluster blue'],
  ])('where %s', async (_, world, says) => {
    expect(await asked(world)).toContain(says);
  });

  it('and says a bounded number of them', async () => {
    const imageTags = Array.from({ length: 900 }, (_, index) => `1.0.${index}`);
    const tasks = Array.from({ length: 300 }, (_, index) =>
      task(
        `t${index}`,
        { image: `${repository}@${digest}` },
        { taskDefinitionArn: ecs(`task-definition/job-${index}:1`) },
      ),
    );
    const said = (await asked({ imageTags, tasks })) ?? '';
    expect(said).toContain('900 tags stand for it');
    expect(said).toContain('and 895 more');
    expect(said).toContain('at least 15 others');
    expect(said.length).toBeLessThan(1000);
  });
});

it('an image whose registry cannot be read is left as it is', async () => {
  const api = fakeApi({ 'ecr.DescribeImages': 'denied' });
  expect(await action('quarantine-image').prepare(finding, api)).toMatchObject({
    ok: false,
    heldBy: 'guard-error',
  });
});
