// Facts of the network: subnets, interfaces, load balancers.
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import { parseSnapshot, snapshotApi } from '../../../shared/gather/snapshot.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };
const vpc = 'vpc-1';

const table = (id: string, association: JsonObject, route: JsonObject): JsonObject => ({
  RouteTableId: id,
  VpcId: vpc,
  Associations: [association],
  Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }, route],
});
const toInternet = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' };
const toNat = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' };
const main = (route: JsonObject) => table('rtb-main', { Main: true, RouteTableId: 'rtb-main' }, route);
const own = (route: JsonObject) =>
  table('rtb-own', { Main: false, SubnetId: 'subnet-1', RouteTableId: 'rtb-own' }, route);

describe('subnet', () => {
  const subnets = { 'ec2.DescribeSubnets': { Subnets: [{ SubnetId: 'subnet-1', VpcId: vpc }] } };
  const asked = { fact: 'subnet', ...here, subnetId: 'subnet-1' } as const;

  /** Answers as EC2 does: by the filter on the association. */
  const routeTables =
    (tables: readonly JsonObject[]) =>
    ({ Filters }: JsonObject): JsonObject => ({
      RouteTables: JSON.stringify(Filters).includes('association.main')
        ? tables.filter(({ RouteTableId }) => RouteTableId === 'rtb-main')
        : tables.filter(({ RouteTableId }) => RouteTableId === 'rtb-own'),
    });
  const readFrom = (...tables: readonly JsonObject[]) =>
    createFacts(fakeApi({ ...subnets, 'ec2.DescribeRouteTables': routeTables(tables) })).get(asked);

  it('is public by its own table, whatever the main one says', async () => {
    expect(answered(await readFrom(own(toInternet), main(toNat)))).toEqual({
      subnetId: 'subnet-1',
      vpcId: vpc,
      internetRoute: { routeTable: 'rtb-own', destination: '0.0.0.0/0', gateway: 'igw-1' },
    });
    expect(answered(await readFrom(own(toNat), main(toInternet))).internetRoute).toBeNull();
  });

  it('uses the main table where it has none of its own', async () => {
    expect(answered(await readFrom(main(toInternet))).internetRoute?.routeTable).toBe('rtb-main');
    expect(answered(await readFrom(main(toNat))).internetRoute).toBeNull();
    expect(await readFrom()).toMatchObject({ ok: false, code: 'not-found' });
  });

  it.each([
    ['IPv6', { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1' }, true],
    [
      'an egress-only gateway',
      { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' },
      false,
    ],
    ['a gateway that is gone', { ...toInternet, State: 'blackhole' }, false],
    ['single addresses', { ...toInternet, DestinationCidrBlock: '198.51.100.0/24' }, false],
    ['a virtual private gateway', { ...toInternet, GatewayId: 'vgw-1' }, false],
  ])('%s', async (_, route, isPublic) => {
    expect(answered(await readFrom(own(route))).internetRoute !== null).toBe(isPublic);
  });

  it('is not known where the tables are not', async () => {
    expect(await createFacts(fakeApi(subnets)).get(asked)).toMatchObject({ code: 'not-recorded' });
    const denied = fakeApi({ ...subnets, 'ec2.DescribeRouteTables': 'denied' });
    expect(await createFacts(denied).get(asked)).toMatchObject({ code: 'denied' });
    const none = fakeApi({ 'ec2.DescribeSubnets': { Subnets: [] } });
    expect(await createFacts(none).get(asked)).toMatchObject({ code: 'not-found' });
  });

  const fromSnapshot = (calls: readonly { input?: JsonObject; output: JsonObject }[]) => {
    const region = {
      'EC2.DescribeSubnets': [{ input: {}, output: subnets['ec2.DescribeSubnets'] }],
      'EC2.DescribeRouteTables': calls,
    };
    const accounts = { [here.account]: { regions: { [here.region]: region } } };
    const parsed = parseSnapshot({ version: 1, takenAt: '2026-11-20T08:00:00Z', accounts }, 'facts.json');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return createFacts(snapshotApi(parsed.snapshot)).get(asked);
  };
  const all = [own(toNat), main(toInternet)];
  const filter = (Name: string, value: string) => ({ Filters: [{ Name, Values: [value] }] });

  it.each([
    ['a whole list', [{ input: {}, output: { RouteTables: all } }]],
    ['a list of its VPC', [{ input: filter('vpc-id', vpc), output: { RouteTables: all } }]],
    [
      'two pages',
      [
        { input: {}, output: { RouteTables: all.slice(1), NextToken: 'more' } },
        { input: { NextToken: 'more' }, output: { RouteTables: all.slice(0, 1) } },
      ],
    ],
    [
      'its own association',
      [{ input: filter('association.subnet-id', 'subnet-1'), output: { RouteTables: all.slice(0, 1) } }],
    ],
  ])('comes out of a snapshot with %s', async (_, calls) => {
    expect(answered(await fromSnapshot(calls)).internetRoute).toBeNull();
  });

  it.each([
    ['another VPC', [{ input: filter('vpc-id', 'vpc-2'), output: { RouteTables: [] } }]],
    ['one page of two', [{ input: {}, output: { RouteTables: all.slice(1), NextToken: 'more' } }]],
    [
      'one table by its id',
      [{ input: { RouteTableIds: ['rtb-main'] }, output: { RouteTables: all.slice(1) } }],
    ],
    ['a filter of a shape EC2 does not take', [{ input: { Filters: ['x'] }, output: { RouteTables: all } }]],
  ])('is not recorded in a snapshot with %s', async (_, calls) => {
    expect(await fromSnapshot(calls)).toMatchObject({ ok: false, code: 'not-recorded' });
  });
});

describe('network-interface', () => {
  const asked = { fact: 'network-interface', ...here, interfaceId: 'eni-1' } as const;
  const groups = {
    SecurityGroups: [
      { GroupId: 'sg-2', IpPermissionsEgress: [] },
      {
        GroupId: 'sg-1',
        GroupName: 'web',
        IpPermissions: [],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ],
  };
  const card = {
    NetworkInterfaceId: 'eni-1',
    Groups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }],
    Association: { PublicIp: '203.0.113.9' },
  };

  it('has its groups with their rules, and its public address', async () => {
    const api = fakeApi({
      'ec2.DescribeNetworkInterfaces': { NetworkInterfaces: [card] },
      'ec2.DescribeSecurityGroups': groups,
    });
    const found = answered(await createFacts(api).get(asked));
    expect(found.publicAddress).toBe('203.0.113.9');
    const group = 'arn:aws:ec2:eu-central-1:111122223333:security-group/';
    expect(found.groups.map(({ id }) => id)).toEqual([`${group}sg-1`, `${group}sg-2`]);
    expect(found.groups[0]?.egress.value).toEqual([
      {
        path: 'IpPermissionsEgress[0].IpRanges[0]',
        protocol: '-1',
        fromPort: null,
        toPort: null,
        cidr: '0.0.0.0/0',
        group: null,
      },
    ]);
  });

  it('has none where it has no group, and is not known where a group or itself is not', async () => {
    const bare = fakeApi({
      'ec2.DescribeNetworkInterfaces': { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] },
    });
    expect(answered(await createFacts(bare).get(asked))).toMatchObject({ publicAddress: null, groups: [] });
    const half = fakeApi({
      'ec2.DescribeNetworkInterfaces': { NetworkInterfaces: [card] },
      'ec2.DescribeSecurityGroups': { SecurityGroups: groups.SecurityGroups.slice(0, 1) },
    });
    expect(await createFacts(half).get(asked)).toMatchObject({ code: 'not-found' });
    const none = fakeApi({ 'ec2.DescribeNetworkInterfaces': { NetworkInterfaces: [] } });
    expect(await createFacts(none).get(asked)).toMatchObject({ code: 'not-found' });
  });
});

describe('load-balancers', () => {
  const elb = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';
  const target = `${elb}:targetgroup/web/0123`;
  const arn = `${elb}:loadbalancer/app/web/4567`;
  const asked = {
    fact: 'load-balancers',
    ...here,
    cluster: 'shop',
    service: null,
    targets: [target],
  } as const;
  const groups = { TargetGroups: [{ TargetGroupArn: target, LoadBalancerArns: [arn] }] };
  const balancers = {
    LoadBalancers: [{ LoadBalancerArn: arn, LoadBalancerName: 'web', Scheme: 'internet-facing' }],
  };
  const described = {
    'elasticloadbalancingv2.DescribeTargetGroups': groups,
    'elasticloadbalancingv2.DescribeLoadBalancers': balancers,
  };
  const services = (loadBalancers: JsonObject[]) => ({
    'ecs.DescribeServices': { services: [{ serviceName: 'web', loadBalancers }] },
  });

  it('are found by the target groups', async () => {
    expect(answered(await createFacts(fakeApi(described)).get(asked))).toEqual([
      { arn, name: 'web', internetFacing: true },
    ]);
  });

  it('are found by the service', async () => {
    const api = fakeApi({ ...described, ...services([{ targetGroupArn: target }]) });
    const found = await createFacts(api).get({ ...asked, service: 'web', targets: [] });
    expect(answered(found).map(({ name }) => name)).toEqual(['web']);
    expect(api.requests[0]?.input).toEqual({ services: ['web'], cluster: 'shop' });
    const none = createFacts(fakeApi(services([])));
    expect(answered(await none.get({ ...asked, service: 'web', targets: [] }))).toEqual([]);
  });

  it('none is in front of a target group that nothing uses', async () => {
    const idle = { TargetGroups: [{ TargetGroupArn: target, LoadBalancerArns: [] }] };
    const api = fakeApi({ 'elasticloadbalancingv2.DescribeTargetGroups': idle });
    expect(answered(await createFacts(api).get(asked))).toEqual([]);
  });

  it('are not known where one is not shown, or is a classic one', async () => {
    const gone = fakeApi({
      ...described,
      'elasticloadbalancingv2.DescribeLoadBalancers': { LoadBalancers: [] },
    });
    expect(await createFacts(gone).get(asked)).toMatchObject({ code: 'not-found' });
    const classic = createFacts(fakeApi(services([{ loadBalancerName: 'old' }])));
    expect(await classic.get({ ...asked, service: 'web', targets: [] })).toMatchObject({ code: 'failed' });
  });

  it.each(['ElasticLoadBalancingV2', 'elbv2'])('come out of a snapshot under %s', async (service) => {
    const region = {
      [`${service}.DescribeTargetGroups`]: [{ input: {}, output: groups }],
      [`${service}.DescribeLoadBalancers`]: [{ input: {}, output: balancers }],
    };
    const accounts = { [here.account]: { regions: { [here.region]: region } } };
    const parsed = parseSnapshot({ version: 1, takenAt: '2026-11-20T08:00:00Z', accounts }, 'facts.json');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const facts = createFacts(snapshotApi(parsed.snapshot));
    expect(answered(await facts.get(asked))[0]?.internetFacing).toBe(true);
    // One page of two: what is not on it may be on the other.
    const page = { input: {}, output: { ...groups, TargetGroups: [], NextMarker: 'more' } };
    const half = parseSnapshot(
      {
        version: 1,
        takenAt: '2026-11-20T08:00:00Z',
        accounts: {
          [here.account]: { regions: { [here.region]: { [`${service}.DescribeTargetGroups`]: [page] } } },
        },
      },
      'facts.json',
    );
    if (!half.ok) throw new Error(JSON.stringify(half.problems));
    expect(await createFacts(snapshotApi(half.snapshot)).get(asked)).toMatchObject({ code: 'not-recorded' });
  });
});
