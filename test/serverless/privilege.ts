// Holds the roles of a template against what the functions' bundles can send, to which keys of the record, and under which conditions.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import type { FunctionBundle } from '../../scripts/build/bundle.ts';
import {
  dig,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  stringOf,
  stringsOf,
} from '../../shared/model/json.ts';
import { purposeKey } from '../../shared/respond/journal/kms-context.ts';
import { actionsOf, statementsOf } from './deployment.ts';

type Bundle = Pick<FunctionBundle, 'name' | 'commands' | 'writes'>;

/** Resources by logical id, and the functions of serverless.yml. */
export interface Deployed {
  readonly resources: Readonly<Record<string, unknown>>;
  readonly functions: JsonObject;
  /** Beginnings of keys by the module of shared/findings/writes that writes them. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** What a role allows too much, and what it lacks; empty where it is exact. */
export function privilegeProblems(bundles: readonly Bundle[], deployed: Deployed): readonly string[] {
  return bundles.flatMap((bundle) => {
    const role = roleOf(bundle.name, deployed);
    return [
      ...different(bundle.name, 'action', sentBy(bundle), allowedBy(bundle.name, deployed)),
      ...different(bundle.name, 'key', keysOf(bundle, deployed), leadingKeys(role)),
      ...different(bundle.name, 'condition', conditionsFor(bundle), conditionsOf(role)),
    ];
  });
}

function roleOf(name: string, { resources, functions }: Deployed): unknown {
  return dig(resources[stringOf(dig(functions[name], 'role')) ?? ''], 'Properties');
}

function different(
  name: string,
  what: string,
  wanted: readonly string[],
  found: readonly string[],
): string[] {
  const missing = wanted.filter((one) => !found.includes(one));
  const spare = found.filter((one) => !wanted.includes(one));
  return [
    ...missing.map((one) => `${name}: missing ${what} ${one}`),
    ...spare.map((one) => `${name}: spare ${what} ${one}`),
  ];
}

// Allowed to everybody; brought along by the client itself and never sent (CreateSession is for directory buckets alone).
const free = new Set([
  'sts:GetCallerIdentity',
  'dynamodb:DescribeEndpoints',
  'dynamodb:Scan',
  's3:CreateSession',
  // Which queues a function sends to is read from its environment, and held against it below.
  'sqs:SendMessage',
  // "sqs:SendMessage" allows it (Amazon SQS API Reference, SendMessageBatch).
  'sqs:SendMessageBatch',
]);
// No call of their own: part of UpdateService and AuthorizeSecurityGroupIngress.
const parts = new Set(['iam:PassRole', 'ec2:CreateTags']);
// Reading a version is an action of its own, and so is being told that something is not there (Amazon S3 API Reference, GetObject).
const actionsFor: Readonly<Record<string, readonly string[]>> = {
  's3:GetObject': ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  // "The IAM principal invoking this operation must have the ecr:BatchGetImage permission" (Amazon ECR API Reference, ListImageReferrers).
  'ecr:ListImageReferrers': ['ecr:BatchGetImage'],
};
const ownOfEvents =
  /^(?:logs:(?:CreateLogStream|PutLogEvents)$|sqs:|dynamodb:(?:DescribeStream|ListStreams|GetRecords|GetShardIterator)$)/;

function sentBy({ commands, writes }: Bundle): readonly string[] {
  const sent = commands
    .map((command) =>
      command
        .replace(/^eventbridge:/, 'events:')
        .replace(/^secrets-manager:/, 'secretsmanager:')
        .replace(/^elastic-load-balancing-v2:/, 'elasticloadbalancing:')
        .replace(/^cloudwatch-logs:/, 'logs:')
        .replace(/^application-auto-scaling:/, 'application-autoscaling:'),
    )
    .filter((command) => !free.has(command))
    .flatMap((command) => actionsFor[command] ?? [command]);
  // Every store can write; who has nothing to write may not.
  return writes.length === 0 ? sent.filter((action) => action !== 'dynamodb:PutItem') : sent;
}

function allows(role: unknown): readonly JsonObject[] {
  return statementsOf(role).filter(({ Effect }) => Effect === 'Allow');
}

/** By its own role, and by the one that respond takes to change things. */
function allowedBy(name: string, deployed: Deployed): readonly string[] {
  const taken = name === 'respond' ? allows(dig(deployed.resources.RespondActRole, 'Properties')) : [];
  return [...allows(roleOf(name, deployed)), ...taken]
    .flatMap(actionsOf)
    .filter((action) => !ownOfEvents.test(action) && !(name === 'respond' && parts.has(action)));
}

function keysOf({ writes }: Bundle, { keys }: Deployed): readonly string[] {
  return writes.flatMap((one) => (keys[one] ?? []).map((key) => `${key}*`));
}

/** Every statement that lets a role write must say which keys; one that does not lets it write all. */
function leadingKeys(role: unknown): readonly string[] {
  return allows(role)
    .filter((statement) =>
      actionsOf(statement).some((action) => /^dynamodb:(?:Put|Update|Delete|BatchWrite)/.test(action)),
    )
    .flatMap(({ Condition }) => {
      const asked = dig(Condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys');
      // Without it a request that has no such key would pass (IAM User Guide, "Set operators for multivalued context keys").
      const isThere = dig(Condition, 'Null', 'dynamodb:LeadingKeys') === 'false';
      return isThere && asked !== undefined ? stringsOf(asked) : ['*'];
    });
}

/** Whoever only seals may seal nothing but what people decided. */
function conditionsFor({ commands }: Bundle): readonly string[] {
  const seals = commands.includes('kms:GenerateDataKey') && !commands.includes('kms:Decrypt');
  return seals ? [`kms:EncryptionContext:${purposeKey}=decision`] : [];
}

function conditionsOf(role: unknown): readonly string[] {
  return allows(role)
    .filter((statement) => actionsOf(statement).some((action) => action.startsWith('kms:')))
    .flatMap(({ Condition }) => {
      if (!isObject(Condition)) return [];
      const { StringEquals, ...others } = Condition;
      const asked = Object.entries(objectOf(StringEquals)).map(([key, value]) => `${key}=${String(value)}`);
      return [...asked, ...Object.keys(others)];
    });
}

/** Queues that a function is told of by its environment, by logical id: those it sends to. */
export function queuesTold(name: string, { functions }: Deployed): readonly string[] {
  const variables = Object.entries(objectOf(dig(functions[name], 'environment')));
  return variables
    .filter(([key]) => key.endsWith('_QUEUE'))
    .flatMap(([, value]) => stringOf(dig(value, 'Ref')) ?? [])
    .toSorted();
}

/** Queues that its role lets it send to, but for those where AWS itself puts what failed. */
export function queuesAllowed(name: string, deployed: Deployed): readonly string[] {
  return allows(roleOf(name, deployed))
    .filter((statement) => actionsOf(statement).includes('sqs:SendMessage'))
    .flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]))
    .flatMap((one) => stringOf(listOf(dig(one, 'Fn::GetAtt'))[0]) ?? [])
    .filter((id) => !id.endsWith('DeadLetters'))
    .toSorted();
}

/** As shared/findings/writes declares them. */
export async function writtenKeys(): Promise<Readonly<Record<string, readonly string[]>>> {
  const keys: Record<string, readonly string[]> = {};
  for (const file of globSync('shared/findings/writes/*.ts')) {
    const module: { readonly keys: readonly string[] } = await import(`../../${file}`);
    keys[basename(file, '.ts')] = module.keys;
  }
  return keys;
}
