// `npm run deploy -- --organization`: what is missing is made and nothing else, in whose name, and what is said where AWS says no.
import {
  CloudFormationClient,
  CreateStackCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  ListStackInstancesCommand,
  ListStackSetOperationResultsCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeOrganizationCommand,
  ListParentsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryOut, type Worker } from '../../scripts/deploy/organization/carry-out.ts';
import { type FoundSet, readSet } from '../../scripts/deploy/organization/found.ts';
import { checkOwner } from '../../scripts/deploy/organization/owner.ts';
import { type Organisation, readOrganization } from '../../scripts/deploy/organization/read.ts';
import {
  endOf,
  type Step,
  stacksInTheWay,
  stepsOfSet,
  stepsOfStack,
  wordsOfStep,
} from '../../scripts/deploy/organization/steps.ts';
import {
  signInRegions,
  stacksThatMayBe,
  type WantedSet,
  wantedOf,
} from '../../scripts/deploy/organization/wanted.ts';
import { dig } from '../../shared/model/json.ts';
import { readYaml } from '../serverless/deployment.ts';

const account = '111122223333';
const home = { stage: 'production', account, region: 'eu-central-1' };
const delegated: Organisation = {
  ...{ id: 'o-exampleorgid', management: '999999999999', root: 'r-abcd' },
  ...{ callAs: 'DELEGATED_ADMIN', above: ['ou-abcd-11111111', 'r-abcd'] },
};
const management: Organisation = { ...delegated, management: account, callAs: 'SELF', above: [] };
const scope = {
  ...{ units: ['r-abcd'], respond: ['ou-abcd-22222222'], actions: 'stop-workload' },
  regions: ['eu-central-1', 'us-east-1'],
};
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

describe('what is wanted', () => {
  it('is reading and forwarding for members in watched Regions, forwarding where sign-ins are, responses where asked', () => {
    const { sets, stacks } = wantedOf(delegated, home, scope);
    expect(sets.map(({ name, units, regions }) => [name, units, regions])).toEqual([
      ['seawall-member', ['r-abcd'], ['eu-central-1', 'us-east-1']],
      ['seawall-forwarding', ['r-abcd'], ['us-east-2', 'us-west-2', 'eu-north-1', 'ap-southeast-2']],
      ['seawall-respond', ['ou-abcd-22222222'], ['eu-central-1']],
    ]);
    // The home account is below the root: its other Regions are covered with the members.
    expect(stacks).toEqual([]);
  });

  it('is a stack of its own in each other Region of a home account that no stack set reaches', () => {
    for (const [organisation, units] of [
      [management, ['r-abcd']],
      [delegated, ['ou-abcd-22222222']],
    ] as const) {
      const { stacks } = wantedOf(organisation, home, { ...scope, units });
      expect(stacks.map(({ name, region }) => `${name} ${region}`)).toEqual([
        'seawall-member us-east-1',
        ...['us-east-2', 'us-west-2', 'eu-north-1', 'ap-southeast-2'].map(
          (one) => `seawall-forwarding ${one}`,
        ),
      ]);
    }
  });

  it('gives each template all parameters that it needs, and none that it does not know', () => {
    for (const { parameters, name } of wantedOf(delegated, home, scope).sets) {
      const file = { 'seawall-member': 'member-account', 'seawall-forwarding': 'global-forwarding' }[name];
      const known = dig(readYaml(`deploy/${file ?? 'member-respond'}.yml`), 'Parameters') as object;
      const needed = Object.entries(known).filter(([, one]) => dig(one, 'Default') === undefined);
      expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(parameters)));
      expect(Object.keys(parameters)).toEqual(expect.arrayContaining(needed.map(([key]) => key)));
    }
    expect(signInRegions).toHaveLength(5);
  });

  it('fits into a request: templates have no more than 51,200 bytes', () => {
    for (const { template } of wantedOf(delegated, home, scope).sets)
      expect(Buffer.byteLength(template)).toBeLessThanOrEqual(51_200);
  });
});

describe('stacks of the home account', () => {
  const inTheWay = (organisation: Organisation, units: readonly string[], former: readonly string[]) => {
    const now = { ...scope, units };
    const mayBe = stacksThatMayBe(organisation, home, now, former);
    return stacksInTheWay(mayBe, wantedOf(organisation, home, now).stacks).map(
      ({ name, region }) => `${name} ${region}`,
    );
  };
  const forwarding = ['us-east-2', 'us-west-2', 'eu-north-1', 'ap-southeast-2'];

  it('end where a stack set reaches their Region now, before it is deployed there', () => {
    expect(inTheWay(delegated, ['r-abcd'], scope.regions)).toEqual([
      ...['seawall-member us-east-1', ...forwarding.map((one) => `seawall-forwarding ${one}`)],
    ]);
  });

  it('end in Regions that are left out, and where a Region is watched that only forwarded', () => {
    expect(inTheWay(management, ['r-abcd'], ['eu-central-1', 'ca-central-1'])).toEqual([
      ...['seawall-member ca-central-1', 'seawall-forwarding us-east-1'],
    ]);
  });

  it('stay where nothing changes', () => {
    expect(inTheWay(management, ['r-abcd'], scope.regions)).toEqual([]);
  });
});

const [member] = wantedOf(delegated, home, scope).sets;
if (member === undefined) throw new Error('no stack set for members');
const there = (set: WantedSet, change: Partial<FoundSet> = {}): FoundSet => ({
  ...{ units: set.units, regions: set.regions, template: set.template, parameters: set.parameters },
  ...{ isAutomatic: true, outdated: [], accounts: [], ...change },
});
const kindsOf = (steps: readonly Step[]) => steps.map(({ kind }) => kind);

describe('the steps', () => {
  it('are none where everything is there, and two where nothing is', () => {
    expect(stepsOfSet(member, there(member))).toEqual([]);
    expect(kindsOf(stepsOfSet(member, null))).toEqual(['make-set', 'cover']);
    expect(stepsOfSet({ ...member, units: [] }, null)).toEqual([]);
  });

  it.each<[string, Partial<FoundSet>, RegExp]>([
    ['another template', { template: 'Resources: {}' }, /its template is another/],
    [
      'another organisation',
      { parameters: { ...member.parameters, OrganizationId: 'o-2' } },
      /OrganizationId becomes o-exampleorgid \(was o-2\)/,
    ],
    ['a parameter that is new', { parameters: {} }, /RoleRegion becomes eu-central-1/],
    ['accounts to come left out', { isAutomatic: false }, /accounts to come are not covered/],
    ['an instance that failed', { outdated: ['444455556666 eu-west-1: no'] }, /1 instances are not as it is/],
  ])('change the stack set for %s', (_, change, words) => {
    const steps = stepsOfSet(member, there(member, change));
    expect(kindsOf(steps)).toEqual(['change-set']);
    expect(steps.map(wordsOfStep).join()).toMatch(words);
  });

  it('leave what was set by hand as it is, as far as the template still knows it', () => {
    const parameters = {
      ...member.parameters,
      Stage: 'old',
      AlarmTopic: 'arn:1',
      CreateReadRole: 'no',
      Gone: 'x',
    };
    const wanted = { ...member.parameters, AlarmTopic: 'arn:1', CreateReadRole: 'no' };
    expect(stepsOfSet(member, there(member, { parameters }))).toMatchObject([
      { set: { parameters: wanted } },
    ]);
    const stack = { ...member, region: 'us-east-1' };
    const [step] = stepsOfStack(stack, { ...stack, parameters });
    expect(step).toMatchObject({ kind: 'change-stack', stack: { parameters: wanted } });
    expect(
      stepsOfSet(member, there(member, { parameters: { ...member.parameters, AlarmTopic: 'arn:1' } })),
    ).toEqual([]);
  });

  it.each([
    ['HomeBusArn', 'arn:aws:events:eu-west-1:111122223333:event-bus/default'],
    ['HomeAccount', '444455556666'],
    ['HomeRegion', 'eu-west-1'],
    ['Stage', 'test'],
  ])('are none where what is there is of another deployment, by its %s', (mark, value) => {
    const other = { parameters: { ...member.parameters, [mark]: value } };
    expect(() => checkOwner(member, other)).toThrow(
      `seawall-member is there for another deployment (${mark} ${value}, not `,
    );
    for (const found of [null, { parameters: {} }, member]) checkOwner(member, found);
  });

  it('end what is no longer asked for, instances first', () => {
    expect(kindsOf(stepsOfSet({ ...member, units: [] }, there(member)))).toEqual(['uncover', 'end-set']);
    expect(kindsOf(endOf(member, there(member, { units: [] })))).toEqual(['end-set']);
  });

  const pairsOf = (units: readonly string[], regions: readonly string[]) =>
    units.flatMap((unit) => regions.map((region) => `${unit} ${region}`));
  const after = (covered: ReadonlySet<string>, step: Step): ReadonlySet<string> => {
    if (step.kind !== 'cover' && step.kind !== 'uncover') return covered;
    const pairs = pairsOf(step.units, step.regions);
    // What is made was not there, what is taken was.
    expect(pairs.filter((pair) => covered.has(pair))).toEqual(step.kind === 'cover' ? [] : pairs);
    return new Set(
      step.kind === 'cover' ? [...covered, ...pairs] : [...covered].filter((pair) => !pairs.includes(pair)),
    );
  };

  it('lead from any coverage to the one that is wanted, and make nothing twice', () => {
    const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    fc.assert(
      fc.property(some, some, some, some, (units, regions, formerUnits, formerRegions) => {
        const set = { ...member, units, regions };
        const steps = stepsOfSet(set, there(set, { units: formerUnits, regions: formerRegions }));
        const before: ReadonlySet<string> = new Set(pairsOf(formerUnits, formerRegions));
        expect([...steps.reduce(after, before)].toSorted()).toEqual(pairsOf(units, regions).toSorted());
      }),
    );
  });

  it('leave a stack of the home account alone that is as it should be', () => {
    const stack = { ...member, region: 'us-east-1' };
    expect(stepsOfStack(stack, stack)).toEqual([]);
    expect(kindsOf(stepsOfStack(stack, { ...stack, template: 'x' }))).toEqual(['change-stack']);
    expect(stepsOfStack(stack, null).map(wordsOfStep)).toEqual([
      '  makes stack seawall-member in us-east-1 of the home account',
    ]);
  });
});

function worker() {
  const client = new CloudFormationClient({ region: home.region });
  const cloudFormation = mockClient(client);
  cloudFormation
    .on(CreateStackInstancesCommand)
    .resolves({ OperationId: 'op-1' })
    .on(DescribeStackSetOperationCommand)
    .resolvesOnce({ StackSetOperation: { Status: 'RUNNING' } })
    .resolves({ StackSetOperation: { Status: 'SUCCEEDED' } })
    .on(ListStackSetOperationResultsCommand)
    .resolves({ Summaries: [{ Account: '1', Region: 'eu-west-1', Status: 'SUCCEEDED' }] });
  const worker: Worker = {
    ...{ callAs: 'DELEGATED_ADMIN', wait: async () => {}, clientIn: () => client, home: home.region },
  };
  return { worker, cloudFormation, client };
}

const cover = { kind: 'cover', set: member, units: ['ou-abcd-11111111'], regions: ['eu-west-1'] } as const;

describe('a step', () => {
  it('makes a service-managed stack set that covers accounts to come, in the name of the delegated administrator', async () => {
    const { worker: at, cloudFormation } = worker();
    cloudFormation.on(CreateStackSetCommand).resolves({});
    expect(await carryOut({ kind: 'make-set', set: member }, at)).toEqual([]);
    expect(cloudFormation.commandCalls(CreateStackSetCommand)[0]?.args[0].input).toMatchObject({
      ...{ StackSetName: 'seawall-member', PermissionModel: 'SERVICE_MANAGED', CallAs: 'DELEGATED_ADMIN' },
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    });
  });

  it('deploys to units and Regions, and waits for the end', async () => {
    const { worker: at, cloudFormation } = worker();
    expect(await carryOut(cover, at)).toEqual([]);
    expect(cloudFormation.commandCalls(CreateStackInstancesCommand)[0]?.args[0].input).toMatchObject({
      ...{ DeploymentTargets: { OrganizationalUnitIds: ['ou-abcd-11111111'] }, Regions: ['eu-west-1'] },
      CallAs: 'DELEGATED_ADMIN',
    });
    expect(cloudFormation.commandCalls(DescribeStackSetOperationCommand)).toHaveLength(2);
  });

  it('tells each account and Region that failed, on every page, and goes on', async () => {
    const { worker: at, cloudFormation } = worker();
    const failed = {
      Account: '2',
      Region: 'eu-west-1',
      Status: 'FAILED',
      StatusReason: 'rule exists',
    } as const;
    cloudFormation
      .on(ListStackSetOperationResultsCommand)
      .resolves({ Summaries: [failed], NextToken: 'more' })
      .on(ListStackSetOperationResultsCommand, { NextToken: 'more' })
      .resolves({ Summaries: [{ Account: '3', Region: 'eu-west-1', Status: 'CANCELLED' }] });
    expect(await carryOut(cover, at)).toEqual([
      'seawall-member in 2, eu-west-1: rule exists',
      'seawall-member in 3, eu-west-1: cancelled',
    ]);
  });

  it('says what to do where a stack that was made by hand stands in the way', async () => {
    const { worker: at, cloudFormation } = worker();
    const reason =
      'ResourceLogicalId:Rule, ResourceType:AWS::Events::Rule, ResourceStatusReason:seawall-forward already exists in stack arn:aws:cloudformation:eu-west-1:444455556666:stack/by-hand/x.';
    const failed = { Account: '2', Region: 'eu-west-1', Status: 'FAILED', StatusReason: reason } as const;
    cloudFormation.on(ListStackSetOperationResultsCommand).resolves({ Summaries: [failed] });
    expect(await carryOut(cover, at)).toEqual([
      `seawall-member in 2, eu-west-1: ${reason} (a stack made by hand stands in the way: delete it in that account and Region, and give the command again)`,
    ]);
  });

  it('ends with a reason where somebody stopped the operation', async () => {
    const { worker: at, cloudFormation } = worker();
    cloudFormation.on(UpdateStackSetCommand).resolves({ OperationId: 'op-2' });
    cloudFormation
      .on(DescribeStackSetOperationCommand, { OperationId: 'op-2' })
      .resolves({ StackSetOperation: { Status: 'STOPPED' } });
    const going = carryOut({ kind: 'change-set', set: member, why: [] }, at);
    await expect(going).rejects.toThrow('somebody stopped operation op-2');
  });

  it('takes stacks away with what they made', async () => {
    const { worker: at, cloudFormation } = worker();
    cloudFormation.on(DeleteStackInstancesCommand).resolves({ OperationId: 'op-1' });
    await carryOut({ ...cover, kind: 'uncover' }, at);
    expect(cloudFormation.commandCalls(DeleteStackInstancesCommand)[0]?.args[0].input.RetainStacks).toBe(
      false,
    );
  });

  it('makes a stack of the home account, and says why where it was not made', async () => {
    const { worker: at, cloudFormation } = worker();
    const stack = { ...member, region: 'us-east-1' };
    cloudFormation.on(CreateStackCommand).resolves({});
    cloudFormation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ StackName: 's', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' }] });
    expect(await carryOut({ kind: 'make-stack', stack }, at)).toEqual([]);
    cloudFormation
      .on(DescribeStacksCommand)
      .rejects(named('ValidationError', 'Stack with id s does not exist'));
    await expect(carryOut({ kind: 'make-stack', stack }, at)).rejects.toThrow('in us-east-1 was not made');
  });
});

describe('what is there', () => {
  it('is the stack set with its targets, and each instance that is not as it is', async () => {
    const { client, cloudFormation } = worker();
    cloudFormation
      .on(DescribeStackSetCommand)
      .resolves({
        StackSet: {
          ...{ OrganizationalUnitIds: ['r-abcd'], Regions: ['eu-west-1'], TemplateBody: 'x' },
          ...{ AutoDeployment: { Enabled: true }, Parameters: [{ ParameterKey: 'A', ParameterValue: 'b' }] },
        },
      })
      .on(ListStackInstancesCommand)
      .resolves({ Summaries: [{ Account: '1', Region: 'eu-west-1', Status: 'CURRENT' }], NextToken: 'more' })
      .on(ListStackInstancesCommand, { NextToken: 'more' })
      .resolves({
        Summaries: [
          { Account: '2', Region: 'eu-west-1', Status: 'OUTDATED', StatusReason: 'denied' },
          {
            ...{ Account: '3', Region: 'eu-west-1', Status: 'OUTDATED' },
            StackInstanceStatus: { DetailedStatus: 'SKIPPED_SUSPENDED_ACCOUNT' },
          },
        ],
      });
    expect(await readSet('seawall-member', 'SELF', client)).toEqual({
      ...{
        units: ['r-abcd'],
        regions: ['eu-west-1'],
        template: 'x',
        parameters: { A: 'b' },
        isAutomatic: true,
      },
      ...{ outdated: ['2 eu-west-1: denied'], accounts: ['1', '2', '3'] },
    });
    cloudFormation.on(DescribeStackSetCommand).rejects(named('StackSetNotFoundException'));
    expect(await readSet('seawall-member', 'SELF', client)).toBeNull();
    cloudFormation.on(DescribeStackSetCommand).rejects(named('AccessDenied'));
    await expect(readSet('seawall-member', 'SELF', client)).rejects.toThrow('no');
  });
});

function organization(masterAccount: string) {
  const clients = {
    organizations: new OrganizationsClient({ region: home.region }),
    cloudFormation: new CloudFormationClient({ region: home.region }),
  };
  const organizations = mockClient(clients.organizations);
  const cloudFormation = mockClient(clients.cloudFormation);
  organizations
    .on(DescribeOrganizationCommand)
    .resolves({ Organization: { Id: 'o-exampleorgid', MasterAccountId: masterAccount } })
    .on(ListRootsCommand)
    .resolves({ Roots: [{ Id: 'r-abcd' }] })
    .on(ListParentsCommand, { ChildId: account })
    .resolves({ Parents: [{ Id: 'ou-abcd-11111111', Type: 'ORGANIZATIONAL_UNIT' }] })
    .on(ListParentsCommand, { ChildId: 'ou-abcd-11111111' })
    .resolves({ Parents: [{ Id: 'r-abcd', Type: 'ROOT' }] });
  cloudFormation.on(DescribeOrganizationsAccessCommand).resolves({ Status: 'ENABLED' });
  return { clients, organizations, cloudFormation };
}

describe('the organisation', () => {
  it('is read as its management account, or as a delegated administrator with what lies above it', async () => {
    expect(await readOrganization(account, organization(account).clients)).toEqual(management);
    const { clients, cloudFormation } = organization('999999999999');
    expect(await readOrganization(account, clients)).toEqual(delegated);
    const [asked] = cloudFormation.commandCalls(DescribeOrganizationsAccessCommand);
    expect(asked?.args[0].input).toEqual({ CallAs: 'DELEGATED_ADMIN' });
  });

  it('says what to do where CloudFormation has no trusted access', async () => {
    const { clients, cloudFormation } = organization(account);
    cloudFormation.on(DescribeOrganizationsAccessCommand).resolves({ Status: 'DISABLED' });
    await expect(readOrganization(account, clients)).rejects.toThrow('activate-organizations-access');
  });

  it('says what to do where the account is no delegated administrator', async () => {
    const { clients, cloudFormation } = organization('999999999999');
    cloudFormation
      .on(DescribeOrganizationsAccessCommand)
      .rejects(named('ValidationError', 'You must be the management account or delegated admin'));
    await expect(readOrganization(account, clients)).rejects.toThrow(
      /register-delegated-administrator --service-principal member\.org\.stacksets\.cloudformation\.amazonaws\.com --account-id 111122223333/,
    );
  });

  it('says so where there is none, and passes on what else AWS says', async () => {
    const { clients, organizations } = organization(account);
    organizations.on(DescribeOrganizationCommand).rejects(named('AWSOrganizationsNotInUseException'));
    await expect(readOrganization(account, clients)).rejects.toThrow('deploy without --organization');
    organizations.on(DescribeOrganizationCommand).rejects(named('AccessDeniedException', 'denied'));
    await expect(readOrganization(account, clients)).rejects.toThrow('denied');
  });
});

describe('the template for members', () => {
  const conditions = dig(readYaml('deploy/member-account.yml'), 'Conditions');
  it('makes nothing in the home Region of the home account, where the stack itself is', () => {
    const found = Object.entries(dig(readYaml('deploy/member-account.yml'), 'Resources') as object);
    const bare = found.filter(
      ([, one]) => !['Forwards', 'ReadRoleHere', 'AtHome'].includes(String(dig(one, 'Condition'))),
    );
    expect(bare).toEqual([]);
    expect(JSON.stringify(dig(conditions, 'Forwards'))).toContain('AtHome');
  });
});
