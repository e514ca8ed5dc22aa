// How many calls a sweep of an account makes, on a moto server, against the least that would show as much.

import { CreateSecurityGroupCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmulatedAccount } from '../../scripts/local/account.ts';
import { trustOf } from '../../shared/controls/examples/events.ts';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { awsApi } from '../../shared/gather/aws.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { surveyServices } from '../../shared/inventory/clients/index.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { liveSource } from '../../shared/sweep/live-source.ts';
import { sweepHome } from '../../shared/sweep/sweep-home.ts';
import { policyFrom } from '../support/judging.ts';
import { motoFront } from './moto-front.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
if (endpoint === undefined) console.warn('skipped: calls of a sweep (set SEAWALL_MOTO_URL)');

const region = 'eu-west-3';
const size = {
  clusters: 2,
  services: 24,
  families: 15,
  tasksEach: 10,
  repositories: 120,
  roles: 110,
  groups: 40,
};
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe.skipIf(endpoint === undefined)('a sweep of a shop', { timeout: 240_000 }, () => {
  let front: Awaited<ReturnType<typeof motoFront>> | null = null;
  const calls: string[] = [];
  let things = 0;
  let missing: readonly string[] = [];

  beforeAll(async () => {
    const aws = await openEmulatedAccount(endpoint ?? '', region);
    front = await motoFront({
      moto: endpoint ?? '',
      answers: { DescribePullThroughCacheRules: { pullThroughCacheRules: [] } },
    });
    await fill(aws);
    const before = { ...process.env };
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: front.url, AWS_REGION: region },
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: aws.credentials.sessionToken,
    });
    try {
      const real = awsApi({ account: aws.account, services: surveyServices, roleArnFor: () => null });
      const at = new Date().toISOString();
      const api: typeof real = {
        call(request) {
          const { service, operation, input } = request;
          calls.push(`${service}.${operation} ${JSON.stringify(input)}`);
          return real.call(request);
        },
      };
      const policy = policyFrom({ version: 1 });
      const swept = await sweepHome(
        {
          ...liveSource(api, dataUrls, aws.account, at),
          judging: { catalogue: catalogueOf(controls), policy, clock: 'facts' },
          ...{ store: memoryStore(), view: { ...viewOf(policy), now: at }, notify: () => {} },
        },
        { home: { account: aws.account, region }, withIam: true, at, received: at },
      );
      ({ things, missing } = swept);
    } finally {
      process.env = before;
    }
  }, 200_000);
  afterAll(() => front?.stop());

  it('sees all there is', () => {
    expect(missing).toEqual([]);
    const { clusters, services, families, tasksEach, repositories, groups } = size;
    // The account has a security group of its own, and IAM is one thing.
    const made = clusters + services + families * tasksEach + repositories + groups + 1;
    expect(things).toBeGreaterThanOrEqual(made);
  });

  it('asks nothing twice, and at most a tenth more than the least', () => {
    expect(calls.filter((call, place) => calls.indexOf(call) !== place)).toEqual([]);
    const { clusters, services, families, repositories, roles } = size;
    // Pages of a hundred, or of a thousand; ten services and a hundred tasks in a call.
    const ofClusters = 2 + clusters * (1 + Math.ceil(services / clusters / 10) + 2);
    // Interfaces, subnets, routes; clusters of EKS; repositories, the registry; instances, groups; IAM; detectors.
    const lists = ofClusters + 3 + 1 + 5 + 2 + 1 + 1;
    // What no list shows: each definition, of each repository its policy and its rules, of each role what it used.
    const byThemselves = services + families + 2 * repositories + roles;
    const least = lists + byThemselves;
    console.info(`a sweep of ${things} things: ${calls.length} calls, the least is ${least}`);
    expect(calls.length / least).toBeLessThanOrEqual(1.1);
  });
});

async function fill(aws: Awaited<ReturnType<typeof openEmulatedAccount>>): Promise<void> {
  const [ecs, ecr, iam, ec2] = [
    new ECSClient(aws),
    new ECRClient(aws),
    new IAMClient(aws),
    new EC2Client(aws),
  ];
  const trust = JSON.stringify(trustOf('ecs-tasks.amazonaws.com'));
  for (const number of numbers(size.roles))
    await iam.send(new CreateRoleCommand({ RoleName: `role-${number}`, AssumeRolePolicyDocument: trust }));
  for (const number of numbers(size.repositories))
    await ecr.send(new CreateRepositoryCommand({ repositoryName: `shop/${number}` }));
  const groups: string[] = [];
  for (const number of numbers(size.groups)) {
    const group = { GroupName: `g-${number}`, Description: 'a group' };
    groups.push((await ec2.send(new CreateSecurityGroupCommand(group))).GroupId ?? '');
  }
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const awsvpcConfiguration = { subnets: [Subnets[0]?.SubnetId ?? ''], securityGroups: groups.slice(0, 1) };
  for (const number of numbers(size.clusters))
    await ecs.send(new CreateClusterCommand({ clusterName: `shop-${number}` }));
  const define = (family: string) =>
    ecs.send(
      new RegisterTaskDefinitionCommand({
        ...{ family, networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' },
        containerDefinitions: [{ name: 'web', image: `ghcr.io/acme/web:${family}`, memory: 128 }],
      }),
    );
  for (const number of numbers(size.services)) {
    await define(`service-${number}`);
    const cluster = `shop-${number % size.clusters}`;
    const service = { cluster, serviceName: `web-${number}`, taskDefinition: `service-${number}` };
    await ecs.send(new CreateServiceCommand({ ...service, desiredCount: 1 }));
  }
  for (const number of numbers(size.families)) {
    await define(`job-${number}`);
    const run = { cluster: 'shop-0', taskDefinition: `job-${number}`, count: size.tasksEach };
    const networkConfiguration = { awsvpcConfiguration };
    await ecs.send(new RunTaskCommand({ ...run, launchType: 'FARGATE', networkConfiguration }));
  }
}
