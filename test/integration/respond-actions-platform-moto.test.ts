// Actions on ECR, EC2 and EKS over moto.
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetRepositoryPolicyCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { CreateClusterCommand, EKSClient, UpdateClusterConfigCommand } from '@aws-sdk/client-eks';
import { describe, expect, it } from 'vitest';
import { action, api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, findingOn, region, roundTrip } from '../respond/actions/round-trip.ts';

const ecr = new ECRClient(config);
const ec2 = new EC2Client(config);
const eks = new EKSClient(config);

async function repository() {
  const repositoryName = `shop/${freshName()}`;
  const made = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const finding = (found: readonly string[] = []) =>
    findingOn({ kind: 'repository', platform: 'ecr', id: made.repository?.repositoryArn ?? '' }, found);
  const raw = async () => {
    const input = { repositoryNames: [repositoryName] };
    return (await ecr.send(new DescribeRepositoriesCommand(input))).repositories;
  };
  return { repositoryName, finding, raw };
}

describe.skipIf(endpoint === undefined)('actions on ECR over moto', () => {
  const opens = (principal: string | object) => ({
    Effect: 'Allow',
    Principal: principal,
    Action: ['ecr:BatchGetImage'],
  });

  it('restore-repository-policy takes one principal out, or deletes what is left empty', async () => {
    const foreign = 'arn:aws:iam::999988887777:root';
    const own = `arn:aws:iam::${account}:root`;
    for (const principals of [[own, foreign], [foreign]]) {
      const { repositoryName, finding } = await repository();
      const put = (principal: string | object) =>
        ecr.send(
          new SetRepositoryPolicyCommand({
            repositoryName,
            policyText: JSON.stringify({ Version: '2012-10-17', Statement: [opens(principal)] }, null, 2),
          }),
        );
      await put({ AWS: principals });
      const prepared = await roundTrip({
        action: action('restore-repository-policy'),
        finding: finding([foreign]),
        api,
        raw: async () => (await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))).policyText,
        foreign: () => put('*'),
      });
      const left = { Version: '2012-10-17', Statement: [opens({ AWS: [own] })] };
      expect(prepared.after[0]?.state).toEqual({ policy: principals.length === 1 ? null : left });
    }
  });

  it('set-tag-immutability', async () => {
    const { repositoryName, finding, raw } = await repository();
    const put = { repositoryName, imageTagMutability: 'MUTABLE' } as const;
    await roundTrip({
      action: action('set-tag-immutability'),
      finding: finding(),
      api,
      raw,
      foreign: () => ecr.send(new PutImageTagMutabilityCommand(put)),
    });
  });

  it('enable-scan-on-push', async () => {
    const { repositoryName, finding, raw } = await repository();
    const put = { repositoryName, imageScanningConfiguration: { scanOnPush: false } };
    await roundTrip({
      action: action('enable-scan-on-push'),
      finding: finding(),
      api,
      raw,
      foreign: () => ecr.send(new PutImageScanningConfigurationCommand(put)),
    });
  });
});

describe.skipIf(endpoint === undefined)('actions on EC2 over moto', () => {
  it('revoke-ingress takes out the rules that the evidence tells, and no others', async () => {
    const GroupName = freshName();
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'x' }));
    const open = (port: number, more: object) => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      ...more,
    });
    const world = open(22, { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'for now' }] });
    const add = (...IpPermissions: object[]) =>
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await add(
      world,
      open(22, { IpRanges: [{ CidrIp: '10.0.0.0/8' }] }),
      open(2375, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
      open(443, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    );
    const id = `arn:aws:ec2:${region}:${account}:security-group/${GroupId}`;
    const found = ['0.0.0.0/0 port 22', '::/0 port 2375'];
    const prepared = await roundTrip({
      action: action('revoke-ingress'),
      finding: findingOn({ kind: 'network', platform: 'ec2', id }, found),
      api,
      raw: async () => {
        const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
        // EC2 promises no order.
        const ranges = (SecurityGroups?.[0]?.IpPermissions ?? []).flatMap((rule) =>
          [...(rule.IpRanges ?? []), ...(rule.Ipv6Ranges ?? [])].map((range) => ({
            ...rule,
            ...range,
            IpRanges: [],
            Ipv6Ranges: [],
          })),
        );
        return ranges.map((range) => JSON.stringify(range)).sort();
      },
      foreign: () => add(world),
    });
    expect(Object.keys(prepared.after[0]?.state ?? {})).toEqual([
      'tcp 22-22 0.0.0.0/0',
      'tcp 2375-2375 ::/0',
    ]);
  });

  it('require-imdsv2', async () => {
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    const run = { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 };
    const { Instances } = await ec2.send(new RunInstancesCommand(run));
    const InstanceId = Instances?.[0]?.InstanceId ?? '';
    const set = (HttpTokens: 'optional' | 'required') =>
      ec2.send(
        new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens, HttpPutResponseHopLimit: 2 }),
      );
    await set('optional');
    await roundTrip({
      action: action('require-imdsv2'),
      finding: findingOn({ kind: 'host', platform: 'ec2', id: InstanceId }, ['optional']),
      api,
      foreign: () => set('optional'),
    });
  });
});

describe.skipIf(endpoint === undefined)('actions on EKS over moto', () => {
  async function cluster(more: object) {
    const name = freshName();
    const resourcesVpcConfig = { subnetIds: ['subnet-1'], endpointPublicAccess: true, ...more };
    const input = { name, roleArn: `arn:aws:iam::${account}:role/eks`, resourcesVpcConfig };
    const made = await eks.send(new CreateClusterCommand(input));
    return { name, id: made.cluster?.arn ?? '' };
  }

  it('restrict-endpoint leaves the named ranges', async () => {
    const ranges = ['0.0.0.0/0', '203.0.113.0/24'];
    const { name, id } = await cluster({ publicAccessCidrs: ranges });
    const prepared = await roundTrip({
      action: action('restrict-endpoint'),
      finding: findingOn({ kind: 'cluster', platform: 'eks', id }, ['0.0.0.0/0']),
      api,
      foreign: () =>
        eks.send(new UpdateClusterConfigCommand({ name, resourcesVpcConfig: { publicAccessCidrs: ranges } })),
    });
    expect(prepared.after[0]?.state).toEqual({ publicAccessCidrs: ['203.0.113.0/24'] });
  });

  it('enable-logging switches the log types on that are wanted', async () => {
    const { name, id } = await cluster({});
    const finding = findingOn({ kind: 'cluster', platform: 'eks', id });
    const evidence = [{ path: '', found: [], wanted: ['audit', 'authenticator'], message: '' }];
    await roundTrip({
      action: action('enable-logging'),
      finding: { ...finding, evidence },
      api,
      foreign: () =>
        eks.send(
          new UpdateClusterConfigCommand({
            name,
            logging: { clusterLogging: [{ types: ['audit'], enabled: false }] },
          }),
        ),
    });
  });
});
