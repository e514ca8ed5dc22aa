// The fact `load-balancers`: what sends a service its traffic, and whether the internet can reach it.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn } from '../../model/arn.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { listOf, stringOf } from '../../model/json.ts';
import type { LoadBalancer } from '../../model/network.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading } from '../reading.ts';
import { onlyOne } from './ecs.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** Load balancers in front of `targets` (target groups, names of classic ones), or of those that `service` has now. */
    'load-balancers': {
      ask: FactPlace & { cluster: string | null; service: string | null; targets: readonly string[] };
      value: readonly LoadBalancer[];
    };
  }
}

const elb = 'elasticloadbalancingv2';

/** The load balancers of the target groups, or of those that the service names: DescribeTargetGroups, then DescribeLoadBalancers. */
function readLoadBalancers(
  ask: FactRequestOf<'load-balancers'>,
  api: AwsApi,
): Promise<FactAnswer<'load-balancers'>> {
  return reading(api, ask, async (reader) => {
    const targets = ask.service === null ? ask.targets : await targetsOf(reader, ask.service, ask.cluster);
    const classic = targets.find((target) => parseArn(target) === null);
    if (classic !== undefined)
      return giveUp('failed', `the scheme of ${classic}, a Classic Load Balancer, is not read`);
    if (targets.length === 0) return [];
    const groups = await reader.get(elb, 'DescribeTargetGroups', { TargetGroupArns: [...targets] });
    const arns = objectsOf(groups.TargetGroups).flatMap((group) => listOf(group.LoadBalancerArns));
    return balancersOf(reader, [...new Set(arns.filter((arn) => typeof arn === 'string'))]);
  });
}

/** Target groups, or names of Classic Load Balancers, as the service has them now. */
async function targetsOf(
  reader: Reader,
  service: string,
  cluster: string | null,
): Promise<readonly string[]> {
  const input = { services: [service], ...(cluster === null ? {} : { cluster }) };
  const output = await reader.get('ecs', 'DescribeServices', input);
  const found = onlyOne(output, 'services', 'ecs.DescribeServices', service);
  return objectsOf(found.loadBalancers).flatMap(
    ({ targetGroupArn, loadBalancerName }) => stringOf(targetGroupArn) ?? stringOf(loadBalancerName) ?? [],
  );
}

/** A target group that no load balancer uses sends nothing. */
async function balancersOf(reader: Reader, arns: readonly string[]): Promise<readonly LoadBalancer[]> {
  if (arns.length === 0) return [];
  const output = await reader.get(elb, 'DescribeLoadBalancers', { LoadBalancerArns: [...arns] });
  const found = objectsOf(output.LoadBalancers);
  return arns.map((arn) => {
    const balancer = found.find((item) => item.LoadBalancerArn === arn);
    if (balancer === undefined)
      return giveUp('not-found', `${elb}.DescribeLoadBalancers: ${nameOf(arn)} not found`);
    return {
      arn,
      name: stringOf(balancer.LoadBalancerName) ?? nameOf(arn),
      internetFacing: balancer.Scheme === 'internet-facing',
    };
  });
}

export const loadBalancersFact = defineFact({
  fact: 'load-balancers',
  read: (ask, { api }) => readLoadBalancers(ask, api),
});
