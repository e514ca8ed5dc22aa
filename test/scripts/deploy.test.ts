// The parts of `npm run deploy`: what it was asked, which texts travel, and in which order they are written.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { actionsOf, withActions, wordsAbout } from '../../scripts/deploy/actions.ts';
import { asked } from '../../scripts/deploy/asked.ts';
import { textsOf } from '../../scripts/deploy/texts.ts';
import { bucketName, writePolicy } from '../../scripts/deploy/write.ts';
import { dig } from '../../shared/model/json.ts';
import { pointerKey } from '../../shared/policy/deployed.ts';
import { resources, serverless } from '../serverless/deployment.ts';
import { policyFrom } from '../support/judging.ts';

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());

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
      ...{ help: false, policy: 'our.yml', policyOnly: true, stage: 'test', region: 'eu-west-1' },
      others: ['--stage', 'test', '--param', 'members=1', '-r', 'eu-west-1'],
    });
    expect(asked(['--policy=our.yml', '--verbose']).others).toEqual(['--verbose']);
  });

  it.each(['--help', '-h'])('is told of with %s, and then nothing is built, sent or written', (flag) => {
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
    for (const option of ['--policy FILE', '--policy-only', '--stage', '--region'])
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
