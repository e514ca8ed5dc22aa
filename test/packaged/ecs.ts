// A cluster of the emulator with a host to run tasks on.
import { DescribeImagesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, ECSClient, RegisterContainerInstanceCommand } from '@aws-sdk/client-ecs';
import type { Emulated } from '../../scripts/local/account.ts';

export async function ecsInstance(aws: Emulated, cluster: string): Promise<void> {
  const ecs = new ECSClient(aws);
  const ec2 = new EC2Client(aws);
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
  const input = { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 };
  const { Instances } = await ec2.send(new RunInstancesCommand(input));
  const document = { instanceId: Instances?.[0]?.InstanceId, accountId: aws.account, region: aws.region };
  const instanceIdentityDocument = JSON.stringify(document);
  await ecs.send(new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument }));
}
