// What a template's workload names of the same template: its role, its security groups with all their rules, and what leads to it.
// SPDX-License-Identifier: Apache-2.0
import { type At, at, join, unsettled } from '../../model/at.ts';
import { type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import type { TemplateNeighbours } from '../../model/workload.ts';
import type { Where } from '../workload/where.ts';
import { egressRule, groupRules } from './template-networks.ts';
import { elementsOf, type Resources, referred, type TemplateResource } from './template-resource.ts';
import { balancersBeside, subnetsBeside } from './template-routes.ts';

/** `task`: the properties that name the role, `service`: those of what runs it, where that is in the template. */
export function besideOf(
  task: JsonObject,
  service: JsonObject,
  all: Resources,
  where: Where,
): TemplateNeighbours {
  const role = resourceOf(task.TaskRoleArn, 'Arn', 'AWS::IAM::Role', all);
  const network = objectOf(objectOf(service.NetworkConfiguration).AwsvpcConfiguration);
  const named = elementsOf(network.SecurityGroups);
  const groups = named.map((one) => groupNamed(one, all)).filter((group) => group !== null);
  const whole = groups.length > 0 && groups.length === named.length;
  return {
    role: role?.logicalId ?? null,
    groups: whole ? groups.map((group) => groupOf(group, all, where)) : null,
    subnets: subnetsBeside(network.Subnets, all),
    balancers: balancersBeside(service.LoadBalancers, all),
  };
}

function resourceOf(
  value: Json | undefined,
  attribute: string,
  type: string,
  all: Resources,
): TemplateResource | null {
  const found = all.get(referred(value, attribute) ?? '');
  return found?.type === type ? found : null;
}

/** By its id: `Ref` gives that of a group of a VPC too (CloudFormation template reference, AWS::EC2::SecurityGroup). */
function groupNamed(value: Json | undefined, all: Resources): TemplateResource | null {
  const type = 'AWS::EC2::SecurityGroup';
  return resourceOf(value, 'GroupId', type, all) ?? resourceOf(value, '', type, all);
}

/** The group with the rules that other resources add to it. Names of groups are logical ids here. */
function groupOf(group: TemplateResource, all: Resources, where: Where): Network {
  const { logicalId, properties } = group;
  const place = { ...where, id: logicalId, name: logicalId, identity: logicalId };
  const own = groupRules(properties, 'SecurityGroupIngress', place);
  const added = [...all.values()].filter((one) => groupNamed(one.properties.GroupId, all) === group);
  const rulesIn = added.filter(({ type }) => type === 'AWS::EC2::SecurityGroupIngress');
  const rulesOut = added.filter(({ type }) => type === 'AWS::EC2::SecurityGroupEgress');
  return {
    ...own,
    ingress: joined(
      [own.ingress, ...rulesIn.map((rule) => groupRules(rule.properties, '', place).ingress)],
      all,
    ),
    egress: joined(
      [
        properties.SecurityGroupEgress === undefined ? everywhere(group) : own.egress,
        ...rulesOut.map((rule) => egressRule(rule.properties, place).egress),
      ],
      all,
    ),
  };
}

/** A new group lets everything out until its own property says what (CloudFormation template reference, AWS::EC2::SecurityGroup). */
function everywhere({ place }: TemplateResource): At<readonly NetworkRule[]> {
  const path = join('Resources', ...place);
  return at([{ path, protocol: '-1', fromPort: null, toPort: null, cidr: '0.0.0.0/0', group: null }], path);
}

function joined(lists: readonly At<readonly NetworkRule[]>[], all: Resources): At<readonly NetworkRule[]> {
  const open = lists.find((list) => list.unsettled !== undefined);
  const rules = lists
    .flatMap(({ value }) => value)
    .map((rule) => ({ ...rule, group: logicalName(rule.group, all) }));
  const path = lists[0]?.path ?? '';
  return open?.unsettled === undefined ? at(rules, path) : unsettled(rules, open.path, open.unsettled);
}

/** `${Group.GroupId}` and `${Group}` are the group of that logical id. */
function logicalName(group: string | null, all: Resources): string | null {
  const name = /^\$\{([A-Za-z0-9]+)(?:\.GroupId)?\}$/.exec(group ?? '')?.[1];
  return name !== undefined && all.get(name)?.type === 'AWS::EC2::SecurityGroup' ? name : group;
}
