// Facts on the network around a task, over the wire from an emulated AWS: SEAWALL_MOTO_URL=http://localhost:5000.
import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeAll, describe, expect, it } from 'vitest';
import { awsApi } from '../../shared/gather/aws.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { answered } from '../gather/fake-api.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
const region = 'eu-west-1';
// Moto's own account; moto takes any credentials.
const here = { account: '123456789012', region };
const name = `net-${Date.now()}`;

describe.skipIf(endpoint === undefined)('network facts over moto', () => {
  const config = { endpoint: endpoint ?? '', region };
  const facts = createFacts(awsApi(config));
  const ec2 = new EC2Client(config);
  const elb = new ElasticLoadBalancingV2Client(config);
  let vpc = '';
  const subnets: string[] = [];

  const subnetIn = async (block: number, zone: string) => {
    const made = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc,
        CidrBlock: `10.77.${block}.0/24`,
        AvailabilityZone: `${region}${zone}`,
      }),
    );
    return made.Subnet?.SubnetId ?? '';
  };

  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    vpc = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.77.0.0/16' }))).Vpc?.VpcId ?? '';
    subnets.push(await subnetIn(1, 'a'), await subnetIn(2, 'b'));
  });

  it('a subnet is public by its own table, or by the main one', async () => {
    const [ownTable = '', mainTable = ''] = subnets;
    const routeOf = async (subnetId: string) =>
      answered(await facts.get({ fact: 'subnet', ...here, subnetId })).internetRoute;
    expect(await routeOf(ownTable)).toBeNull();
    const gateway = await ec2.send(new CreateInternetGatewayCommand({}));
    const GatewayId = gateway.InternetGateway?.InternetGatewayId ?? '';
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId: vpc }));
    const table = await ec2.send(new CreateRouteTableCommand({ VpcId: vpc }));
    const RouteTableId = table.RouteTable?.RouteTableId ?? '';
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: ownTable }));
    const toInternet = { DestinationCidrBlock: '0.0.0.0/0', GatewayId };
    await ec2.send(new CreateRouteCommand({ RouteTableId, ...toInternet }));
    expect(await routeOf(ownTable)).toMatchObject({ routeTable: RouteTableId, gateway: GatewayId });
    expect(await routeOf(mainTable)).toBeNull();
    const Filters = [
      { Name: 'vpc-id', Values: [vpc] },
      { Name: 'association.main', Values: ['true'] },
    ];
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    await ec2.send(new CreateRouteCommand({ RouteTableId: RouteTables[0]?.RouteTableId, ...toInternet }));
    expect(await routeOf(mainTable)).toMatchObject({ destination: '0.0.0.0/0' });
    expect(await facts.get({ fact: 'subnet', ...here, subnetId: 'subnet-0123456789abcdef0' })).toMatchObject({
      code: 'not-found',
    });
  });

  it('an interface has its groups, with the rule that lets everything out', async () => {
    const group = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: name, Description: 'x', VpcId: vpc }),
    );
    const made = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: subnets[0], Groups: [group.GroupId ?? ''] }),
    );
    const interfaceId = made.NetworkInterface?.NetworkInterfaceId ?? '';
    const found = answered(await facts.get({ fact: 'network-interface', ...here, interfaceId }));
    expect(found.groups).toMatchObject([
      { name, ingress: { value: [] }, egress: { value: [{ cidr: '0.0.0.0/0', protocol: '-1' }] } },
    ]);
    expect(found.publicAddress).toBeNull();
  });

  it.each([
    ['internet-facing', true],
    ['internal', false],
  ] as const)('a load balancer is %s', async (Scheme, internetFacing) => {
    const Name = `${name}-${internetFacing ? 'a' : 'b'}`;
    const balancer = await elb.send(new CreateLoadBalancerCommand({ Name, Subnets: subnets, Scheme }));
    const target = await elb.send(
      new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }),
    );
    const TargetGroupArn = target.TargetGroups?.[0]?.TargetGroupArn ?? '';
    const LoadBalancerArn = balancer.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    const request = { fact: 'load-balancers', ...here, cluster: null, service: null } as const;
    const found = answered(await facts.get({ ...request, targets: [TargetGroupArn] }));
    expect(found).toEqual([{ arn: LoadBalancerArn, name: Name, internetFacing }]);
  });
});
