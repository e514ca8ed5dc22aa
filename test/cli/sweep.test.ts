// `seawall sweep` through the bin, over a snapshot: what it finds, what it closes, what it could not look at.
import { describe, expect } from 'vitest';
import { commandLineTests, folderWith, reportOf, seawall } from './cli.ts';

const it = commandLineTests();

const cluster = 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop';
const service = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
const definition = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:7';
const answer = (output: object, input: object = {}) => [{ input, output }];

function snapshot(takenAt: string, services: readonly string[]) {
  const described = {
    serviceArn: service,
    serviceName: 'web',
    clusterArn: cluster,
    taskDefinition: definition,
  };
  const calls = {
    'ECS.ListClusters': answer({ clusterArns: [cluster] }),
    'ECS.DescribeClusters': answer(
      { clusters: [{ clusterArn: cluster, clusterName: 'shop', settings: [] }] },
      { clusters: [cluster], include: ['SETTINGS', 'CONFIGURATIONS', 'TAGS'] },
    ),
    'ECS.ListServices': answer({ serviceArns: services }, { cluster }),
    'ECS.DescribeServices': answer(
      { services: [described] },
      { cluster, services: [service], include: ['TAGS'] },
    ),
    'ECS.ListTasks': answer({ taskArns: [] }, { cluster }),
    'ECS.DescribeTaskDefinition': answer(
      {
        taskDefinition: {
          taskDefinitionArn: definition,
          family: 'web',
          containerDefinitions: [{ name: 'web', image: 'web:1', privileged: true }],
        },
      },
      { taskDefinition: definition, include: ['TAGS'] },
    ),
  };
  return { version: 1, takenAt, accounts: { '111122223333': { regions: { 'eu-central-1': calls } } } };
}

const privileged = 'namespace-isolation/no-privileged';

describe('a sweep', () => {
  const cwd = folderWith({
    'monday.json': snapshot('2026-11-16T09:00:00Z', [service]),
    'tuesday.json': snapshot('2026-11-17T09:00:00Z', []),
  });
  const sweep = (file: string, ...more: readonly string[]) =>
    seawall(['sweep', '--facts', file, '--format', 'json', ...more], { cwd });
  const kept = (file: string, now: string) => sweep(file, '--record', 'record.sqlite', '--now', now);
  const found = (ran: ReturnType<typeof seawall>) =>
    reportOf(ran).findings.find(({ control }) => control === privileged);

  it('judges what runs and says what it could not look at', () => {
    const ran = sweep('monday.json', '--fail-on', 'critical');
    expect(ran.code).toBe(1);
    expect(found(ran)).toMatchObject({ status: 'open', dormant: false, subject: { id: service } });
    expect(ran.stderr).toMatch(
      /^not looked at: 111122223333, eu-central-1: the snapshot does not hold eks\.ListClusters of this$/m,
    );
    expect(reportOf(ran).summary).toMatchObject({ inputs: 2, observations: 2, unreadable: 0 });
  });

  it('tells the drift against the record, and closes what is gone', () => {
    expect(kept('monday.json', '2026-11-16').stderr).toContain(`opened critical ${privileged} web`);
    expect(kept('monday.json', '2026-11-16').stderr).toContain('no drift');
    const ran = kept('tuesday.json', '2026-11-17');
    expect(ran.stderr).toContain(`resolved critical ${privileged} web`);
    expect(found(ran)).toMatchObject({ status: 'resolved' });
  });

  it.each([
    ['html', /^<!doctype html>[\s\S]*no-privileged[\s\S]*<\/html>\n$/],
    ['csv', /^"outcome","severity"[\s\S]*"fail","critical","namespace-isolation\/no-privileged"/],
    ['ocsf', /^\[\n\{"class_uid":2003,/],
    ['oscal', /^\{"assessment-results":[\s\S]*"arn:aws:ecs:eu-central-1:111122223333:service\/shop\/web"/],
  ])('is evidence in %s', (format, begins) => {
    const args = ['sweep', '--facts', 'monday.json', '--now', '2026-11-16', '--format', format];
    const { code, stdout } = seawall(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(begins);
  });

  it('takes the authorization details of an account, and nothing that tells of none', () => {
    const role = { RoleName: 'r', Arn: 'arn:aws:iam::111122223333:role/r', AssumeRolePolicyDocument: {} };
    const folder = folderWith({
      'details.json': { RoleDetailList: [role] },
      'empty.json': snapshotOfNothing,
    });
    const over = (file: string) => seawall(['sweep', '--facts', file, '--format', 'json'], { cwd: folder });
    expect(reportOf(over('details.json')).summary.inputs).toBe(1);
    expect(over('empty.json')).toMatchObject({ code: 2, stdout: '' });
  });
});

const snapshotOfNothing = { version: 1, takenAt: '2026-11-16T09:00:00Z', accounts: {} };

describe('--region', () => {
  // Nobody listens there: what matters is whom the first call would have gone to.
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

  it.each(['sweep', 'snapshot', 'doctor'])('is enough for the first call of %s', (command) => {
    const { code, stderr } = seawall([command, '--region', 'eu-central-1'], { env });
    expect([code, stderr.includes('Region is missing')]).toEqual([3, false]);
    expect(stderr).toContain('AWS cannot be asked');
  });
});

describe('a fault in a snapshot', () => {
  const cwd = folderWith({
    'bad.json': `{
  "version": 1,
  "takenAt": "2026-11-16T09:00:00Z",
  "accounts": { "111122223333": { "regions": { "eu-central-1": {
    "ECS.ListClusters": [],
    "ECS.ListServices": 5
  } } } }
}`,
  });

  it.each([['sweep'], ['evaluate', 'bad.json']])('is told with its place: %s', (...command) => {
    const ran = seawall([...command, '--facts', 'bad.json'], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      'bad.json:6:5: accounts.111122223333.regions.eu-central-1["ECS.ListServices"]: expected a list of',
    );
  });
});
