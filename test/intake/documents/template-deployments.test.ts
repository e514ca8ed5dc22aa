// Templates judged in each deployment that they leave open: conditions, lists of values, maps, and patterns of parameters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOneName } from '../../../shared/intake/documents/allowed-pattern.ts';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith } from '../../support/judging.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';

const judging = judgingWith();
const ingress = 'segmentation/no-world-ingress';
const root = 'input-validation/non-root-user';
const privileged = 'namespace-isolation/no-privileged';
const least = 'blast-radius/role-least-privilege';
const hostPaths = 'namespace-isolation/no-host-paths';

const template = (resources: JsonObject, more: JsonObject = {}): JsonObject => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: {
    Stage: { Type: 'String', Default: 'dev' },
    Size: { Type: 'String', AllowedValues: ['small', 'large'] },
    Off: { Type: 'String', AllowedValues: ['false'] },
    Free: { Type: 'String' },
    Port: { Type: 'Number', MinValue: 8000, MaxValue: 8010 },
    Wide: { Type: 'Number', MinValue: 1, MaxValue: 9000 },
    Web: { Type: 'Number', MinValue: 443, MaxValue: 443 },
    Bucket: { Type: 'String', AllowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' },
    Loose: { Type: 'String', AllowedPattern: '^[^ ]+$' },
  },
  Conditions: {
    Always: { 'Fn::Equals': ['a', 'a'] },
    Never: { 'Fn::Not': [{ Condition: 'Always' }] },
    Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    NotProd: { 'Fn::Not': [{ Condition: 'Prod' }] },
    Either: { 'Fn::Or': [{ Condition: 'Prod' }, { Condition: 'NotProd' }] },
    Both: { 'Fn::And': [{ Condition: 'Prod' }, { Condition: 'NotProd' }] },
    China: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
    Listed: { 'Fn::Equals': [{ 'Fn::Join': ['', [{ Ref: 'Free' }]] }, ''] },
  },
  Mappings: {
    Open: { small: { cidr: '0.0.0.0/0' }, large: { cidr: '::/0' } },
    Mixed: { small: { cidr: '0.0.0.0/0' }, large: { cidr: '10.0.0.0/8' } },
  },
  Resources: resources,
  ...more,
});

const either = (condition: string, then: Json, otherwise: Json): JsonObject => ({
  'Fn::If': [condition, then, otherwise],
});
const none: JsonObject = { Ref: 'AWS::NoValue' };
const rule = (cidr: Json, port: Json = 22): JsonObject => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  CidrIp: cidr,
});
const group = (...rules: readonly Json[]): JsonObject => ({
  G: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [...rules] } },
});
const task = (container: JsonObject): JsonObject => ({
  T: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { ContainerDefinitions: [{ Name: 'a', Image: 'nginx:1.27', ...container }] },
  },
});
const mounted = (SourcePath: Json): JsonObject => ({
  T: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Volumes: [{ Name: 'v', Host: { SourcePath } }],
      ContainerDefinitions: [
        { Name: 'a', Image: 'nginx:1.27', MountPoints: [{ SourceVolume: 'v', ContainerPath: '/d' }] },
      ],
    },
  },
});
const role = (resource: Json, more: JsonObject = {}): JsonObject => ({
  R: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: resource, ...more }],
          },
        },
      ],
    },
  },
});

async function verdictsOf(document: JsonObject, control: string) {
  const results = readDocuments(JSON.stringify(document), 't.json');
  const observed = results.flatMap((result) =>
    result.ok && result.intake.kind === 'observed' ? [result.intake.observation] : [],
  );
  const verdicts = (await Promise.all(observed.map((one) => judge(one, judging)))).flat();
  return verdicts.filter((one) => one.control === control);
}

const outcomesOf = async (document: JsonObject, control: string) =>
  (await verdictsOf(document, control)).map(({ outcome }) => outcome).join();

describe('what every deployment says', () => {
  it.each<[string, string, JsonObject]>([
    ['a rule under a condition that always holds', ingress, group(either('Always', rule('0.0.0.0/0'), none))],
    [
      'open whichever way a condition comes out',
      ingress,
      group(either('Prod', rule('0.0.0.0/0'), rule('0.0.0.0/0', 23))),
    ],
    [
      'a range out of a map that is open throughout',
      ingress,
      group(rule({ 'Fn::FindInMap': ['Open', { Ref: 'Size' }, 'cidr'] })),
    ],
    [
      'conditions that exclude each other',
      ingress,
      group(either('Prod', rule('0.0.0.0/0'), none), either('NotProd', rule('0.0.0.0/0'), none)),
    ],
    ['one of two that must hold', ingress, group(either('Either', rule('0.0.0.0/0'), none))],
    ['root by number and by name', root, task({ User: either('Prod', '0', 'root') })],
    ['a comparison that comes out either way', root, task({ User: either('Listed', '0', 'root') })],
    ['all buckets of a parameter that may be anything', least, role('*')],
    ['a port between two bounds', ingress, group(rule('0.0.0.0/0', { Ref: 'Port' }))],
    ['a path of the host, wherever it leads', hostPaths, mounted({ 'Fn::Sub': '/var/lib/$' + '{Free}' })],
  ])('fails: %s', async (_, control, resources) => {
    expect(await outcomesOf(template(resources), control)).toBe('fail');
  });

  it.each<[string, string, JsonObject]>([
    ['a rule under a condition that never holds', ingress, group(either('Never', rule('0.0.0.0/0'), none))],
    ['conditions that cannot hold together', ingress, group(either('Both', rule('0.0.0.0/0'), none))],
    ['open on a port that may be', ingress, group(either('Prod', rule('0.0.0.0/0', 443), none))],
    ['the only port that is allowed', ingress, group(rule('0.0.0.0/0', { Ref: 'Web' }))],
    ['the only value that is allowed', privileged, task({ Privileged: { Ref: 'Off' } })],
    ['a bucket whose name leaves no star', least, role({ 'Fn::Sub': 'arn:aws:s3:::$' + '{Bucket}/*' })],
    ['a user whichever way a condition comes out', root, task({ User: either('Prod', '1000', '1001') })],
  ])('passes: %s', async (_, control, resources) => {
    expect(await outcomesOf(template(resources), control)).toBe('pass');
  });

  it.each<[string, string, JsonObject]>([
    ['open in one deployment, by default in none', ingress, group(either('Prod', rule('0.0.0.0/0'), none))],
    [
      'a map that is open in part',
      ingress,
      group(rule({ 'Fn::FindInMap': ['Mixed', { Ref: 'Size' }, 'cidr'] })),
    ],
    ['a partition of one’s own', ingress, group(either('China', rule('0.0.0.0/0'), none))],
    ['a pattern that leaves everything possible', least, role({ 'Fn::Sub': 'arn:aws:s3:::$' + '{Loose}/*' })],
    ['a port between wide bounds', ingress, group(rule('0.0.0.0/0', { Ref: 'Wide' }))],
    ['a path that may be none', hostPaths, mounted({ Ref: 'Free' })],
    ['a condition that is not there', ingress, group(either('Unheard', rule('0.0.0.0/0'), none))],
  ])('unknown: %s', async (_, control, resources) => {
    expect(await outcomesOf(template(resources), control)).toBe('unknown');
  });

  it('leaves out a resource that no deployment makes, and says so', () => {
    const [made] = Object.values(group(rule('0.0.0.0/0'))) as JsonObject[];
    const results = readDocuments(JSON.stringify(template({ G: { ...made, Condition: 'Never' } })), 't.json');
    expect(results.map((result) => (result.ok ? result.intake : null))).toEqual([
      { kind: 'dropped', reason: 'resource type AWS::EC2::SecurityGroup under a condition that never holds' },
    ]);
  });

  it('names the element of a policy that decides', async () => {
    const tagged = { Condition: { StringEquals: { 'aws:ResourceTag/stage': { Ref: 'Stage' } } } };
    const two = role({ Ref: 'Free' }, tagged);
    const [verdict] = await verdictsOf(template(role({ Ref: 'Free' })), least);
    expect(verdict?.reason).toBe(
      'Resource of statement 1: parameter Free is known only once the template is deployed',
    );
    expect(await outcomesOf(template(two), least)).toBe('pass');
  });

  it('stops where there are too many ways, or the budget ends', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `C${index}`);
    const conditions = Object.fromEntries(
      names.map((name) => [name, { 'Fn::Equals': [{ Ref: `P${name}` }, 'x'] }]),
    );
    const rules = names.map((name) => either(name, rule('0.0.0.0/0'), none));
    const start = processorMs();
    expect(await outcomesOf(template(group(...rules), { Conditions: conditions }), ingress)).toBe('unknown');
    expect(calmMsSince(start)).toBeLessThan(4000);
  });
});

describe('patterns of parameters', () => {
  it.each([
    '[a-z]+',
    '^[A-Za-z0-9_.-]*$',
    '\\d{12}',
    '(?:web|api)-[0-9]{1,3}',
    '^sg-[\\w]+$',
    'a?b*',
    '[\\w\\-/]+',
  ])('one name: %s', (pattern) => {
    expect(isOneName(pattern)).toBe(true);
  });

  it.each([
    '.*',
    '[^ ]+',
    '[a-z*]+',
    '\\S+',
    '\\*',
    '[!-~]+',
    '(?!x)y',
    '[\\D]',
    '\\x2a',
    'a{b',
    '[a-z',
    '',
    '[*-z]',
    '\\?',
  ])('perhaps more than one: %s', (pattern) => {
    expect(isOneName(pattern)).toBe(false);
  });

  it('never calls a pattern one name that a star, a question mark or a variable fits', () => {
    const part = fc.constantFrom(
      '[a-z]',
      '[A-Z0-9._-]',
      '\\d',
      '\\w',
      'x',
      '-',
      '\\.',
      '.',
      '[^a]',
      '[a*]',
      '\\*',
      '\\S',
      '[+-~]',
    );
    const times = fc.constantFrom('', '+', '*', '?', '{1,3}');
    const pattern = fc.array(
      fc.tuple(part, times).map((both) => both.join('')),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.constantFrom('*', '?', '$', '{', 'a', '0', '-', '.'), { maxLength: 4 }),
        (parts, text) => {
          const joined = text.join('');
          const source = parts.join('');
          if (!isOneName(source) || !/[*?${]/.test(joined)) return;
          expect(new RegExp(`^(?:${source})$`).test(joined)).toBe(false);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
