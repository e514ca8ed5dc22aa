// The life of a deployment by `npm run deploy`, on moto, at home and in one member of its organisation: deploy, event, upgrade, roll back, remove,
// deploy again. What is deployed runs from the zips of its bucket.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackInstancesCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  DeleteBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyBucket } from '../../scripts/deploy/empty.ts';
import { folderOf } from '../../scripts/deploy/releases/release.ts';
import { type Emulated, openEmulatedAccount } from '../../scripts/local/account.ts';
import { startLocal } from '../../scripts/local/deployment.ts';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';
import { samples } from '../serverless/deployment.ts';
import { type DeployFront, deployFront } from './deploy-front.ts';
import { folder as isPackaged, region } from './world.ts';

const stack = 'seawall-production';
const bad = '18-definition-replaced';
const privileged = 'namespace-isolation/no-privileged';

interface Ran {
  readonly code: number;
  readonly out: string;
}

const copied = [
  ...['cli', 'deploy', 'functions', 'packaging', 'scripts', 'shared', 'test/support', 'docs', '.build'],
  ...['package.json', 'serverless.yml', 'seawall.yml', 'tsconfig.json', 'LICENSE', 'NOTICE'],
];

/** The project as somebody has it in a clone, so that its version can be raised. What was built for the other suites is not built again. */
function clone(): string {
  const place = mkdtempSync(join(tmpdir(), 'seawall-clone-'));
  for (const name of copied) cpSync(name, join(place, name), { recursive: true });
  const file = join(place, 'package.json');
  const manifest = objectOf(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(
    file,
    JSON.stringify({ ...manifest, scripts: { ...objectOf(manifest.scripts), build: 'node --version' } }),
  );
  symlinkSync(join(process.cwd(), 'node_modules'), join(place, 'node_modules'));
  return place;
}

describe.skipIf(isPackaged === undefined)('the life of a deployment', { timeout: 900_000 }, () => {
  const at = {} as { place: string; aws: Emulated; front: DeployFront; unit: string; member: string };

  beforeAll(async () => {
    const moto = process.env.SEAWALL_MOTO_URL ?? '';
    const aws = await openEmulatedAccount(moto, region);
    const organized = await organize(aws);
    const front = await deployFront(moto, organized.member);
    Object.assign(at, { place: clone(), aws, front, ...organized });
  });
  afterAll(async () => {
    await at.front.stop();
    rmSync(at.place, { recursive: true });
  });

  const lines: string[] = [];
  async function deploy(...args: string[]): Promise<Ran> {
    const ran = await runDeploy(...args);
    const known = { [at.aws.account]: '<home>', [at.member]: '<member>', [at.unit]: '<unit>' };
    lines.push(`▸ npm run deploy${args.length === 0 ? '' : ` -- ${args.join(' ')}`}`);
    lines.push(...ran.out.split('\n').filter(isOurs), `  (${ran.code})`);
    lines.splice(0, lines.length, ...lines.map((line) => scrubbed(line, known)));
    return ran;
  }

  async function runDeploy(...args: string[]): Promise<Ran> {
    const { accessKeyId, secretAccessKey, sessionToken } = at.aws.credentials;
    const env = {
      ...{ PATH: `${join(process.cwd(), 'node_modules/.bin')}:${process.env.PATH}`, HOME: at.place },
      ...{ AWS_ENDPOINT_URL: at.front.url, AWS_REGION: region },
      ...{
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    };
    const running = promisify(execFile)(process.execPath, ['scripts/run.js', 'deploy', ...args], {
      ...{ cwd: at.place, env, maxBuffer: 16 * 1024 * 1024 },
    });
    return running.then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
      (error) => ({ code: Number(error.code), out: `${error.stdout}${error.stderr}` }),
    );
  }

  async function deployed(): Promise<JsonObject | null> {
    const client = new CloudFormationClient(at.aws);
    try {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
      if (Stacks[0]?.StackStatus === 'DELETE_COMPLETE') return null;
    } catch {
      return null;
    }
    const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }));
    return objectOf(JSON.parse(TemplateBody));
  }

  /** Brings the zips that the functions of the stack run, and plays events to them. */
  async function running<T>(act: (local: Awaited<ReturnType<typeof startLocal>>) => Promise<T>): Promise<T> {
    const template = (await deployed()) ?? {};
    const folder = mkdtempSync(join(tmpdir(), 'seawall-zips-'));
    writeFileSync(join(folder, 'cloudformation-template-update-stack.json'), JSON.stringify(template));
    await bringZips(folder, template, at.aws);
    const local = await startLocal({ folder, aws: at.aws, parameters: {}, deployedAs: stack });
    try {
      return await act(local);
    } finally {
      expect(local.faults).toEqual([]);
      await local.stop();
      rmSync(folder, { recursive: true });
    }
  }

  /** The finding of a privileged definition, as the record has it: of whom, and when it was seen last. */
  async function findings(): Promise<Readonly<Record<string, string>>> {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(at.aws));
    const store = dynamoStore({ client, table: stack, clock: Date.now });
    const view = { now: new Date().toISOString(), quiet: Number.POSITIVE_INFINITY, waiver: () => null };
    const open = (await listFindings(store, view)).filter(
      ({ control, status }) => control === privileged && status === 'open',
    );
    return Object.fromEntries(
      open.map((one) => [JSON.stringify(one).includes(at.member) ? 'member' : 'home', one.lastSeen]),
    );
  }

  /** A definition of a task is registered that runs privileged; gives when. */
  async function happens(account: string): Promise<string> {
    const sample = samples.find(({ name }) => name === bad)?.document ?? {};
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const event = objectOf(JSON.parse(JSON.stringify(sample).replaceAll(String(sample.account), account)));
    const detail = { ...objectOf(event.detail), eventID: randomUUID(), eventTime: now };
    lines.push(
      `▸ a privileged definition is registered ${account === at.member ? 'in the member' : 'at home'}: found`,
    );
    await running(async (local) => {
      expect(await local.route({ ...event, id: randomUUID(), time: now, detail })).not.toEqual([]);
      await local.settle();
    });
    return new Date(now).toISOString();
  }

  /** Somebody who may write to the bucket of zips changes every note of a release there; gives what puts them back. */
  async function forgeReleases(): Promise<() => Promise<void>> {
    const s3 = new S3Client({ ...at.aws, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const Bucket = Buckets.find(({ Name }) => Name?.includes('serverlessdeploymentbucket'))?.Name ?? '';
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'releases/' }));
    const former = new Map<string, string>();
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const text = (await Body?.transformToString()) ?? '';
      former.set(Key, text);
      const forged = text.replace('"parameters":{', '"parameters":{"gate-severity":"low",');
      expect(forged).not.toBe(text);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: forged }));
    }
    expect(former.size).toBe(2);
    lines.push('▸ somebody who may write to the bucket of zips changes the notes of all releases');
    return async () => {
      for (const [Key, Body] of former) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    };
  }

  const release = async () => folderOf((await deployed()) ?? {});

  it('plans, and does nothing', async () => {
    const { code, out } = await deploy('--organization', '--ou', at.unit, '--plan');
    expect(out).toContain('makes a stack of');
    expect(out).toContain(`makes stack set seawall-member`);
    expect(out).toContain('nothing was done: that was the plan');
    expect(code).toBe(0);
    expect(await deployed()).toBeNull();
  });

  it('deploys home, its other Regions and the member', async () => {
    const { code, out } = await deploy('--organization', '--ou', at.unit, '--yes');
    expect(out).toContain('Service deployed to stack seawall-production');
    expect(code, out).toBe(0);
    const instances = await new CloudFormationClient(at.aws).send(
      new ListStackInstancesCommand({ StackSetName: 'seawall-member' }),
    );
    expect(instances.Summaries?.map(({ Account, Region }) => [Account, Region])).toEqual([
      [at.member, region],
    ]);
    const iam = new IAMClient(await openEmulatedAccount(at.aws.endpoint, region, at.member));
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    expect(Roles.map(({ RoleName }) => RoleName)).toEqual(expect.arrayContaining(['seawall-read']));
  });

  it('judges an event of home and one of the member', async () => {
    const home = await happens(at.aws.account);
    const member = await happens(at.member);
    expect(await findings()).toEqual({ home, member });
  });

  it('has nothing left to do for the organisation', async () => {
    const { code, out } = await deploy('--organization', '--plan');
    expect(code, out).toBe(0);
    expect(out).toContain(`members: accounts of ${at.unit}`);
    expect(out).toContain('everything is there');
  });

  it('upgrades to a newer version after showing what changes', async () => {
    const first = await release();
    const file = join(at.place, 'package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version":"0.1.0"', '"version":"0.2.0"'));
    const { code, out } = await deploy('--upgrade', '--yes', '--at-once');
    expect(out).toContain('changes Lambda::Function SweepLambdaFunction: Environment');
    expect(code, out).toBe(0);
    expect(await release()).not.toBe(first);
    const before = await findings();
    const home = await happens(at.aws.account);
    expect(await findings()).toEqual({ ...before, home });
  });

  it('rolls back by one command, and reads what the newer version wrote', async () => {
    const newer = await release();
    const shown = await deploy('--roll-back');
    expect(shown.out).toMatch(/^from 0\.2\.0.*\nto {3}0\.1\.0/);
    expect(shown.code).toBe(1);
    expect(await release()).toBe(newer);
    expect(shown.out).not.toContain('vouches');
    const restore = await forgeReleases();
    const refused = await deploy('--roll-back', '--yes', '--at-once');
    expect(refused.out).toContain('is not as it was deployed');
    expect(refused.code).toBe(1);
    expect(await release()).toBe(newer);
    await restore();
    const { code, out } = await deploy('--roll-back', '--yes', '--at-once');
    expect(out).toContain('rolled back');
    expect(code, out).toBe(0);
    expect(Number(newer?.split('-')[0])).toBeGreaterThan(Number((await release())?.split('-')[0]));
    const before = await findings();
    const member = await happens(at.member);
    expect(await findings()).toEqual({ ...before, member });
  });

  it('removes all of it, members first', async () => {
    const shown = await deploy('--remove', '--organization');
    expect(shown.out).toContain('ends stack set seawall-member');
    expect(shown.code).toBe(1);
    expect(await deployed()).not.toBeNull();
    const { code, out } = await deploy('--remove', '--organization', '--yes');
    expect(code, out).toBe(0);
    expect(await deployed()).toBeNull();
  });

  it('keeps the record and the versions of the policy, until somebody deletes them as the documentation says', async () => {
    expect(Object.keys(await findings()).toSorted()).toEqual(['home', 'member']);
    const s3 = new S3Client({ ...at.aws, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const left = Buckets.flatMap(({ Name }) => Name ?? []);
    expect(left.map((name) => name.replace(/-\d{12}.*|(?<=bucket)-.*/, '')).toSorted()).toEqual([
      ...['seawall-anchors-production', 'seawall-policy-production', 'seawall-production-policytrailbucket'],
    ]);
    const dynamodb = new DynamoDBClient(at.aws);
    await dynamodb.send(new UpdateTableCommand({ TableName: stack, DeletionProtectionEnabled: false }));
    await dynamodb.send(new DeleteTableCommand({ TableName: stack }));
    for (const bucket of left) {
      await emptyBucket(bucket, at.aws.account, s3);
      await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    }
  });

  it('deploys again, and works', async () => {
    const { code, out } = await deploy();
    expect(code, out).toBe(0);
    const home = await happens(at.aws.account);
    expect(await findings()).toEqual({ home });
  });

  it('reads as its transcript', async () => {
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/deployment.txt');
  });
});

/** What npm and serverless say of their own work is left out. */
function isOurs(line: string): boolean {
  const others = /^(?:> |v\d|Packaging |Deploying |✔ )/;
  // What the front took out of the template differs from it each time; how many functions there are, other suites count.
  const front = /^ {2}(?:changes (?!Lambda::Function Sweep)\S+ \S+: |code of )/;
  return line.trim() !== '' && !others.test(line) && !front.test(line);
}

/** Without what is another in each run. */
function scrubbed(line: string, known: Readonly<Record<string, string>>): string {
  return Object.entries(known)
    .reduce((text, [value, name]) => text.replaceAll(value, name), line)
    .replaceAll(/\bo-[a-z0-9]{10,32}\b/g, '<organisation>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/ \([0-9a-f]{12}\)/g, ' (<hash>)')
    .replaceAll(/(?<=bucket)-[a-z0-9]{12}/g, '-<id>')
    .replaceAll(/(?<=makes a stack of ).*/g, '<all>')
    .replaceAll(/^ends: .*/g, 'ends: <all else>')
    .replaceAll(/(?<=version )\S*(?= in s3)/g, '<version>');
}

async function organize(aws: Emulated): Promise<{ readonly unit: string; readonly member: string }> {
  const client = new OrganizationsClient(aws);
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots = [] } = await client.send(new ListRootsCommand({}));
  const root = Roots[0]?.Id ?? '';
  const made = await client.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'workloads' }));
  const unit = made.OrganizationalUnit?.Id ?? '';
  const account = await client.send(
    new CreateAccountCommand({ AccountName: 'member', Email: 'member@acme.test' }),
  );
  const member = account.CreateAccountStatus?.AccountId ?? '';
  // moto has the management account below the root, too, where AWS deploys no stack set to it.
  await client.send(
    new MoveAccountCommand({ AccountId: member, SourceParentId: root, DestinationParentId: unit }),
  );
  return { unit, member };
}

async function bringZips(folder: string, template: JsonObject, aws: Emulated): Promise<void> {
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  const { StackResourceDetail } = await import('@aws-sdk/client-cloudformation').then(
    ({ DescribeStackResourceCommand }) =>
      new CloudFormationClient(aws).send(
        new DescribeStackResourceCommand({
          StackName: stack,
          LogicalResourceId: 'ServerlessDeploymentBucket',
        }),
      ),
  );
  mkdirSync(folder, { recursive: true });
  for (const resource of Object.values(objectOf(template.Resources))) {
    const Key = objectOf(objectOf(objectOf(resource).Properties).Code).S3Key;
    if (typeof Key !== 'string') continue;
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: StackResourceDetail?.PhysicalResourceId ?? '', Key }),
    );
    writeFileSync(
      join(folder, Key.slice(Key.lastIndexOf('/') + 1)),
      (await Body?.transformToByteArray()) ?? '',
    );
  }
}
