// `seawall snapshot` of an account on a moto server, and files judged with what it wrote.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyDocument, trustOf } from '../../shared/controls/examples/events.ts';
import { reportOf, seawall } from '../cli/cli.ts';
import { motoFront } from './moto-front.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
if (endpoint === undefined) console.warn('skipped: snapshot of an account (set SEAWALL_MOTO_URL)');

// A region of its own: other suites fill theirs at the same time.
const region = 'eu-north-1';
const env = {
  ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: region },
  AWS_ENDPOINT_URL: endpoint ?? '',
};
const config = {
  ...{ endpoint: endpoint ?? '', region },
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const name = `snapshot-${Date.now()}`;
const folder = mkdtempSync(join(tmpdir(), 'seawall-snapshot-'));
const file = join(folder, 'snapshot.json');
let request = {};
let front: Awaited<ReturnType<typeof motoFront>> | null = null;
afterAll(() => front?.stop());

describe.skipIf(endpoint === undefined)('a snapshot', () => {
  beforeAll(async () => {
    // moto 5.2 does not know the rules.
    front = await motoFront({
      moto: endpoint ?? '',
      answers: { DescribePullThroughCacheRules: { pullThroughCacheRules: [] } },
    });
    env.AWS_ENDPOINT_URL = front.url;
    const iam = new IAMClient(config);
    const trust = JSON.stringify(trustOf('ecs-tasks.amazonaws.com'));
    const role = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = JSON.stringify(policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' }));
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'all', PolicyDocument }));
    const ecs = new ECSClient(config);
    await ecs.send(new CreateClusterCommand({ clusterName: name }));
    const definition = await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: name,
        taskRoleArn: role.Role?.Arn ?? '',
        containerDefinitions: [
          {
            name: 'web',
            image: 'web:1',
            memory: 64,
            environment: [{ name: 'DB_PASSWORD', value: 'Fk3-9vQz-hw2' }],
          },
        ],
      }),
    );
    await new ECRClient(config).send(new CreateRepositoryCommand({ repositoryName: name }));
    const taskDefinition = definition.taskDefinition?.taskDefinitionArn ?? '';
    await ecs.send(
      new CreateServiceCommand({ cluster: name, serviceName: name, taskDefinition, desiredCount: 0 }),
    );
    request = { cluster: name, taskDefinition };
  });

  it('holds what is there, without a credential, and the facts that files are judged with', () => {
    const made = seawall(['snapshot', '--output', file], { env });
    expect(made.stderr).not.toContain('not in the snapshot');
    expect(made).toMatchObject({ code: 0, stdout: '' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('Fk3-9vQz-hw2');
    const calls = JSON.parse(text).accounts['123456789012'].regions;
    expect(Object.keys(calls[region])).toContain('ECR.GetRepositoryPolicy');
    expect(Object.keys(calls['aws-global'])).toContain('IAM.GetAccountAuthorizationDetails');
    const judged = seawall(['evaluate', '-', '--facts', file, '--format', 'json'], {
      input: JSON.stringify(request),
    });
    const { verdicts } = JSON.parse(judged.stdout);
    for (const control of ['blast-radius/role-least-privilege', 'input-validation/no-plaintext-secrets'])
      expect(verdicts).toContainEqual(expect.objectContaining({ control, outcome: 'fail' }));
  });

  it('needs no configured region where one is named', () => {
    const { AWS_REGION: _, ...noRegion } = env;
    const made = seawall(['snapshot', '--region', region], {
      env: { ...noRegion, AWS_EC2_METADATA_DISABLED: 'true' },
    });
    expect(made.stderr).not.toContain('not in the snapshot');
    expect(made.code).toBe(0);
    expect(Object.keys(JSON.parse(made.stdout).accounts['123456789012'].regions)).toContain(region);
  });

  it('tells of the account what a live look tells', () => {
    const found = (...args: readonly string[]) => {
      const ran = seawall(['sweep', '--format', 'json', ...args], { env });
      expect(ran.code).toBe(0);
      const told = reportOf(ran).findings.filter(({ subject }) => JSON.stringify(subject).includes(name));
      return told.map(({ id, control }) => `${control} ${id}`).sort();
    };
    const live = found();
    expect(live.join()).toContain('input-validation/no-plaintext-secrets');
    expect(found('--facts', file)).toEqual(live);
  });

  it('needs credentials, and says so', () => {
    const ran = seawall(['snapshot'], { env: { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('AWS cannot be asked');
  });
});
