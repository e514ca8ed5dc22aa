// The story of an image, over moto and HTTP: an unsigned push ▸ finding ▸ Slack ▸ the gate refuses ▸ signature ▸ resolved ▸ the gate lets through.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dig, type JsonObject, listOf, stringOf } from '../../shared/model/json.ts';
import { digest, ecrOf, pem, signatureTag } from '../functions/signed-image.ts';
import { team } from '../notify/slack/fixtures.ts';
import { FakeSlack } from '../notify/slack/server.ts';
import { messageLines, scrubbed } from '../notify/slack/transcript.ts';
import { endpoint } from '../respond/actions/moto.ts';
import { account, region } from '../respond/actions/round-trip.ts';
import { type JsonServer, jsonServer, type Operations } from './aws-json.ts';
import { deploy, slackAt } from './deployed.ts';

const policy = `
trust: { signers: [{ name: release, cosign-key: release.pub }] }
mode: observe
controls:
  image-provenance/signed-image: { mode: enforce }
  image-provenance/scanned-clean: { enabled: false }
  image-provenance/latest-certified: { enabled: false }
notify: { slack: { channel: "#findings", minimum: critical } }
`;

const repository = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web`;
const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
const service = arn('service/shop/web');
const older = `sha256:${'9'.repeat(64)}`;
/** The push is heard of twenty minutes late: patience with its signature is over. */
const pushedAt = new Date(Date.now() - 20 * 60_000).toISOString();
const world = { signed: false, scanned: true };

/** Service web runs what its tag stood for before the push. */
const ecs: Operations = {
  ListClusters: () => ({ clusterArns: [arn('cluster/shop')] }),
  ListTasks: () => ({ taskArns: [arn('task/shop/0f3a')] }),
  DescribeTasks: () => ({
    tasks: [
      {
        ...{ taskArn: arn('task/shop/0f3a'), taskDefinitionArn: arn('task-definition/web:6') },
        ...{ clusterArn: arn('cluster/shop'), lastStatus: 'RUNNING', group: 'service:web' },
        startedBy: 'ecs-svc/1',
        containers: [{ name: 'web', image: `${repository}:1.4.2`, imageDigest: older }],
      },
    ],
  }),
  DescribeServices: () => ({
    services: [
      {
        ...{ serviceArn: service, serviceName: 'web', clusterArn: arn('cluster/shop'), status: 'ACTIVE' },
        ...{ taskDefinition: arn('task-definition/web:6'), desiredCount: 1 },
        deployments: [{ id: 'ecs-svc/1', taskDefinition: arn('task-definition/web:6') }],
      },
    ],
  }),
  DescribeServiceRevisions: () => ({
    serviceRevisions: [
      {
        ...{ serviceRevisionArn: arn('service-revision/shop/web/7'), serviceArn: service },
        taskDefinition: arn('task-definition/web:7'),
        // Seconds since 1970, as the protocol has it.
        createdAt: Math.floor(Date.parse(pushedAt) / 1000),
        containerImages: [{ containerName: 'web', image: `${repository}:1.4.2`, imageDigest: digest }],
      },
    ],
  }),
  DescribeServiceDeployments: () => ({
    serviceDeployments: [
      {
        serviceDeploymentArn: arn('service-deployment/shop/web/first'),
        ...{ status: 'IN_PROGRESS', lifecycleStage: 'PRE_SCALE_UP' },
      },
    ],
  }),
  DescribeTaskDefinition: ({ taskDefinition }) => ({
    taskDefinition: {
      ...{ taskDefinitionArn: taskDefinition ?? null, family: 'web' },
      containerDefinitions: [
        {
          ...{ name: 'web', user: '1000' },
          image: String(taskDefinition).endsWith(':7') ? `${repository}@${digest}` : `${repository}:1.4.2`,
        },
      ],
    },
  }),
};

const question = {
  ...{ lifecycleStage: 'PRE_SCALE_UP', resourceArn: arn('service-deployment/shop/web/first') },
  executionId: 'first',
  executionDetails: { serviceArn: service, targetServiceRevisionArn: arn('service-revision/shop/web/7') },
};

const fake = new FakeSlack({
  ...{ token: 'xoxb-test', team, channels: { findings: 'C0FIND' }, now: Date.now },
  ...{ users: {}, groups: {} },
});
const lines: string[] = [];
const note = (line: string) => void lines.push(line);

describe.skipIf(endpoint === undefined)('an image from its push to its deployment, in one process', () => {
  let at: Awaited<ReturnType<typeof deploy>>;
  const servers: JsonServer[] = [];

  beforeAll(async () => {
    await slackAt(await fake.start());
    const link = (bytes: string) =>
      `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;
    const { answers } = ecrOf(repository, String(Date.parse(pushedAt) / 1000), link);
    const registry = Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [name, (input: JsonObject) => answer(world, input)]),
    );
    const timed = { ...registry, DescribeImages: () => withSeconds(answers.DescribeImages()) };
    // Other suites leave clusters behind in the emulator.
    const noClusters = { 'GET /clusters': () => ({ clusters: [] }) };
    servers.push(await jsonServer(timed), await jsonServer(ecs), await jsonServer(noClusters));
    const [ecrServer, ecsServer, eksServer] = servers;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_ECR: ecrServer?.url,
      AWS_ENDPOINT_URL_ECS: ecsServer?.url,
      AWS_ENDPOINT_URL_EKS: eksServer?.url,
    });
    at = await deploy(policy, { 'release.pub': pem });
  });
  afterAll(async () => {
    await fake.stop();
    await at?.functionUrl.stop();
    for (const server of servers) await server.stop();
    for (const name of ['AWS_ENDPOINT_URL_ECR', 'AWS_ENDPOINT_URL_ECS', 'AWS_ENDPOINT_URL_EKS'])
      delete process.env[name];
    vi.unstubAllGlobals();
  });

  it('tells the same story as ever', { timeout: 120_000 }, async () => {
    await step('An unsigned image is pushed as shop/web:1.4.2, the tag that service web runs', () =>
      at.handEvent(pushed('1.4.2', digest), 'image-pushed'),
    );
    expect(shownText()).toContain('service web (cluster shop, 1 running, by tag)');
    expect(await asked()).toBe('FAILED');
    expect(shownText()).toContain('is not signed: there is no signature of release');
    world.signed = true;
    await step('Its signature is pushed', () =>
      at.handEvent(pushed(signatureTag, `sha256:${'5'.repeat(64)}`), 'image-pushed'),
    );
    expect(shownText()).toContain('Resolved');
    expect(await asked()).toBe('SUCCEEDED');
    expect(await open()).toEqual([]);
    expect(fake.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
    await expect(`${lines.map(scrubbed).join('\n')}\n`).toMatchFileSnapshot('golden/image-story.txt');
  });

  const shownText = () => JSON.stringify(fake.tops());

  async function step(what: string, act: () => Promise<unknown>): Promise<void> {
    note(`▸ ${what}`);
    const before = fake.calls.length;
    await act();
    await at.settle();
    for (const { method, arguments: given } of fake.calls.slice(before))
      if (method.startsWith('chat.')) note(`    ${method}: ${stringOf(given.text)?.split('\n').join(' / ')}`);
    for (const message of fake.tops())
      for (const line of messageLines(message.blocks)) note(`      | ${line}`);
  }

  /** What the gate answers ECS. */
  async function asked(): Promise<string | null> {
    let answer: unknown;
    await step('ECS asks whether revision web:7 may start', async () => {
      answer = await at.ask('deployment-gate', question);
    });
    note(`    the gate answers ${JSON.stringify(answer)}`);
    return stringOf(dig(answer, 'hookStatus'));
  }

  async function open(): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const row of at.store.list())
      if (row.control === 'image-provenance/signed-image' && row.told.status !== 'resolved')
        found.push(row.identity);
    return found;
  }
});

/** The protocol writes times as seconds since 1970. */
function withSeconds(answer: JsonObject): JsonObject {
  const details = listOf(answer.imageDetails).map((one) => ({
    ...(one as JsonObject),
    imagePushedAt: Math.floor(Date.parse(pushedAt) / 1000),
  }));
  return { imageDetails: details };
}

function pushed(tag: string, imageDigest: string): JsonObject {
  return {
    ...{ version: '0', id: `push-${tag.slice(0, 20)}`, source: 'aws.ecr', account, region, resources: [] },
    ...{ 'detail-type': 'ECR Image Action', time: pushedAt.replace(/\.\d+Z/, 'Z') },
    detail: {
      ...{ 'action-type': 'PUSH', result: 'SUCCESS', 'repository-name': 'shop/web' },
      ...{ 'image-tag': tag, 'image-digest': imageDigest },
    },
  };
}
