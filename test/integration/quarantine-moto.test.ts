// Who uses an image, read over moto from ECR, ECS and EKS: before it is archived, and for the finding on it.
import { DescribeImagesCommand as AmisCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  ECSClient,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateClusterCommand as CreateEksCommand,
  DeleteClusterCommand,
  EKSClient,
} from '@aws-sdk/client-eks';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AwsApi, objectsOf } from '../../shared/gather/api.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { imageUsers } from '../../shared/gather/image-users.ts';
import { imageSubject } from '../../shared/intake/events/image.ts';
import { action, api, endpoint, freshName, config as shared } from '../respond/actions/moto.ts';
import { account, findingOn, planned } from '../respond/actions/round-trip.ts';

// A Region of its own: other suites leave clusters behind in theirs.
const region = 'ca-central-1';
const config = { ...shared, region };
const ecr = new ECRClient(config);
const ecs = new ECSClient(config);
const ec2 = new EC2Client(config);
const eks = new EKSClient(config);
const cluster = freshName();

/** A pushed image; each has a digest of its own. */
async function pushed(...tags: readonly string[]) {
  const repositoryName = `shop/${freshName()}`;
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
    },
    layers: [],
    annotations: { name: repositoryName },
  });
  let digest = '';
  for (const imageTag of tags) {
    const put = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
    digest = put.image?.imageId?.imageDigest ?? '';
  }
  const repository = `${account}.dkr.ecr.${region}.amazonaws.com/${repositoryName}`;
  const finding = findingOn({ kind: 'image', platform: 'ecr', region, id: `${repository}@${digest}` });
  return { repository, repositoryName, digest, finding };
}

async function run(image: string) {
  const family = freshName();
  const container = { name: 'web', image, memory: 16 };
  await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions: [container] }));
  const { tasks } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition: family }));
  return { family, task: tasks?.[0]?.taskArn ?? '' };
}

/** Moto keeps no storage class, so it does not tell the status of an image (ECR API Reference, ImageDetail). */
const withStatus: AwsApi = {
  async call(request) {
    const answer = await api.call(request);
    if (!answer.ok || request.operation !== 'DescribeImages') return answer;
    const imageDetails = objectsOf(answer.output.imageDetails).map((one) => ({
      imageStatus: 'ACTIVE',
      ...one,
    }));
    return { ...answer, output: { imageDetails } };
  },
};

const asked = async (finding: ReturnType<typeof findingOn>) =>
  planned(await action('quarantine-image').prepare(finding, withStatus)).askFirst;

describe.skipIf(endpoint === undefined)('who uses an image, over moto', () => {
  beforeAll(async () => {
    await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
    const { Images } = await ec2.send(new AmisCommand({ Owners: ['amazon'] }));
    const launch = { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 };
    const { Instances } = await ec2.send(new RunInstancesCommand(launch));
    const instanceIdentityDocument = JSON.stringify({
      instanceId: Instances?.[0]?.InstanceId,
      accountId: account,
      region,
    });
    await ecs.send(new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument }));
  });

  it('nobody: it is archived without asking', async () => {
    const { finding } = await pushed('1.4.2');
    expect(await asked(finding)).toBeUndefined();
  });

  it('several tags', async () => {
    const { finding } = await pushed('1.4.2', 'stable');
    expect(await asked(finding)).toBe('2 tags stand for it: 1.4.2, stable');
  });

  it('a task, for as long as it runs', async () => {
    const { finding, repository, digest } = await pushed('1.4.2');
    const { family, task } = await run(`${repository}@${digest}`);
    expect(await asked(finding)).toBe(
      `it is used by tasks of family ${family} (cluster ${cluster}, 1 running)`,
    );
    await ecs.send(new StopTaskCommand({ cluster, task }));
    expect(await asked(finding)).toBeUndefined();
  });

  it('pods of a cluster that cannot be asked', async () => {
    const { finding } = await pushed('1.4.2');
    const name = freshName();
    const input = { name, roleArn: `arn:aws:iam::${account}:role/eks`, resourcesVpcConfig: {} };
    await eks.send(new CreateEksCommand(input));
    const said = await asked(finding).finally(() => eks.send(new DeleteClusterCommand({ name })));
    expect(said).toContain(`whether pods of cluster ${name}`);
  });

  it('the finding on the image names them', async () => {
    const { repository, repositoryName, digest } = await pushed('1.4.2');
    const { family } = await run(`${repository}:1.4.2`);
    const image = imageSubject(
      { account, region },
      { repository: repositoryName, tag: '1.4.2', digest },
      null,
    );
    if (image === null) throw new Error('no image');
    const users = await imageUsers(image, createFacts(api), []);
    expect(users?.workloads).toMatchObject([{ name: family, cluster, by: 'tag', instances: 1 }]);
    expect(users?.notRead).toEqual([]);
    const name = freshName();
    const input = { name, roleArn: `arn:aws:iam::${account}:role/eks`, resourcesVpcConfig: {} };
    await eks.send(new CreateEksCommand(input));
    const again = await imageUsers(image, createFacts(api), []).finally(() =>
      eks.send(new DeleteClusterCommand({ name })),
    );
    expect(again?.workloads).toHaveLength(1);
    expect(again?.notRead).toEqual([expect.stringContaining(`pods of cluster ${name}: `)]);
  });
});
