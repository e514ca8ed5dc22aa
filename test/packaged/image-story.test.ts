// The story of an image, with the packaged functions on an emulated AWS and Slack: an unsigned push ▸ finding ▸ Slack ▸ the gate refuses ▸ signature ▸ resolved ▸ the gate lets through.
import { beforeAll, expect, it } from 'vitest';
import { dig, type JsonObject, listOf, stringOf } from '../../shared/model/json.ts';
import { digest, ecrOf, pem, signatureTag } from '../functions/signed-image.ts';
import type { Operations } from './recorder.ts';
import { onDeployment, region, transcriptOf, type World } from './world.ts';

const policy = `
trust: { signers: [{ name: release, cosign-key: release.pub }] }
mode: observe
controls:
  image-provenance/signed-image: { mode: enforce }
  image-provenance/scanned-clean: { enabled: false }
  image-provenance/latest-certified: { enabled: false }
notify: { slack: { channel: "#findings", minimum: critical } }
`;

const older = `sha256:${'9'.repeat(64)}`;
/** The push is heard of twenty minutes late: patience with its signature is over. */
const pushedAt = new Date(Date.now() - 20 * 60_000).toISOString();
const world = { signed: false, scanned: true };

/** Names in the account. */
function namesIn(account: string) {
  const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
  const repository = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web`;
  return { arn, repository, service: arn('service/shop/web') };
}

/** Service web runs what its tag stood for before the push. */
function ecsOf(account: string): Operations {
  const { arn, repository, service } = namesIn(account);
  return {
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
}

function ecrAnswers(account: string): Operations {
  const link = (bytes: string) =>
    `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;
  const { answers } = ecrOf(namesIn(account).repository, String(Date.parse(pushedAt) / 1000), link);
  const registry = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, (input: JsonObject) => answer(world, input)]),
  );
  return { ...registry, DescribeImages: () => withSeconds(answers.DescribeImages()) };
}

function questionIn(account: string): JsonObject {
  const { arn, service } = namesIn(account);
  return {
    ...{ lifecycleStage: 'PRE_SCALE_UP', resourceArn: arn('service-deployment/shop/web/first') },
    executionId: 'first',
    executionDetails: { serviceArn: service, targetServiceRevisionArn: arn('service-revision/shop/web/7') },
  };
}

const files = { 'release.pub': pem };

onDeployment('an image from its push to its deployment', { policy, files }, (at) => {
  beforeAll(() => {
    const { account } = at.aws;
    at.recorder.answers.set('ecr', ecrAnswers(account)).set('ecs', ecsOf(account));
  });

  it('tells the same story as ever', async () => {
    const { account } = at.aws;
    const { step, text } = transcriptOf(at);
    /** What the gate answers ECS. */
    const asked = async () => {
      let answer: unknown;
      await step('ECS asks whether revision web:7 may start', async () => {
        answer = await at.local.invoke('deployment-gate', questionIn(account));
      });
      return stringOf(dig(answer, 'hookStatus'));
    };
    const shownText = () => JSON.stringify(at.slack.tops());
    await step('An unsigned image is pushed as shop/web:1.4.2, the tag that service web runs', () =>
      at.happens(pushed(account, '1.4.2', digest)),
    );
    expect(shownText()).toContain('service web (cluster shop, 1 running, by tag)');
    expect(await asked()).toBe('FAILED');
    expect(shownText()).toContain('is not signed: there is no signature of release');
    world.signed = true;
    await step('Its signature is pushed', () =>
      at.happens(pushed(account, signatureTag, `sha256:${'5'.repeat(64)}`)),
    );
    expect(shownText()).toContain('Resolved');
    expect(await asked()).toBe('SUCCEEDED');
    expect(await open(at)).toEqual([]);
    expect(at.slack.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
    await expect(text()).toMatchFileSnapshot('golden/image-story.txt');
  });
});

async function open({ store }: World): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const row of store.list())
    if (row.control === 'image-provenance/signed-image' && row.told.status !== 'resolved')
      found.push(row.identity);
  return found;
}

/** The protocol writes times as seconds since 1970. */
function withSeconds(answer: JsonObject): JsonObject {
  const details = listOf(answer.imageDetails).map((one) => ({
    ...(one as JsonObject),
    imagePushedAt: Math.floor(Date.parse(pushedAt) / 1000),
  }));
  return { imageDetails: details };
}

function pushed(account: string, tag: string, imageDigest: string): JsonObject {
  return {
    ...{ version: '0', id: `push-${tag.slice(0, 20)}`, source: 'aws.ecr', account, region, resources: [] },
    ...{ 'detail-type': 'ECR Image Action', time: pushedAt.replace(/\.\d+Z/, 'Z') },
    detail: {
      ...{ 'action-type': 'PUSH', result: 'SUCCESS', 'repository-name': 'shop/web' },
      ...{ 'image-tag': tag, 'image-digest': imageDigest },
    },
  };
}
