// Files of one run as one world: a service, a task and a request take their definition from any file of it.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub has them
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

describe('a definition that a service of another file runs', () => {
  const bad = definition({ privileged: true });

  it.each([
    ['by family', service('web'), bad],
    ['by revision', service('web:3'), { ...bad, revision: 3 }],
    ['as described', { services: [service('web')] }, { taskDefinition: bad, tags: [] }],
  ])('is told once, with the service: %s', (_, runner, task) => {
    const found = outcomes({ 'service.json': runner, 'task.json': task });
    expect(found).toEqual(['shop/web fail']);
  });

  it('is told with each of several services, and not by itself', () => {
    const other = { ...service('web'), serviceName: 'other' };
    const found = outcomes({ 'a.json': service('web'), 'b.json': other, 'task.json': bad });
    expect(found).toEqual(['shop/other fail', 'shop/web fail']);
  });

  it.each([
    ['of another family', service('job')],
    ['of another revision', service('web:4')],
    ['only as a task', { cluster: 'shop', taskDefinition: 'web', overrides: {} }],
  ])('is told by itself where the service is %s', (_, runner) => {
    const found = outcomes({ 'service.json': runner, 'task.json': { ...bad, revision: 3 } });
    expect(found).toContain('web fail');
  });

  it('is told by itself where two bear the name, for nobody knows which one runs', () => {
    const found = outcomes({ 'service.json': service('web'), 'a.json': bad, 'b.json': bad });
    expect(found).toEqual(['shop/web unknown', 'web fail', 'web fail']);
  });
});

describe('what one template exports and another imports', () => {
  const exporting = (value: unknown, name: unknown = 'shop-source', more = {}) => ({
    Resources: { T: { Type: 'AWS::SNS::Topic' } },
    Outputs: { O: { Value: value, Export: { Name: name }, ...more } },
  });
  const importing = (name: unknown) => ({
    Resources: {
      G: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'x',
          SecurityGroupIngress: [
            { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: { 'Fn::ImportValue': name } },
          ],
        },
      },
    },
  });
  const control = ['--control', 'segmentation/no-world-ingress'];
  const judged = (files: Readonly<Record<string, unknown>>) =>
    outcomes(files, control)
      .find((line) => line.includes('#G'))
      ?.split(' ')[1];

  it.each([
    ['a literal', exporting('0.0.0.0/0'), 'shop-source', 'fail'],
    ['a literal that is closed', exporting('10.0.0.0/8'), 'shop-source', 'pass'],
    [
      'a name by pseudo parameters',
      exporting('0.0.0.0/0', { 'Fn::Sub': '${AWS::Partition}-source' }),
      { 'Fn::Sub': '${AWS::Partition}-source' },
      'fail',
    ],
    ['another name', exporting('0.0.0.0/0', 'other'), 'shop-source', 'unknown'],
    ['a value of a resource', exporting({ Ref: 'T' }), 'shop-source', 'unknown'],
    [
      'a name of the stack',
      exporting('0.0.0.0/0', { 'Fn::Sub': '${AWS::StackName}-x' }),
      'shop-x',
      'unknown',
    ],
    [
      'an output under a condition',
      exporting('0.0.0.0/0', 'shop-source', { Condition: 'Open' }),
      'shop-source',
      'unknown',
    ],
  ])('is settled as far as it can be: %s', (_, exported, name, outcome) => {
    expect(judged({ 'a.json': exported, 'b.json': importing(name) })).toBe(outcome);
  });

  it('stays unknown where two templates export different values under one name', () => {
    const files = { 'a.json': exporting('0.0.0.0/0'), 'c.json': exporting('10.0.0.0/8') };
    expect(judged({ ...files, 'b.json': importing('shop-source') })).toBe('unknown');
  });

  it('stays unknown where no file exports it', () => {
    expect(judged({ 'b.json': importing('shop-source') })).toBe('unknown');
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
