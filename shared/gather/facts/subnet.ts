// The fact `subnet`: whether its route table leads to an internet gateway.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { isWorldRange, type Subnet } from '../../model/network.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** Where a subnet's route table leads. */
    subnet: { ask: FactPlace & { subnetId: string }; value: Subnet };
  }
}

/** DescribeSubnets and the route table that the subnet uses. */
function readSubnet(ask: FactRequestOf<'subnet'>, api: AwsApi): Promise<FactAnswer<'subnet'>> {
  return reading(api, ask, async (reader) => {
    const { subnetId } = ask;
    const output = await reader.get('ec2', 'DescribeSubnets', { SubnetIds: [subnetId] });
    const vpcId = stringOf(objectsOf(output.Subnets).find((item) => item.SubnetId === subnetId)?.VpcId);
    if (vpcId === null) return giveUp('not-found', `ec2.DescribeSubnets: ${subnetId} not found`);
    const table = await routeTableOf(reader, subnetId, vpcId);
    return { subnetId, vpcId, internetRoute: internetRouteOf(table) };
  });
}

/** A subnet without a table of its own uses the main one of its VPC (Amazon VPC User Guide, "Subnet route tables"). */
async function routeTableOf(reader: Reader, subnetId: string, vpcId: string): Promise<JsonObject> {
  const find = async (filters: Readonly<Record<string, string>>) => {
    const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
    const output = await reader.get('ec2', 'DescribeRouteTables', { Filters });
    return objectsOf(output.RouteTables)[0];
  };
  return (
    (await find({ 'vpc-id': vpcId, 'association.subnet-id': subnetId })) ??
    (await find({ 'vpc-id': vpcId, 'association.main': 'true' })) ??
    giveUp('not-found', `ec2.DescribeRouteTables: no route table of ${subnetId} or main one of ${vpcId}`)
  );
}

/** Internet gateways are named `igw-…`; an egress-only one (`eigw-…`) lets nobody in. A route to a gateway that is gone leads nowhere. */
function internetRouteOf(table: JsonObject): Subnet['internetRoute'] {
  for (const route of objectsOf(table.Routes)) {
    const destination =
      stringOf(route.DestinationCidrBlock) ?? stringOf(route.DestinationIpv6CidrBlock) ?? '';
    const gateway = stringOf(route.GatewayId) ?? '';
    const leads = gateway.startsWith('igw-') && route.State !== 'blackhole';
    if (leads && isWorldRange(destination))
      return { routeTable: stringOf(table.RouteTableId) ?? '', destination, gateway };
  }
  return null;
}

export const subnetFact = defineFact({ fact: 'subnet', read: (ask, { api }) => readSubnet(ask, api) });
