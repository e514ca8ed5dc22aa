// Every sample event reaches exactly the function that events/README.md says, at home and by way of the forwarding templates.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callsWithoutRule } from '../../scripts/generate/events/witnesses.ts';
import { definedCalls } from '../../shared/intake/events/cloudtrail/services/index.ts';
import { definedEvents } from '../../shared/intake/events/native/index.ts';
import { dig, isObject, type JsonObject, listOf, objectOf, stringOf } from '../../shared/model/json.ts';
import { matchesPattern } from '../support/eventbridge-pattern/pattern.ts';
import {
  functionsFor,
  logPayload,
  named,
  readYaml,
  resources,
  rules,
  rulesIn,
  samples,
} from './deployment.ts';

const told = new Map(
  [
    ...readFileSync('events/README.md', 'utf8').matchAll(/^\| (\d\d-[\w-]+) \|[^|]*\|[^|]*\| ([\w-]+) \|/gm),
  ].map(([, file = '', name = '']) => [file, name]),
);

const call = (source: string, eventName: string, more: object = {}) => ({
  source: `aws.${source}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventSource: `${source}.amazonaws.com`,
    eventName,
    userIdentity: { type: 'AssumedRole' },
    ...more,
  },
});

describe('the story', () => {
  it('names every sample, in the order of time, within one hour', () => {
    expect([...told.keys()]).toEqual(samples.map(({ name }) => name));
    const times = samples.map((sample) => timeOf(sample.document) ?? timeOfLog(logPayload(sample)));
    expect(times).toEqual(times.toSorted());
    expect(times[0]?.slice(0, 13)).toBe('2026-11-17T09');
    expect(times.at(-1)?.slice(0, 13)).toBe('2026-11-17T09');
  });

  it.each(samples)('$name', (sample) => {
    const expected = told.get(sample.name);
    if (logPayload(sample) === null)
      expect(functionsFor(sample.document)).toEqual(expected === 'none' ? [] : [expected]);
    else {
      expect(expected).toBe('pod-launched');
      expect(functionsFor(sample.document)).toEqual([]);
    }
  });

  it('holds no key but the examples of AWS', () => {
    const text =
      samples.map(({ document }) => JSON.stringify(document)).join('\n') +
      readFileSync('events/facts.json', 'utf8');
    const keys = new Set(text.match(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g));
    expect([...keys].filter((key) => !key.endsWith('EXAMPLE'))).toEqual([]);
  });
});

function timeOf(document: unknown): string | null {
  return stringOf(dig(document, 'time'));
}

function timeOfLog(payload: unknown): string | null {
  const at = dig(listOf(dig(payload, 'logEvents'))[0], 'timestamp');
  return typeof at === 'number' ? `${new Date(at).toISOString().slice(0, 19)}Z` : null;
}

const forwarders = (file: string) =>
  rulesIn(
    Object.entries(objectOf(readYaml(file).Resources))
      .filter(([, body]) => dig(body, 'Type') === 'AWS::Events::Rule')
      .map(([id, body]) => [id, objectOf(dig(body, 'Properties'))]),
  );

describe('readers of events', () => {
  const patterns = rules.map(({ properties }) => JSON.stringify(properties.EventPattern));
  // Seawall's own events go to its queue at once.
  const kinds = definedEvents
    .filter(({ source }) => source.startsWith('aws.'))
    .flatMap(({ source, reads }) => Object.keys(reads).map((detailType) => [detailType, source] as const));

  it.each(kinds)('%s has a rule that names it and its source, %s', (detailType, source) => {
    const naming = patterns.filter(
      (pattern) => pattern?.includes(`"${source}"`) && pattern.includes(`"${detailType}"`),
    );
    expect(naming).not.toEqual([]);
  });

  it.each(definedCalls)('calls of $service have a rule that names it', ({ service, watched }) => {
    expect(patterns.filter((pattern) => pattern?.includes(`"aws.${service}"`))).not.toEqual([]);
    const reached = [...(watched.only ?? [])].map((operation) => functionsFor(call(service, operation)));
    expect(reached.filter((functions) => functions.length > 1)).toEqual([]);
    expect(reached.flat().length > 0).toBe(watched.only !== undefined);
  });
});

describe('every call that a reader names', () => {
  it('has a rule', () => {
    const takes = (event: unknown) => functionsFor(event).length > 0;
    expect(callsWithoutRule((event) => takes(event) || takes(ofSeawall(event)))).toEqual([]);
  });

  /** Of some calls only those on what is Seawall's are sent. */
  function ofSeawall(event: unknown): JsonObject {
    const requestParameters = {
      ...{ name: '/seawall/production/brake', names: ['/seawall/production/brake'] },
      bucketName: 'seawall-policy-production-1-x',
    };
    return { ...objectOf(event), detail: { ...objectOf(dig(event, 'detail')), requestParameters } };
  }
});

describe('calls beyond the story', () => {
  const table: readonly (readonly [string, string, readonly string[], object?])[] = [
    ['ecs', 'CreateService', ['task-launched']],
    ['ecs', 'SubmitTaskStateChange', []],
    ['ecr', 'PutImage', ['image-pushed']],
    ['ecr', 'PutRegistryPolicy', ['access-changed']],
    ['ecr', 'UploadLayerPart', []],
    ['eks', 'CreateAccessEntry', ['access-changed']],
    ['eks', 'UpdateClusterConfig', ['access-changed']],
    ['sts', 'AssumeRole', []],
    ['sts', 'GetFederationToken', ['access-changed']],
    ['iam', 'GenerateCredentialReport', []],
    ['iam', 'CreateLoginProfile', ['access-changed']],
    ['lambda', 'UpdateFunctionCode20150331v2', ['access-changed']],
    ['lambda', 'DeleteFunction20150331', ['access-changed']],
    ['lambda', 'Invoke', []],
    ['events', 'RemoveTargets', ['access-changed']],
    ['events', 'PutEvents', []],
    ['sqs', 'PurgeQueue', ['access-changed']],
    ['sqs', 'SendMessage', []],
    ['dynamodb', 'DeleteTable', ['access-changed']],
    ['logs', 'DeleteSubscriptionFilter', ['access-changed']],
    ['logs', 'CreateLogStream', []],
    ['monitoring', 'DeleteAlarms', ['access-changed']],
    ['cloudtrail', 'DeleteTrail', ['access-changed']],
    ['ssm', 'StartSession', ['access-changed']],
    ['ssm', 'UpdateInstanceInformation', []],
    ['ec2', 'RunInstances', ['access-changed']],
    ['ec2', 'AssociateIamInstanceProfile', ['access-changed']],
    ['ec2', 'CreateTags', []],
    ['ec2', 'GetPasswordData', ['access-changed']],
    ['ec2-instance-connect', 'SendSSHPublicKey', ['access-changed']],
    ['codebuild', 'UpdateProject', ['access-changed']],
    ['kms', 'Decrypt', []],
    ['s3', 'PutBucketPolicy', []],
    [
      's3',
      'PutObject',
      ['access-changed'],
      { requestParameters: { bucketName: 'seawall-policy-production-1-x' } },
    ],
    ['s3', 'PutObject', [], { requestParameters: { bucketName: 'reports' } }],
  ];
  it.each(table.map(([...one]) => one))('%s %s', (source, eventName, expected, more = {}) => {
    expect(functionsFor(call(source, eventName, more))).toEqual(expected);
  });

  it('whatever the root user does reaches one function', () => {
    const root = { userIdentity: { type: 'Root' } };
    for (const [source, eventName] of [
      ...table.map(([service, name]) => [service, name]),
      ['s3', 'PutBucketPolicy'],
      ['sso', 'CreatePermissionSet'],
    ] as const)
      expect(functionsFor(call(String(source), String(eventName), root)).length).toBeLessThanOrEqual(1);
    expect(functionsFor(call('s3', 'PutBucketPolicy', root))).toEqual(['access-changed']);
    expect(functionsFor(call('ecs', 'RunTask', root))).toEqual(['task-launched']);
  });

  it('an event of a partner that says it is a call of the root user reaches nobody, and is not forwarded', () => {
    const files = ['deploy/member-account.yml', 'deploy/global-forwarding.yml'];
    const all = [...rules, ...files.flatMap(forwarders)];
    const hit = (source: string) => {
      const event = { ...call('s3', 'PutBucketPolicy', { readOnly: false }), source };
      const byRoot = { ...event, detail: { ...event.detail, userIdentity: { type: 'Root' } } };
      return all.filter(({ pattern }) => matchesPattern(pattern, byRoot)).map(({ id }) => id);
    };
    for (const source of ['aws.partner/acme.test/shop', 'aws.partner', 'aws.partner/'])
      expect(hit(source)).toEqual([]);
    for (const letter of 'abcdefghijklmnoqrstuvwxyz')
      expect(hit(`aws.${letter}`)).toEqual(expect.arrayContaining(['RootActedRule', 'ForwardCalls']));
    for (const source of [
      'aws.payment-cryptography',
      'aws.pipes',
      'aws.polly',
      'aws.pca-connector-ad',
      'aws.personalize',
    ])
      expect(hit(source).toSorted()).toEqual(['ForwardCalls', 'ForwardGlobalCalls', 'RootActedRule']);
  });

  it('a forged call under a source of one’s own reaches nobody', () => {
    for (const { document } of samples) {
      if ('source' in document) expect(functionsFor({ ...document, source: 'acme.shop' })).toEqual([]);
    }
    expect(functionsFor({ ...call('s3', 'x', { userIdentity: { type: 'Root' } }), source: 'acme' })).toEqual(
      [],
    );
  });

  it('the read that is watched has a rule in the state that sees reads', () => {
    const event = call('ec2', 'GetPasswordData');
    const states = rules
      .filter(({ pattern }) => matchesPattern(pattern, event))
      .map(({ properties }) => properties.State);
    expect(states).toEqual(['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']);
  });
});

describe('the subscription to the audit log', () => {
  const pattern = stringOf(dig(resources.AuditSubscription, 'Properties', 'FilterPattern')) ?? '';
  const terms = [...pattern.matchAll(/\(\$\.([\w.]+) = "([^"]+)"\)/g)].map(([, path = '', value = '']) => ({
    path: path.split('.'),
    value,
  }));

  it('is made of alternatives only, so that this test reads it rightly', () => {
    expect(pattern.length).toBeLessThanOrEqual(1024);
    expect(terms.length).toBe(pattern.split('||').length);
  });

  it('lets every audit event of the story through, and no reading', () => {
    const passes = (event: unknown) => terms.some(({ path, value }) => dig(event, ...path) === value);
    const messages = samples.flatMap((sample) => listOf(dig(logPayload(sample), 'logEvents')));
    expect(messages).toHaveLength(3);
    for (const message of messages)
      expect(passes(JSON.parse(stringOf(dig(message, 'message')) ?? ''))).toBe(true);
    expect(passes({ verb: 'list', objectRef: { resource: 'pods' } })).toBe(false);
    expect(named(dig(resources.AuditSubscription, 'Properties', 'DestinationArn'))).toBe(
      'PodDashlaunchedLambdaFunction',
    );
  });
});

describe('forwarding', () => {
  const onBus = samples
    .filter((sample) => logPayload(sample) === null)
    .map(({ name, document }) => ({ name, document }));
  const isSent = (name: string) => told.get(name) !== 'none';

  it('us-east-1 sends home what is recorded there only, once, and nothing else', () => {
    const found = forwarders('deploy/global-forwarding.yml');
    for (const { name, document } of onBus) {
      const times = found.filter(({ pattern }) => matchesPattern(pattern, document)).length;
      expect([name, times]).toEqual([name, document.region === 'us-east-1' ? 1 : 0]);
    }
  });

  it('a member account sends everything home, once', () => {
    const found = forwarders('deploy/member-account.yml');
    for (const { name, document } of onBus)
      expect([name, found.filter(({ pattern }) => matchesPattern(pattern, document)).length]).toEqual([
        name,
        isSent(name) ? 1 : 0,
      ]);
  });

  it('every rule stays within the 2,048 characters of a pattern', () => {
    const all = [
      ...rules.filter(({ properties }) => properties.ScheduleExpression === undefined),
      ...forwarders('deploy/global-forwarding.yml'),
      ...forwarders('deploy/member-account.yml'),
    ];
    for (const { id, properties } of all)
      expect([id, JSON.stringify(properties.EventPattern).length <= 2_048]).toEqual([id, true]);
    expect(all.every(({ properties }) => isObject(properties.EventPattern))).toBe(true);
  });
});
