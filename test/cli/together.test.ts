// Files of one run as one world: a service, a task and a request take their definition from any file of it.
import { describe, expect } from 'vitest';
import { commandLineTests, folderWith, reportOf, seawall } from './cli.ts';
import { definition } from './documents.ts';

const it = commandLineTests();

const privileged = 'namespace-isolation/no-privileged';
const arn = (rest: string) => `arn:aws:ecs:eu-central-1:111122223333:${rest}`;
const service = (taskDefinition: string) => ({ serviceName: 'web', cluster: 'shop', taskDefinition });

function outcomes(files: Readonly<Record<string, unknown>>, more: readonly string[] = []) {
  const args = ['evaluate', '.', '--format', 'json', '--control', privileged, '--fail-on', 'none', ...more];
  const { verdicts } = reportOf(seawall(args, { cwd: folderWith(files) }));
  return verdicts.map(({ subject, outcome }) => `${subject.id} ${outcome}`).sort();
}

describe('a service and its definition in different files', () => {
  const bad = definition({ privileged: true });

  it.each([
    ['by family', 'web', bad],
    ['by family and revision', 'web:3', bad],
    ['by family and revision of a described one', 'web:3', { ...bad, revision: 3 }],
    ['by ARN', arn('task-definition/web:3'), bad],
    [
      'by ARN of a described one',
      arn('task-definition/web:3'),
      { taskDefinition: { ...bad, taskDefinitionArn: arn('task-definition/web:3'), revision: 3 }, tags: [] },
    ],
    ['in a list', 'web', [bad, definition({}, { family: 'other' })]],
  ])('are judged together: %s', (_, name, task) => {
    expect(outcomes({ 'a-service.json': service(name), 'task.json': task })).toContain('shop/web fail');
  });

  it('are judged together in whatever order, and as YAML', () => {
    const yaml = 'serviceName: web\ncluster: shop\ntaskDefinition: web\n';
    expect(outcomes({ 'z-service.yml': yaml, 'a/task.json': bad })).toContain('shop/web fail');
    expect(outcomes({ 'z-service.yml': yaml, 'a/task.json': definition() })).toContain('shop/web pass');
  });

  it('a request to run a task and a task take theirs too', () => {
    const files = {
      'run.json': { cluster: 'shop', taskDefinition: 'web', overrides: {} },
      'tasks.json': {
        tasks: [
          {
            taskArn: arn('task/shop/abc'),
            taskDefinitionArn: arn('task-definition/web:3'),
            clusterArn: arn('cluster/shop'),
            containers: [],
          },
        ],
      },
      'task.json': bad,
    };
    expect(outcomes(files)).toEqual([`${arn('task/shop/abc')} fail`, 'web fail', 'web fail']);
  });

  it.each([
    ['another family', { 'task.json': definition({}, { family: 'job' }) }],
    ['another revision', { 'task.json': { ...bad, revision: 2 } }],
    ['two of one family', { 'staging/task.json': definition(), 'production/task.json': bad }],
    ['a file that is broken', { 'task.json': '{"family": "web", "containerDefinitions": [' }],
  ])('stay unknown with %s', (_, files) => {
    expect(outcomes({ 'service.json': service('web:3'), ...files })).toContain('shop/web unknown');
  });
});

describe('the user of a container whose image is not known', () => {
  const user = 'input-validation/non-root-user';
  const reasonOf = (document: object) => {
    const args = ['evaluate', 'a.json', '--format', 'json', '--control', user, '--fail-on', 'none'];
    return reportOf(seawall(args, { cwd: folderWith({ 'a.json': document }) })).verdicts[0]?.reason;
  };

  it('is unknown for the reason that the image is', () => {
    expect(reasonOf(service('web'))).toContain('the task definition web is not known');
    const Image = {
      'Fn::Join': ['', [{ Ref: 'AWS::AccountId' }, '.dkr.ecr.eu-west-1.amazonaws.com/shop:latest']],
    };
    const Properties = { Family: 'web', ContainerDefinitions: [{ Name: 'web', Image, Memory: 5 }] };
    expect(reasonOf({ Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties } } })).toMatch(
      /^the user of container web is the image's, which is open: AWS::AccountId /,
    );
  });
});

describe('a whole account beside a task definition', () => {
  const leastPrivilege = 'blast-radius/role-least-privilege';
  const role = 'arn:aws:iam::111122223333:role/web';
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const account = (action: string) => ({
    ...{ UserDetailList: [], GroupDetailList: [], Policies: [] },
    RoleDetailList: [
      {
        ...{ RoleName: 'web', RoleId: 'AROA1', Path: '/', Arn: role, AssumeRolePolicyDocument: trust },
        ...{ InstanceProfileList: [], AttachedManagedPolicies: [], Tags: [] },
        RolePolicyList: [
          {
            PolicyName: 'own',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
            },
          },
        ],
      },
    ],
  });
  const judged = (files: Readonly<Record<string, unknown>>) => {
    const args = ['evaluate', '.', '--format', 'json', '--control', leastPrivilege, '--fail-on', 'none'];
    const { verdicts } = reportOf(seawall(args, { cwd: folderWith(files) }));
    return verdicts.filter(({ source }) => source.file === 'task.json').map(({ outcome }) => outcome);
  };
  const task = definition({}, { taskRoleArn: role });

  it('tells what its role may do', () => {
    expect(judged({ 'task.json': task, 'account.json': account('*') })).toEqual(['fail']);
    expect(judged({ 'task.json': task, 'account.json': account('sqs:SendMessage') })).toEqual(['pass']);
  });

  it('tells nothing of a role that it does not hold', () => {
    const other = definition({}, { taskRoleArn: `${role}-2` });
    expect(judged({ 'task.json': other, 'account.json': account('*') })).toEqual(['unknown']);
    expect(judged({ 'task.json': task })).toEqual(['unknown']);
  });
});
