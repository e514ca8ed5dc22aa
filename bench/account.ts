// Judging a whole account (GetAccountAuthorizationDetails) against JSON.parse of the document; growth with its roles; the slowest controls.
import { controls } from '../shared/controls/index.ts';
import { catalogueOf } from '../shared/evaluate/catalogue.ts';
import { noFacts } from '../shared/gather/facts.ts';
import { reachesOf } from '../shared/iam/escalation/reach.ts';
import { principalsOf } from '../shared/intake/documents/account-details.ts';
import { readDocuments } from '../shared/intake/documents/read.ts';
import { nowhere } from '../shared/intake/workload/where.ts';
import type { JsonObject } from '../shared/model/json.ts';
import { type Judging, judge } from '../shared/pipeline.ts';
import { loadPolicy } from '../shared/policy/load.ts';
import { line, ratio, sideBySide } from './compare.ts';

const policiesEach = 10;
const where = { ...nowhere, account: '111122223333' };
const loaded = loadPolicy('', { file: 'bench', controls, now: '2026-11-17T12:00:00Z' });
if (!loaded.ok) throw new Error('the default policy does not load');
const { policy } = loaded;

function judgingBy(some: typeof controls): Judging {
  return { catalogue: catalogueOf(some), policy, facts: noFacts(), clock: 'events' };
}

export async function run(): Promise<void> {
  const judging = judgingBy(controls);
  const [half, whole] = [accountOf(500), accountOf(1000)];
  const {
    parse = 1,
    read = 0,
    small = 1,
    large = 0,
  } = await sideBySide(
    {
      parse: () => JSON.parse(whole),
      read: () => readDocuments(whole, 'account.json'),
      small: () => judged(half, judging),
      large: () => judged(whole, judging),
    },
    3,
  );
  const size = `${(whole.length / 1_000_000).toFixed(1)} MB`;
  line(`1,000 roles × ${policiesEach} policies (${size}), read, to JSON.parse`, ratio(read, parse));
  line('the same, read and judged by all controls, to JSON.parse', ratio(large, parse));
  line('  milliseconds a role', `${large.toFixed(2)} ms`);
  line('1,000 roles to 500', ratio(large, small));
  await graph();
  await slowest(accountOf(200));
}

/** The graph of who gets where through whom, in an account where many may assume and pass. */
async function graph(): Promise<void> {
  const [half, whole] = [500, 1000].map((roles) => principalsOf(JSON.parse(accountOf(roles, true)), where));
  const { small = 1, large = 0 } = await sideBySide(
    { small: () => reachesOf(half ?? []), large: () => reachesOf(whole ?? []) },
    5,
  );
  line('the graph of 1,000 roles', `${(large * 1000).toFixed(0)} ms`);
  line('  to that of 500', ratio(large, small));
}

async function slowest(text: string): Promise<void> {
  const ofIam = controls.filter(
    ({ judges, platforms }) => judges.includes('principal') && platforms?.includes('iam') !== false,
  );
  const things = ofIam.map((control) => [control.id, () => judged(text, judgingBy([control]))] as const);
  const times = await sideBySide(
    { none: () => judged(text, judgingBy([])), ...Object.fromEntries(things) },
    3,
  );
  const { none = 1, ...each } = times;
  const ordered = Object.entries(each).sort(([, a], [, b]) => b - a);
  for (const [id, seconds] of ordered.slice(0, 3)) line(`  ${id}, to reading alone`, ratio(seconds, none));
}

/** Every observation of the document, judged to the end. */
async function judged(text: string, judging: Judging): Promise<number> {
  let verdicts = 0;
  for (const result of readDocuments(text, 'account.json'))
    if (result.ok && result.intake.kind === 'observed')
      verdicts += (await judge(result.intake.observation, judging)).length;
  if (verdicts === 0 && judging.catalogue.controls.length > 0) throw new Error('nothing was judged');
  return verdicts;
}

/** Roles of ordinary programs: each half with inline policies of its own, half with managed ones that many share. */
function accountOf(roles: number, joined = false): string {
  return JSON.stringify({
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: Array.from({ length: roles }, (_, index) => (joined ? joinedRole(index) : roleOf(index))),
    Policies: Array.from({ length: roles / 10 }, (_, index) => managed(index)),
  });
}

const services = ['s3', 'sqs', 'dynamodb', 'kms', 'logs', 'secretsmanager', 'ecs', 'ec2', 'lambda', 'sns'];

function documentOf(seed: number): JsonObject {
  const service = services[seed % services.length] ?? 's3';
  const resource = `arn:aws:${service}:eu-central-1:111122223333:thing/${seed}/*`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [`${service}:Get*`, `${service}:List*`, `${service}:Describe*`],
        Resource: '*',
      },
      { Effect: 'Allow', Action: [`${service}:Put*`, `${service}:Delete${seed}`], Resource: [resource] },
      {
        Effect: 'Deny',
        Action: `${service}:*`,
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

function roleOf(index: number): JsonObject {
  const half = policiesEach / 2;
  return {
    Path: '/app/',
    RoleName: `app-${index}`,
    Arn: `arn:aws:iam::111122223333:role/app/app-${index}`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal:
            index % 2 === 0
              ? { Service: 'ecs-tasks.amazonaws.com' }
              : { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    RolePolicyList: Array.from({ length: half }, (_, each) => ({
      PolicyName: `inline-${each}`,
      PolicyDocument: documentOf(index * half + each),
    })),
    AttachedManagedPolicies: Array.from({ length: half }, (_, each) => ({
      PolicyName: `shared-${(index + each) % 50}`,
      PolicyArn: `arn:aws:iam::111122223333:policy/shared-${(index + each) % 50}`,
    })),
    Tags: [{ Key: 'team', Value: `team-${index % 20}` }],
  };
}

/** Every hundredth is an administrator; the others may assume the next, a team's roles by wildcard, or pass any to a task. */
function joinedRole(index: number): JsonObject {
  const role = roleOf(index);
  const grants = [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:aws:iam::111122223333:role/app/app-${index + 1}`,
    },
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:aws:iam::111122223333:role/app/app-${index % 20}*`,
    },
    { Effect: 'Allow', Action: ['iam:PassRole', 'ecs:RunTask'], Resource: '*' },
  ];
  const Statement =
    index % 100 === 0 ? [{ Effect: 'Allow', Action: '*', Resource: '*' }] : [grants[index % 3] ?? {}];
  const more = { PolicyName: 'more', PolicyDocument: { Version: '2012-10-17', Statement } };
  return { ...role, RolePolicyList: [more] };
}

function managed(index: number): JsonObject {
  return {
    PolicyName: `shared-${index}`,
    Arn: `arn:aws:iam::111122223333:policy/shared-${index}`,
    DefaultVersionId: 'v1',
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: documentOf(index) }],
  };
}
