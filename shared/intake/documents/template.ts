// CloudFormation templates: their container, IAM, ECR and EC2 resources, one reading each.
import { join } from '../../model/at.ts';
import type { Allowance } from '../../model/budget.ts';
import { type JsonObject, objectOf } from '../../model/json.ts';
import type { Subject } from '../../model/subject.ts';
import { fromService, fromTaskDefinition } from '../workload/ecs.ts';
import { fromDaemonDefinition } from '../workload/ecs-daemon.ts';
import type { Where } from '../workload/where.ts';
import { camelCased } from './camel.ts';
import { unrolled } from './for-each.ts';
import { settlerOf } from './intrinsic.ts';
import type { FileWhere, Reading } from './reading.ts';
import { accessEntryResource, ecsClusterResource, eksClusterResource } from './template-clusters.ts';
import { accessKeyOf, credentialsOf } from './template-credentials.ts';
import { launchTemplateOf, machineOf, nodeGroupOf } from './template-hosts.ts';
import { egressRule, groupRules } from './template-networks.ts';
import { holderOf, policiesOf } from './template-principals.ts';
import { repositoryResource } from './template-repository.ts';
import { type Resource, type Resources, referred } from './template-resource.ts';

type Reader = (resource: Resource, where: Where, all: Resources) => readonly Subject[];

const readers: Readonly<Record<string, Reader>> = {
  'AWS::ECS::TaskDefinition': ({ properties }, where) => [
    fromTaskDefinition(objectOf(camelCased(properties)), where),
  ],
  'AWS::ECS::Service': serviceOf,
  // What a service runs under another deployment controller has a service's properties.
  'AWS::ECS::TaskSet': serviceOf,
  'AWS::ECS::DaemonTaskDefinition': ({ properties }, where) => [
    fromDaemonDefinition(objectOf(camelCased(properties)), where),
  ],
  'AWS::IAM::Role': (role, where, all) => [holderOf('role', role, where, all)],
  'AWS::IAM::User': (user, where, all) => [
    { ...holderOf('user', user, where, all), ...credentialsOf(user.properties) },
  ],
  'AWS::IAM::AccessKey': accessKeyOf,
  // Read for the hosts that refer to it.
  'AWS::IAM::InstanceProfile': () => [],
  'AWS::IAM::Group': (group, where, all) => [holderOf('group', group, where, all)],
  'AWS::IAM::ManagedPolicy': policiesOf,
  'AWS::IAM::Policy': policiesOf,
  'AWS::IAM::RolePolicy': policiesOf,
  'AWS::IAM::UserPolicy': policiesOf,
  'AWS::IAM::GroupPolicy': policiesOf,
  'AWS::ECR::Repository': ({ properties }, where) => [repositoryResource(properties, where)],
  'AWS::ECS::Cluster': ({ properties }, where) => [ecsClusterResource(properties, where)],
  'AWS::EKS::Cluster': ({ properties }, where) => [eksClusterResource(properties, where)],
  'AWS::EKS::AccessEntry': ({ properties }, where) => [accessEntryResource(properties, where)],
  'AWS::EC2::SecurityGroup': ({ properties }, where) => [
    groupRules(properties, 'SecurityGroupIngress', where),
  ],
  'AWS::EC2::SecurityGroupIngress': ({ properties }, where) => [groupRules(properties, '', where)],
  'AWS::EC2::SecurityGroupEgress': ({ properties }, where) => [egressRule(properties, where)],
  'AWS::EC2::Instance': machineOf,
  'AWS::AutoScaling::LaunchConfiguration': machineOf,
  'AWS::EC2::LaunchTemplate': launchTemplateOf,
  'AWS::EKS::Nodegroup': nodeGroupOf,
};

/** Of a file's budget: what its loops may take, and each of its resources. A template has 1 MB at most and 500 resources. */
const ofLoops: Allowance = { steps: 500_000, characters: 4 * 1024 * 1024 };
const ofResource: Allowance = { steps: 200_000, characters: 1024 * 1024 };

/** Every resource that something judges, in the template's order; others are not mentioned. */
export function resourcesOf(template: JsonObject, where: FileWhere): readonly Reading[] {
  const { budget } = where;
  const settler = settlerOf(template, budget.part(ofLoops));
  const all = new Map<string, Resource>();
  const parameters = objectOf(template.Parameters);
  const unroll = { settle: settler.settle, budget: budget.part(ofLoops) };
  for (const { logicalId, resource, place } of unrolled(objectOf(template.Resources), unroll)) {
    const type = resource.Type;
    if (typeof type !== 'string' || !Object.hasOwn(readers, type)) continue;
    const written = objectOf(resource.Properties);
    const { settle } = settler.within(budget.part(ofResource));
    const properties = objectOf(settle(written));
    all.set(logicalId, { logicalId, type, written, place, properties, parameters });
  }
  return [...all.values()]
    .map((resource) => reading(resource, where, all))
    .filter(({ subjects }) => subjects.length > 0);
}

function reading(resource: Resource, where: FileWhere, all: Resources): Reading {
  const { logicalId, type } = resource;
  const id = `${where.file}#${logicalId}`;
  const inner = type === 'AWS::EC2::LaunchTemplate' ? 'LaunchTemplateData' : '';
  const place: Where = { ...where, id, name: logicalId, identity: id };
  return {
    subjects: readers[type]?.(resource, place, all) ?? [],
    path: join('Resources', ...resource.place, 'Properties', inner),
    name: type,
  };
}

/** A service runs the definition that it refers to, where that stands in the same template. */
function serviceOf({ properties }: Resource, where: Where, all: Resources): readonly Subject[] {
  const definition = all.get(referred(properties.TaskDefinition) ?? '');
  const known =
    definition?.type === 'AWS::ECS::TaskDefinition' ? objectOf(camelCased(definition.properties)) : null;
  return [fromService(objectOf(camelCased(properties)), known, { ...where, running: true })];
}
