// The parts of `npm run deploy`: what it was asked, which texts travel, and in which order they are written.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { actionsOf, withActions, wordsAbout } from '../../scripts/deploy/actions.ts';
import { asked, contradictionIn } from '../../scripts/deploy/asked.ts';
import {
  keepParameters,
  parametersIn,
  planOf,
  readParameters,
  unknownIn,
} from '../../scripts/deploy/parameters.ts';
import { protectTable } from '../../scripts/deploy/protect.ts';
import { textsOf } from '../../scripts/deploy/texts.ts';
import { bucketName, writePolicy } from '../../scripts/deploy/write.ts';
import { dig } from '../../shared/model/json.ts';
import { pointerKey } from '../../shared/policy/deployed.ts';
import { resources, serverless } from '../serverless/deployment.ts';
import { oneIn } from '../support/extent.ts';
import { policyFrom } from '../support/judging.ts';

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());
// Other suites of this process send by the same class.
afterAll(() => s3.restore());

const filled = (name: string) => `\${${name}}`;

describe('what was asked', () => {
  it('goes on to serverless but for the deployment’s own options', () => {
    const args = [
      '--policy',
      'our.yml',
      '--stage',
      'test',
      '--param',
      'members=1',
      '--policy-only',
      '-r',
      'eu-west-1',
    ];
    expect(asked(args)).toEqual({
      ...{ help: false, plan: false, policy: 'our.yml', policyOnly: true },
      ...{ upgrade: false, rollBack: false, unsealed: false, atOnce: false, organization: false },
      ...{ units: null, respond: null, regions: null, remove: false, yes: false },
      ...{ stage: 'test', region: 'eu-west-1' },
      others: ['--stage', 'test', '--param', 'members=1', '-r', 'eu-west-1'],
      misread: [],
    });
    expect(asked(['--policy=our.yml', '--verbose']).others).toEqual(['--verbose']);
  });

  it('names units and Regions of an organisation, or none', () => {
    const options = asked([
      '--organization',
      '--ou',
      'ou-a, ou-b',
      '--respond=none',
      '--regions',
      'all',
      '-r',
      'x',
    ]);
    expect(options).toMatchObject({
      ...{ organization: true, units: ['ou-a', 'ou-b'], respond: [], regions: 'all', others: ['-r', 'x'] },
    });
    expect(asked(['--regions=eu-west-1,eu-west-2']).regions).toEqual(['eu-west-1', 'eu-west-2']);
  });

  it.each<[string, readonly string[], string | null]>([
    ['two ways', ['--upgrade', '--roll-back'], '--upgrade and --roll-back do not go together: say one'],
    [
      'an upgrade and a removal',
      ['--remove', '--upgrade'],
      '--remove and --upgrade do not go together: say one',
    ],
    [
      'an upgrade of an organisation',
      ['--upgrade', '--organization'],
      '--upgrade and --organization do not go together: say one after the other',
    ],
    ['a removal of an organisation', ['--remove', '--organization'], null],
    ['units without an organisation', ['--ou', 'ou-a'], '--ou: say --organization, too'],
    ...['--remove', '--roll-back', '--policy-only'].map((way): [string, readonly string[], string] => [
      `a parameter with ${way}`,
      [way, '--param', 'security-hub=home'],
      `${way} deploys no stack: --param means nothing there`,
    ]),
    ['a parameter with an upgrade', ['--upgrade', '--param=security-hub=home'], null],
    ['nothing', [], null],
  ])('is contradicted for %s where that means nothing', (_, args, words) => {
    expect(contradictionIn(asked(args))).toBe(words);
  });

  it.each<[string, readonly string[]]>([
    ['--rollback is no option here', ['--rollback', '--yes']],
    ['--dry-run is no option here', ['--policy-only', '--dry-run']],
    ['--no-yes is no option here', ['--no-yes']],
    ['--constructor is no option here', ['--constructor']],
    ['--package is no option here', ['--package', 'elsewhere'].slice(0, 1)],
    [
      '--aws-profile is no option here: set AWS_PROFILE, which counts for every call',
      ['--aws-profile=production'],
    ],
    ['--plan takes no value', ['--plan=true']],
    ['--plan takes no value', ['--plan=']],
    ['--remove takes no value', ['--remove=false', '--yes']],
    ['--ou wants a value', ['--organization', '--ou', '', '--yes']],
    ['--ou wants a value', ['--organization', '--ou=', '--yes']],
    ['--respond wants a value', ['--organization', '--yes', '--respond']],
    ['--regions wants a value', ['--organization', '--regions', '--yes']],
    ['-s wants a value', ['-s', '--yes']],
    ['--policy wants a value', ['--policy']],
    ['--param organization: write NAME=VALUE', ['--param', 'organization', '--yes']],
    ['production: every option begins with --', ['production']],
    ['-- stands once, after npm run deploy', ['--', '--policy-only'].slice(0, 1)],
  ])('says “%s” of what would not be done as it is written', (words, args) => {
    expect(asked(args).misread).toEqual([words]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['plan', { npm_config_parseable: 'true', npm_config_long: 'true', npm_config_all: 'true' }],
    ['region', { npm_config_region: 'eu-west-1' }],
    ['roll-back', { npm_config_roll_back: 'true' }],
  ])('says that npm took --%s where it stood before the --', (name, env) => {
    expect(asked([], env).misread).toEqual([
      `npm took --${name} for its own: write npm run deploy -- --${name}`,
    ]);
    expect(
      asked([], { npm_config_yes: 'true', npm_config_force: 'true', npm_config_long: '' }).misread,
    ).toEqual([]);
  });

  it('is refused before anything is read, built or sent', () => {
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'eu-central-1',
    };
    const args = ['scripts/run.js', 'deploy', '--remove', '--yes', '--stgae', '--region', 'eu-west-1'];
    expect(spawnSync(process.execPath, args, { env, encoding: 'utf8' })).toMatchObject({
      ...{ status: 2, stdout: '', stderr: '--stgae is no option here\n' },
    });
  });

  it.each(
    oneIn(2, ['--help', '-h'], 'ways to ask for help'),
  )('is told of with %s, and then nothing is built, sent or written', (flag) => {
    // Whoever calls AWS here is refused at once, and fails.
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'eu-central-1',
    };
    const ran = spawnSync(process.execPath, ['scripts/run.js', 'deploy', flag, '--policy', 'none.yml'], {
      ...{ env, encoding: 'utf8' },
    });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    for (const option of [
      '--policy FILE',
      '--policy-only',
      '--upgrade',
      '--roll-back',
      '--organization',
      '--region',
    ])
      expect(ran.stdout).toContain(option);
  });

  it('has the defaults of serverless.yml, and its name for the bucket', () => {
    const { stage, region, policy, policyOnly } = asked([]);
    expect(dig(serverless, 'provider', 'stage')).toBe(`\${opt:stage, '${stage}'}`);
    expect(dig(serverless, 'provider', 'region')).toBe(`\${opt:region, '${region}'}`);
    expect([policy, policyOnly]).toEqual(['seawall.yml', false]);
    const name = bucketName(filled('sls:stage'), filled('AWS::AccountId'), filled('AWS::Region'));
    expect(dig(resources.PolicyBucket, 'Properties', 'BucketName', 'Fn::Sub')).toBe(name);
  });
});

describe('the names of parameters', () => {
  const service = readFileSync('serverless.yml', 'utf8');

  it('are those that serverless.yml reads, and those that older versions had', () => {
    const used = ['security-hub', 'organization', 'respond-actions', 'slack-concurrency', 'sweep-regions'];
    const given = Object.fromEntries([...used, 'members'].map((name) => [name, 'x']));
    expect(unknownIn(given, service)).toEqual([]);
  });

  it.each(['securty-hub', 'security', 'hub', '', 'SecurityHub'])('“%s” is none of them', (name) => {
    expect(unknownIn({ [name]: 'home' }, service)).toEqual([name]);
  });
});

describe('the actions that the role is given permissions for', () => {
  it('are those that the policy lets act or ask, custom controls among them', async () => {
    expect(await actionsOf(policyFrom({}))).toBe('none');
    const controls = { 'namespace-isolation/no-privileged': { mode: 'enforce' } };
    expect(await actionsOf(policyFrom({ controls }))).toBe('stop-workload');
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['are told to serverless', ['-r', 'x'], ['-r', 'x', '--param=respond-actions=a,b']],
    ['stay as they were given', ['--param=respond-actions=c'], ['--param=respond-actions=c']],
    ['stay so in two words too', ['--param', 'respond-actions=c'], ['--param', 'respond-actions=c']],
  ])('%s', (_, given, options) => {
    expect(withActions(given, 'a,b')).toEqual(options);
  });

  it('are said for member accounts, and that a policy alone changes no role', () => {
    expect(wordsAbout('a,b', false)).toContain('RespondActions=a,b');
    expect(wordsAbout('a,b', true)).toContain('roles stay as they are');
  });
});

describe('the texts', () => {
  it('are the policy and the files it names, from beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seawall-deploy-'));
    mkdirSync(join(folder, 'schemas'));
    writeFileSync(join(folder, 'schemas/pay.json'), '{}');
    writeFileSync(join(folder, 'other.pem'), 'not named');
    const text = 'groups: [{ name: pay, match: {}, environment-schema: schemas/pay.json }]\n';
    writeFileSync(join(folder, 'our.yml'), text);
    expect(textsOf(join(folder, 'our.yml'))).toEqual({
      policy: 'our.yml',
      texts: new Map([
        ['our.yml', text],
        ['schemas/pay.json', '{}'],
      ]),
    });
    expect(() => textsOf(join(folder, 'none.yml'))).toThrow('--policy FILE');
  });

  it('are written before the pointer; where one is not taken, the pointer stays', async () => {
    s3.on(PutObjectCommand)
      .resolves({})
      .on(PutObjectCommand, { Key: pointerKey })
      .resolves({ VersionId: 'v7' });
    const texts = {
      policy: 'a',
      texts: new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    };
    const place = { bucket: 'seawall-policy-x', account: '111122223333' };
    expect(await writePolicy(texts, place, new S3Client({}))).toBe('v7');
    const puts = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(puts).toHaveLength(3);
    expect(puts.at(-1)?.Key).toBe(pointerKey);
    for (const put of puts)
      expect(put).toMatchObject({ Bucket: place.bucket, ExpectedBucketOwner: place.account });
    s3.reset();
    s3.on(PutObjectCommand).rejects(new Error('AccessDenied'));
    await expect(writePolicy(texts, place, new S3Client({}))).rejects.toThrow('AccessDenied');
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  });
});

describe('parameters', () => {
  const ssm = mockClient(SSMClient);
  beforeEach(() => ssm.reset());
  afterAll(() => ssm.restore());
  const before = { organization: 'o-1', 'alarm-topic': 'arn:a' };

  it('are read in both spellings, the last of a name counts, and values may hold an equals sign', () => {
    expect(parametersIn(['--param', 'a=1', '--verbose', '--param=b=x=y', '--param=a=2', '--param'])).toEqual({
      a: '2',
      b: 'x=y',
    });
  });

  it('that are not given stay', () => {
    const plan = planOf(before, parametersIn(['--param=slack-secret=arn:s']));
    expect(plan.parameters).toEqual({ ...before, 'slack-secret': 'arn:s' });
    expect(plan.kept).toEqual(['--param=organization=o-1', '--param=alarm-topic=arn:a']);
    expect(plan.emptied).toEqual([]);
    expect(plan.lines.join('\n')).toContain('slack-secret becomes arn:s');
  });

  it('of an older version are left out, and it is said what took their place', () => {
    const plan = planOf({ ...before, members: '444455556666' }, {});
    expect(plan.parameters).toEqual(before);
    expect(plan.kept).toEqual(['--param=organization=o-1', '--param=alarm-topic=arn:a']);
    expect(plan.lines).toContain('  members is no more: the organisation says who they are');
    expect(plan.emptied).toEqual([]);
  });

  it('that would be emptied are named; so is what they were', () => {
    const plan = planOf(before, { organization: '', 'alarm-x': '' });
    expect(plan.emptied).toEqual(['organization']);
    expect(plan.lines).toContain('  organization becomes (empty) (was o-1)');
    expect(planOf(null, { organization: '' }).emptied).toEqual([]);
  });

  it('are kept in Systems Manager and read back; other content is refused, and so is an answer that is none', async () => {
    await keepParameters('test', before, new SSMClient({}));
    const [put] = ssm.commandCalls(PutParameterCommand);
    const Value = put?.args[0].input.Value ?? '';
    expect(put?.args[0].input).toMatchObject({ Name: '/seawall/test/deployment', Overwrite: true });
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value } });
    expect(await readParameters('test', new SSMClient({}))).toEqual(before);
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '[]' } });
    await expect(readParameters('test', new SSMClient({}))).rejects.toThrow('delete it');
    ssm.on(GetParameterCommand).rejects(Object.assign(new Error('no'), { name: 'ParameterNotFound' }));
    expect(await readParameters('test', new SSMClient({}))).toBeNull();
    ssm.on(GetParameterCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(readParameters('test', new SSMClient({}))).rejects.toThrow('no');
  });

  it('of a stack are the names of serverless.yml, so that none is kept in vain', () => {
    const text = readFileSync('serverless.yml', 'utf8');
    for (const name of Object.keys(before)) expect(text).toContain(`\${param:${name},`);
  });
});

it('a deployment that stands has its table protected', async () => {
  // The client alone: suites in the same process talk to a real table.
  const client = new DynamoDBClient({});
  const dynamodb = mockClient(client);
  await protectTable('test', client);
  expect(dynamodb.commandCalls(UpdateTableCommand)[0]?.args[0].input).toEqual({
    TableName: 'seawall-test',
    DeletionProtectionEnabled: true,
  });
  expect(dig(resources.Record, 'Properties', 'TableName')).toBe(`seawall-${filled('sls:stage')}`);
});
