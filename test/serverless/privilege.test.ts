// No role may more than its function sends, and writes no other keys of the table than its own: derived from the bundles.
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../scripts/build/bundle.ts';
import { dig, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../shared/model/json.ts';
import { leftOut } from '../support/extent.ts';
import { build } from './bundles.ts';
import {
  actionsOf,
  ofType,
  policiesOf,
  readYaml,
  resources,
  serverless,
  statementsOf,
} from './deployment.ts';
import { type Deployed, privilegeProblems, queuesAllowed, queuesTold, writtenKeys } from './privilege.ts';

const functions = objectOf(serverless.functions);
const light = leftOut('what each role may do, against what every function’s bundle sends');
let built: ReturnType<typeof build> | null = null;

describe('privilege', () => {
  const isForLambda = (role: unknown) =>
    dig(listOf(dig(role, 'AssumeRolePolicyDocument', 'Statement'))[0], 'Principal', 'Service') ===
    'lambda.amazonaws.com';
  const roles = ofType('AWS::IAM::Role').filter(([, role]) => isForLambda(role));
  const member = objectOf(dig(readYaml('deploy/member-account.yml'), 'Resources'));
  const reading = (role: unknown) =>
    statementsOf(role)
      .flatMap(actionsOf)
      .filter((action) => /^(?:ecs|ecr|ec2|eks|iam):/.test(action))
      .toSorted();

  it('every function has a role of its own, without a wildcard in an action', () => {
    const used = Object.values(functions).map((body) => stringOf(dig(body, 'role')));
    expect(used.toSorted()).toEqual(roles.map(([id]) => id).toSorted());
    const everywhere = [
      ...roles,
      ...Object.entries(member)
        .filter(([, body]) => dig(body, 'Type') === 'AWS::IAM::Role')
        .map(([id, body]) => [id, dig(body, 'Properties')] as const),
    ];
    for (const [id, role] of everywhere)
      for (const action of statementsOf(role).flatMap(actionsOf))
        expect([id, action]).toEqual([id, expect.not.stringContaining('*')]);
  });

  it('every role is known as its own to whoever may act, by its ARN', () => {
    for (const name of ['respond', 'deployment-gate'])
      expect(dig(functions[name], 'environment', 'SEAWALL_OWN_ROLES')).toEqual({
        'Fn::Join': [
          ',',
          expect.arrayContaining(
            ['RespondActRole', ...roles.map(([id]) => id)].map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
          ),
        ],
      });
  });

  it('all functions only read the platform by themselves, and the member’s role allows the same reads', () => {
    // Making the report of last access has the access level Read (Service Authorization Reference, IAM).
    for (const [id, role] of roles)
      for (const action of reading(role))
        expect([id, action]).toEqual([
          id,
          expect.stringMatching(/:(?:Get|List|Describe|BatchGet|GenerateServiceLastAccessedDetails$)/),
        ]);
    // A sweep reads what the evaluators do, and the lists that it begins with.
    const there = reading(dig(member.ReadRole, 'Properties'));
    expect(there, 'bring deploy/member-account.yml to what SweepRole reads').toEqual(
      reading(resources.SweepRole?.Properties),
    );
    expect(there).toEqual(expect.arrayContaining([...reading(resources.ImagePushedRole?.Properties)]));
  });

  it('the role for responses in member accounts reads what respond reads at home', () => {
    const there = dig(readYaml('deploy/member-respond.yml'), 'Resources', 'RespondRole', 'Properties');
    const readsOf = (role: unknown) => policiesOf(role).filter(({ name }) => name === 'read');
    expect(readsOf(there), 'run `npm run generate`').toEqual(readsOf(resources.RespondRole?.Properties));
    expect(readsOf(there)).toHaveLength(1);
  });

  const deployedNow = async (): Promise<Deployed> => ({ resources, functions, keys: await writtenKeys() });
  const bundled = async () => {
    built ??= build();
    return (await built).bundles;
  };

  it.skipIf(light)(
    'a role allows what its bundle sends, to the keys that it writes, no less and no more',
    async () => {
      expect(
        privilegeProblems(await bundled(), await deployedNow()),
        'run `npm run generate`, which writes the reads of facts and actions; else change the role of the function in deploy/resources',
      ).toEqual([]);
    },
  );

  it('a function sends to the queues that it is told of, and to no other', async () => {
    const deployed = await deployedNow();
    for (const name of functionNames)
      expect([name, queuesAllowed(name, deployed)]).toEqual([name, queuesTold(name, deployed)]);
    const sending = functionNames.filter((name) => queuesTold(name, deployed).includes('DecisionsQueue'));
    expect(sending).toEqual(['slack-interaction']);
  });

  it.skipIf(light)(
    'only respond and the gate write journals and plans, and only where Slack is answered decisions',
    async () => {
      const writing = async (module: string) =>
        (await bundled()).filter(({ writes }) => writes.includes(module)).map(({ name }) => name);
      expect(await writing('journals')).toEqual(['deployment-gate', 'respond']);
      expect(await writing('plans')).toEqual(['deployment-gate', 'respond']);
      expect(await writing('decisions')).toEqual(['slack-interaction']);
      expect(await writing('gate')).toEqual(['deployment-gate']);
      expect(await writing('carried-out')).toEqual(['respond']);
    },
  );

  describe.skipIf(light)('the check itself sees', () => {
    type Change = (role: JsonObject) => void;
    /** The statement of a copy that lets its role do this. */
    const statement = (role: unknown, action: string) =>
      statementsOf(role).find((one) => actionsOf(one).includes(action)) as Record<string, unknown>;
    const keysIn = (role: unknown) =>
      dig(statement(role, 'dynamodb:PutItem'), 'Condition', 'ForAllValues:StringLike') as Record<
        string,
        unknown
      >;
    const cases: Readonly<Record<string, readonly [string, Change, readonly string[]]>> = {
      'a spare action': [
        'NotifyRole',
        (role) => Object.assign(statement(role, 'sns:Publish'), { Action: ['sns:Publish', 'sns:Subscribe'] }),
        ['notify: spare action sns:Subscribe'],
      ],
      'a missing action': [
        'NotifyRole',
        (role) => Object.assign(statement(role, 'sns:Publish'), { Action: [] }),
        ['notify: missing action sns:Publish'],
      ],
      'a spare key': [
        'TaskLaunchedRole',
        (role) =>
          Object.assign(keysIn(role), {
            'dynamodb:LeadingKeys': [
              ...stringsOf(keysIn(role)['dynamodb:LeadingKeys'] as never),
              'log#journal/*',
            ],
          }),
        ['task-launched: spare key log#journal/*'],
      ],
      'a missing key': [
        'RespondRole',
        (role) =>
          Object.assign(keysIn(role), {
            'dynamodb:LeadingKeys': stringsOf(keysIn(role)['dynamodb:LeadingKeys'] as never).filter(
              (key) => key !== 'log#plan/*',
            ),
          }),
        ['respond: missing key log#plan/*'],
      ],
      'a condition that is gone': [
        'SlackInteractionRole',
        (role) => Object.assign(statement(role, 'dynamodb:PutItem'), { Condition: undefined }),
        [
          'slack-interaction: missing key log#decisions/*',
          'slack-interaction: missing key once#slack/signature/*',
          'slack-interaction: missing key log#slack/*',
          'slack-interaction: spare key *',
        ],
      ],
      'a condition that lets pass what tells no key': [
        'PodLaunchedRole',
        (role) => delete (statement(role, 'dynamodb:PutItem').Condition as Record<string, unknown>).Null,
        [
          'pod-launched: missing key baseline#*',
          'pod-launched: missing key gone#*',
          'pod-launched: missing key subject#*',
          'pod-launched: missing key log#history/*',
          'pod-launched: missing key log#owner/*',
          'pod-launched: missing key log#certificate/*',
          'pod-launched: spare key *',
        ],
      ],
      'a second statement that lets it write all': [
        'NotifyRole',
        (role) =>
          Object.assign(objectOf(dig(listOf(role.Policies)[0], 'PolicyDocument')), {
            Statement: [
              ...listOf(dig(listOf(role.Policies)[0], 'PolicyDocument', 'Statement')),
              { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: '*' },
            ],
          }),
        ['notify: spare action dynamodb:UpdateItem', 'notify: spare key *'],
      ],
      'a seal that fits plans': [
        'SlackInteractionRole',
        (role) => Object.assign(statement(role, 'kms:GenerateDataKey'), { Condition: undefined }),
        ['slack-interaction: missing condition kms:EncryptionContext:seawall:purpose=decision'],
      ],
    };

    it.each(Object.keys(cases))('%s', async (name) => {
      const [id, change, problems] = cases[name] ?? never(name);
      const copy: typeof resources = JSON.parse(JSON.stringify(resources));
      change(objectOf(copy[id]?.Properties));
      const found = privilegeProblems(await bundled(), { ...(await deployedNow()), resources: copy });
      expect(found.toSorted()).toEqual([...problems].toSorted());
    });
  });
});

function never(name: string): never {
  throw new Error(`there is no case ${name}`);
}
