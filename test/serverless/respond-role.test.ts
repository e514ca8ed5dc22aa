// The role that changes are made with allows what the enabled actions say they need, no more and no less, at home and in member accounts.
import { describe, expect, it } from 'vitest';
import { dig } from '../../shared/model/json.ts';
import { actions } from '../../shared/respond/actions/index.ts';
import { policiesOf, readYaml, resources, serverless } from './deployment.ts';
import { changedRole, conditionFor, isTrueFor, respondRoleProblems } from './respond-role.ts';

const filled = (name: string) => `\${${name}}`;
const home = resources.RespondActRole?.Properties;
const template = readYaml('deploy/member-respond.yml');
const member = dig(template, 'Resources', 'RespondRole', 'Properties');
const onIam = actions.flatMap(({ name, permissions }) =>
  permissions
    .filter((one) => !/^kubernetes:|:(?:Get|List|Describe|BatchGet)/.test(one))
    .map((one) => [name, one] as const),
);

describe('the role of responses', () => {
  it.each([
    ['at home', home],
    ['in member accounts', member],
  ])('%s allows what the actions need', (_, role) => {
    expect(
      respondRoleProblems(role, actions),
      'write the change into `grants` of the action, then run `npm run generate`',
    ).toEqual([]);
  });

  it('is the same in member accounts, but for the reads', () => {
    const changes = policiesOf(member).filter(({ name }) => name !== 'read');
    expect(changes, 'run `npm run generate`').toEqual(policiesOf(home));
  });

  it.each(onIam)('is not exact where %s lacks %s', (name, permission) => {
    const less = changedRole(home, name, (list) => list.filter((one) => one !== permission));
    expect(respondRoleProblems(less, actions)).toContain(`${name} lacks ${permission}`);
  });

  it.each([...new Set(onIam.map(([name]) => name))])('is not exact where %s has one to spare', (name) => {
    const more = changedRole(home, name, (list) => [...list, 'ecs:DeleteService']);
    expect(new Set(respondRoleProblems(more, actions))).toEqual(
      new Set([`${name} does not need ecs:DeleteService`]),
    );
  });

  it('is not exact where an action that needed a policy is gone', () => {
    const others = actions.filter(({ name }) => name !== 'quarantine-image');
    expect(respondRoleProblems(home, others)).toEqual(['no action needs the policy quarantine-image']);
  });

  it('is not exact where a policy is there on no condition, or on another’s', () => {
    const text = JSON.stringify(home).replace('"DoesStopWorkload"', '"DoesDrainHost"');
    expect(respondRoleProblems(JSON.parse(text), actions)).toEqual([
      'stop-workload is not on the condition DoesStopWorkload',
    ]);
  });

  it('is not safe where a change of IAM is not denied on Seawall’s own roles', () => {
    const open = changedRole(home, 'guard', (list) => list.filter((one) => one !== 'iam:UpdateAccessKey'));
    expect(respondRoleProblems(open, actions)).toEqual([
      "iam:UpdateAccessKey is not denied on Seawall's own roles",
    ]);
  });

  it('has fewer characters of inline policies than IAM takes, all actions enabled', () => {
    // "Role inline policies: 10,240 characters in all, white space not counted" (IAM User Guide, IAM and AWS STS quotas).
    const written = (role: unknown) =>
      policiesOf(role)
        .map(({ statements }) => JSON.stringify({ Version: '2012-10-17', Statement: statements }))
        .join('')
        .replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
        .replaceAll(filled('AWS::Partition'), 'aws-us-gov')
        .replaceAll(filled('AWS::AccountId'), '111122223333');
    for (const role of [home, member]) expect(written(role).length).toBeLessThan(10_240);
  });
});

describe.each([
  ['at home', readYaml('deploy/resources/act.yml')],
  ['in member accounts', template],
])('the actions that a policy enables, %s', (_, { Conditions }) => {
  const holds = (name: string, parameter: string) =>
    isTrueFor(dig(Conditions, conditionFor(name)), parameter);
  const names = [...new Set(onIam.map(([name]) => name))];

  it.each(names)('%s: its policy is there with it, and with it alone', (name) => {
    for (const parameter of [name, `a,${name}`, `${name},b`, `a,${name},b`, `${name},${name}`])
      expect([parameter, holds(name, parameter)]).toEqual([parameter, true]);
    const others = names.filter((one) => one !== name).join(',');
    for (const parameter of ['', 'none', others, `x${name}`, `${name}x`])
      expect([parameter, holds(name, parameter)]).toEqual([parameter, false]);
  });
});

it('evidence can be written where workloads may be stopped, below its own prefix, and read by nobody', () => {
  const policies = policiesOf(resources.RespondRole?.Properties);
  const onBucket = policies.filter(({ statements }) => JSON.stringify(statements).includes('AnchorsBucket'));
  expect(onBucket).toEqual([
    {
      ...{ name: 'evidence', condition: conditionFor('stop-workload') },
      statements: [
        {
          ...{ Effect: 'Allow', Action: 's3:PutObject' },
          Resource: { 'Fn::Sub': `${filled('AnchorsBucket.Arn')}/evidence/*` },
        },
      ],
    },
  ]);
  expect(dig(serverless, 'functions', 'respond', 'environment', 'SEAWALL_ANCHORS_BUCKET')).toEqual({
    Ref: 'AnchorsBucket',
  });
});

it('nothing is enabled where nobody says what', () => {
  expect(dig(serverless, 'custom', 'respondActions')).toBe(filled("param:respond-actions, 'none'"));
  expect(dig(template, 'Parameters', 'RespondActions', 'Default')).toBe('none');
});
