// What must hold of the deployment: nothing is lost, nothing is open, bundles are the same from the same sources.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundleFunctions, functionNames } from '../../scripts/build/bundle.ts';
import { tableDefinition } from '../../shared/findings/dynamodb-items.ts';
import {
  dig,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  stringOf,
  stringsOf,
} from '../../shared/model/json.ts';
import { policyBucketPrefix } from '../../shared/model/policy-view.ts';
import { hintIn } from '../../shared/people/hint.ts';
import { decisionWords } from '../../shared/people/not-a-hint.ts';
import { leftOut } from '../support/extent.ts';
import { build } from './bundles.ts';
import { functionsFor, named, ofType, resources, rules, serverless } from './deployment.ts';

const functions = objectOf(serverless.functions);
const queues = ofType('AWS::SQS::Queue');
const isDeadLetters = (id: string | null): id is string => id?.endsWith('DeadLetters') ?? false;

describe('nothing is lost', () => {
  it('every rule sends to one queue, and what cannot be delivered to its dead letters', () => {
    for (const { id, properties } of rules) {
      const [target, ...others] = listOf(properties.Targets);
      const queue = named(dig(target, 'Arn'));
      expect([id, others.length, resources[queue ?? '']?.Type]).toEqual([id, 0, 'AWS::SQS::Queue']);
      expect([id, named(dig(target, 'DeadLetterConfig', 'Arn'))]).toEqual([
        id,
        queue?.replace(/Queue$/, 'DeadLetters'),
      ]);
    }
  });

  it('every queue has dead letters, waits six timeouts, and is encrypted', () => {
    const timeout = numberOf(dig(serverless, 'provider', 'timeout')) ?? 0;
    for (const [id, queue] of queues) {
      expect([id, queue.SqsManagedSseEnabled]).toEqual([id, true]);
      if (isDeadLetters(id)) continue;
      expect(isDeadLetters(named(dig(queue, 'RedrivePolicy', 'deadLetterTargetArn')))).toBe(true);
      expect(dig(queue, 'RedrivePolicy', 'maxReceiveCount')).toBe(5);
      expect(numberOf(queue.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeout);
    }
  });

  it('every queue has one function that reports failures one by one', () => {
    const taken = Object.values(functions).flatMap((body) => listOf(dig(body, 'events')));
    const sources = taken.map((event) => named(dig(event, 'sqs', 'arn'))).filter((id) => id !== null);
    expect(sources.toSorted()).toEqual(
      queues
        .map(([id]) => id)
        .filter((id) => !isDeadLetters(id))
        .toSorted(),
    );
    const types = taken
      .filter((event) => dig(event, 'schedule') === undefined)
      .map(
        (event) => dig(event, 'sqs', 'functionResponseType') ?? dig(event, 'stream', 'functionResponseType'),
      );
    expect(new Set(types)).toEqual(new Set(['ReportBatchItemFailures']));
  });

  it('what an evaluator looks at once more comes through the queue that it takes from', () => {
    for (const name of ['image-pushed', 'task-launched', 'pod-launched', 'access-changed']) {
      const taken = listOf(dig(functions[name], 'events')).map((event) => named(dig(event, 'sqs', 'arn')));
      const told = stringOf(dig(functions[name], 'environment', 'SEAWALL_AGAIN_QUEUE', 'Ref'));
      expect([name, taken]).toEqual([name, [told]]);
    }
  });

  it('the stream is bisected and hands over what fails', () => {
    const stream = dig(listOf(dig(functions.publish, 'events'))[0], 'stream');
    expect(stream).toMatchObject({ bisectBatchOnFunctionError: true, startingPosition: 'TRIM_HORIZON' });
    // An outage of the bus lasts longer than any number of tries.
    expect(stream).toMatchObject({ maximumRetryAttempts: -1 });
    expect(named(dig(stream, 'destinations', 'onFailure', 'arn'))).toBe('PublishDeadLetters');
    expect(
      named(dig(resources.AuditRetries, 'Properties', 'DestinationConfig', 'OnFailure', 'Destination')),
    ).toBe('PodLaunchedDeadLetters');
  });

  it('an alarm watches what the record refused and what comes from the future', () => {
    const own = ofType('AWS::CloudWatch::Alarm').filter(([, alarm]) => alarm.Namespace === 'Seawall');
    const metrics = own.map(([, alarm]) => stringOf(alarm.MetricName));
    expect(metrics).toEqual(expect.arrayContaining(['IdentityRefused', 'EventFromFuture']));
  });

  it('an alarm watches every dead letter and the age of every queue', () => {
    const watched = ofType('AWS::CloudWatch::Alarm').map(
      ([, alarm]) => `${stringOf(alarm.MetricName)} ${named(dig(listOf(alarm.Dimensions)[0], 'Value'))}`,
    );
    for (const [id] of queues)
      expect(watched).toContain(
        `${isDeadLetters(id) ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage'} ${id}`,
      );
  });
});

describe('nothing is open', () => {
  it('a queue takes from its own rules only', () => {
    const filled = ofType('AWS::SQS::QueuePolicy').filter(([, policy]) => targeting(policy).length > 0);
    expect(filled.length).toBeGreaterThan(5);
    for (const [id, policy] of filled) {
      const [statement] = listOf(dig(policy, 'PolicyDocument', 'Statement'));
      const senders = listOf(dig(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')).map(named);
      expect([id, senders.toSorted()]).toEqual([id, targeting(policy)]);
      expect(dig(statement, 'Principal')).toEqual({ Service: 'events.amazonaws.com' });
      expect(dig(statement, 'Action')).toBe('sqs:SendMessage');
    }
  });

  const targeting = (policy: JsonObject) =>
    rules
      .filter(
        ({ properties }) =>
          named(dig(listOf(properties.Targets)[0], 'Arn')) === named(listOf(policy.Queues)[0]),
      )
      .map((rule) => rule.id)
      .toSorted();

  it('what people decide is taken from the function alone that recognised them, whatever else is allowed', () => {
    const closed = ofType('AWS::SQS::QueuePolicy').filter(([, policy]) => targeting(policy).length === 0);
    expect(closed.map(([, policy]) => named(listOf(policy.Queues)[0]))).toEqual([
      'DecisionsQueue',
      'SlackAnswersQueue',
    ]);
    for (const [, policy] of closed) {
      const [queue] = listOf(policy.Queues);
      expect(listOf(dig(policy, 'PolicyDocument', 'Statement'))).toEqual([
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [named(queue), 'Arn'] },
          Condition: {
            ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['SlackInteractionRole', 'Arn'] } },
          },
        },
      ]);
    }
  });

  it.each<[string, JsonObject]>([
    ['an undo, as it once was sent', { undo: { response: 'f-0', name: 'slack:U0SEC001', groups: [] } }],
    ['an undo of a name alone', { undo: { name: 'slack:U0SEC001' } }],
    ['a decision', { decision: { kind: 'approve', finding: 'f' } }],
    ['an approval', { approval: { person: 'slack:U0SEC001' } }],
    ['a word', { approve: 'f-0' }],
    ['another word', { deny: true }],
    ['an acknowledgement', { acknowledge: 1 }],
    ['a waiver', { waive: '2026-12-31' }],
  ])('an event of the bus that holds %s reaches nobody', (_, more) => {
    const finding = { id: '0'.repeat(32), response: { mode: 'enforce' } };
    const change = { type: 'opened', replayed: false, finding };
    const event = (detail: JsonObject) => ({
      ...{ source: 'seawall', 'detail-type': 'Finding Changed' },
      detail: { version: 1, change, ...detail },
    });
    expect(functionsFor(event({})).toSorted()).toEqual(['notify', 'respond', 'security-hub']);
    expect(functionsFor(event(more))).toEqual([]);
    expect(hintIn(event(more))).toMatchObject({ kind: 'decision' });
  });

  it.each(
    decisionWords,
  )('and what a pattern does not see, `%s` in whatever form, the functions refuse', (word) => {
    const change = { finding: { id: '0'.repeat(32) } };
    expect(hintIn({ detail: { change } })).toEqual({ kind: 'finding', finding: '0'.repeat(32) });
    for (const value of [{}, null, 'x', [1], { deep: { er: 1 } }])
      expect(hintIn({ detail: { change, [word]: value } })).toEqual({ kind: 'decision', word });
  });

  it('the table is as the store wants it, recoverable and encrypted', () => {
    const table = objectOf(resources.Record?.Properties);
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = tableDefinition('x');
    expect(table).toMatchObject({
      ...{ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });
});

describe('the bucket of the policy', () => {
  const properties = objectOf(resources.PolicyBucket?.Properties);

  it('keeps every version, encrypted, closed to the public and to plain HTTP, and outlives the stack', () => {
    expect(resources.PolicyBucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(Object.values(objectOf(properties.PublicAccessBlockConfiguration))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const [id, bucket] of ofType('AWS::S3::Bucket')) {
      expect([id, JSON.stringify(bucket.BucketEncryption)]).toEqual([id, expect.stringContaining('AES256')]);
      const policy = ofType('AWS::S3::BucketPolicy').find(([, { Bucket }]) => named(Bucket) === id)?.[1];
      expect(listOf(dig(policy, 'PolicyDocument', 'Statement'))[0]).toMatchObject({
        ...{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      });
    }
  });

  it('is watched by a trail of its own, and every function is told its name', () => {
    const [selector, ...others] = listOf(dig(resources.PolicyTrail, 'Properties', 'EventSelectors'));
    expect(others).toEqual([]);
    expect(selector).toMatchObject({ ReadWriteType: 'WriteOnly', IncludeManagementEvents: false });
    expect(dig(selector, 'DataResources')).toEqual([
      { Type: 'AWS::S3::Object', Values: [{ 'Fn::Sub': expect.stringMatching(/PolicyBucket\.Arn}\/$/) }] },
    ]);
    expect(named(dig(serverless, 'provider', 'environment', 'SEAWALL_POLICY_BUCKET'))).toBe('PolicyBucket');
    expect(dig(properties, 'BucketName', 'Fn::Sub')).toMatch(new RegExp(`^${policyBucketPrefix}`));
  });
});

describe('bundles', () => {
  it.skipIf(leftOut('every function bundled twice, for the same bytes'))(
    'are the same bytes from the same sources, without a wish for more than the function’s own files',
    async () => {
      const [first, second] = [await build(), await build()];
      const bytes = (built: typeof first) =>
        built.bundles.flatMap(({ files }) =>
          files.map(({ path, contents }) => [path, createHash('sha256').update(contents).digest('hex')]),
        );
      expect(bytes(first)).toEqual(bytes(second));
      for (const { name, files } of first.bundles)
        expect(files.every(({ path }) => path.startsWith(`${name}.mjs`) || path.startsWith(`${name}/`))).toBe(
          true,
        );
    },
  );

  it('hold every function of serverless.yml, each packaged by itself', () => {
    expect(Object.keys(functions).toSorted()).toEqual([...functionNames]);
    for (const name of functionNames) {
      expect(stringOf(dig(functions[name], 'handler'))).toBe(`.build/${name}.handler`);
      expect(stringsOf(dig(functions[name], 'package', 'patterns'))).toEqual([
        `.build/${name}.mjs`,
        `.build/${name}/*.mjs`,
      ]);
    }
    expect(dig(serverless, 'provider', 'runtime')).toBe('nodejs24.x');
    expect(dig(serverless, 'provider', 'architecture')).toBe('arm64');
  });

  it('say which function is missing', async () => {
    const built = await bundleFunctions({ root: 'deploy' });
    expect(built).toMatchObject({ ok: false });
    if (!built.ok)
      expect(built.problems.map(({ place }) => place)).toEqual(
        functionNames.map((name) => `functions/${name}.ts`),
      );
  });

  it('the build script names what it builds', () => {
    expect(readFileSync('package.json', 'utf8')).toContain('"build": "node scripts/run.js build"');
  });
});

describe('the dashboard', () => {
  const text = String(dig(resources.Dashboard, 'Properties', 'DashboardBody', 'Fn::Sub')).replaceAll(
    /\$\{[^}]+\}/g,
    'x',
  );
  const { widgets } = JSON.parse(text) as {
    widgets: { properties: { title: string; metrics: string[][] } }[];
  };

  it('answers four questions at one look', () => {
    expect(widgets.map(({ properties }) => properties.title.split(':')[0])).toEqual([
      'Alive',
      'Late',
      'Loud',
      'Acting',
    ]);
  });

  it('shows only metrics that the functions emit', () => {
    const sources = globSync('functions/**/*.ts').map((file) => readFileSync(file, 'utf8'));
    const own = widgets
      .flatMap(({ properties }) => properties.metrics)
      .filter(([space]) => space === 'Seawall');
    expect(own.length).toBeGreaterThan(8);
    for (const [, metric] of own)
      expect([metric, sources.some((source) => source.includes(`'${metric}'`))]).toEqual([metric, true]);
  });
});
