// CloudFormation templates: their container, IAM, ECR and EC2 resources, one reading each.
// SPDX-License-Identifier: Apache-2.0

import { join } from '../../model/at.ts';
import type { Allowance } from '../../model/budget.ts';
import { type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Subject } from '../../model/subject.ts';
import { table } from '../../model/table.ts';
import type { Workload } from '../../model/workload.ts';
import { cursor, down } from '../workload/cursor.ts';
import { fromService, fromTaskDefinition } from '../workload/ecs.ts';
import { fromDaemonDefinition } from '../workload/ecs-daemon.ts';
import type { Where } from '../workload/where.ts';
import { appRunnerOf } from './app-runner.ts';
import { camelCased } from './camel.ts';
import { unrolled } from './for-each.ts';
import { settlerOf } from './intrinsic.ts';
import { leftOutType, neverMade } from './left-out.ts';
import type { FileWhere, Reading } from './reading.ts';
import { pullThroughName, pullThroughOf, replicationName, replicationOf } from './registry-parts.ts';
import { publicRepositoryOf } from './repository.ts';
import { lacksContainers, type Unsound } from './sound.ts';
import { attachmentsOf } from './template-attachments.ts';
import { jobOf } from './template-batch.ts';
import { besideOf } from './template-beside.ts';
import { accessEntryResource, ecsClusterResource, eksClusterResource } from './template-clusters.ts';
import { addOnOf, buildOf, loginOf } from './template-configuration.ts';
import { accessKeyOf, credentialsOf } from './template-credentials.ts';
import { type Deployments, inEachDeployment, type ReadIn } from './template-deployed.ts';
import { launchTemplateOf, machineOf, nodeGroupOf } from './template-hosts.ts';
import { withImports } from './template-imports.ts';
import { manifestSubjects, manifestType } from './template-manifests.ts';
import { egressRule, groupRules } from './template-networks.ts';
import { holderOf, policiesOf } from './template-principals.ts';
import {
  registryPartResource,
  registryResource,
  registryScanningResource,
  repositoryResource,
} from './template-repository.ts';
import { type Resources, referred, type TemplateResource } from './template-resource.ts';
import { routeTypes } from './template-routes.ts';
import { definitionStartedBy, scheduledTasks, scheduleTypes } from './template-schedules.ts';
import { functionRole } from './template-serverless.ts';
import { isOfBalancers } from './template-users.ts';

type Reader = (resource: TemplateResource, where: FileWhere, all: Resources) => readonly Subject[];

const readers: Readonly<Record<string, Reader>> = table({
  'AWS::ECS::TaskDefinition': definitionOf,
  'AWS::ECS::Service': serviceOf,
  // What a service runs under another deployment controller has a service's properties.
  'AWS::ECS::TaskSet': serviceOf,
  'AWS::Events::Rule': scheduledTasks,
  'AWS::Scheduler::Schedule': scheduledTasks,
  'AWS::ECS::DaemonTaskDefinition': ({ properties }, where) => [
    fromDaemonDefinition(objectOf(camelCased(properties)), where),
  ],
  'AWS::IAM::Role': (role, where, all) => [holderOf('role', role, where, all)],
  'AWS::IAM::User': (user, where, all) => [
    { ...holderOf('user', user, where, all), ...credentialsOf(user.properties) },
    ...loginOf(user.properties, where),
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
  'AWS::ECR::PublicRepository': ({ properties }, where) => [publicRepositoryOf(properties, where)],
  'AWS::ECR::RegistryPolicy': ({ properties }, where) => [registryResource(properties, where)],
  'AWS::ECR::ReplicationConfiguration': ({ properties }, where) => [
    registryPartResource(properties, where, replicationName, replicationOf),
  ],
  'AWS::ECR::PullThroughCacheRule': ({ properties, logicalId }, where) => [
    registryPartResource(properties, where, pullThroughName(logicalId), pullThroughOf),
  ],
  'AWS::ECR::RegistryScanningConfiguration': ({ properties }, where) => [
    registryScanningResource(properties, where),
  ],
  // Read for the clusters that it watches.
  'AWS::GuardDuty::Detector': () => [],
  'AWS::AppRunner::Service': ({ properties }, where) => [appRunnerOf(properties, where)],
  'AWS::Batch::JobDefinition': ({ properties }, where) => jobOf(properties, where),
  'AWS::CodeBuild::Project': buildOf,
  'AWS::EKS::Addon': addOnOf,
  // Read for the roles that it gives to pods.
  'AWS::EKS::PodIdentityAssociation': () => [],
  'AWS::Serverless::Function': functionRole,
  'AWS::ECS::Cluster': ({ properties }, where) => [ecsClusterResource(properties, where)],
  'AWS::EKS::Cluster': ({ properties }, where) => [eksClusterResource(properties, where)],
  [manifestType]: manifestSubjects,
  'AWS::EKS::AccessEntry': ({ properties }, where) => [accessEntryResource(properties, where)],
  'AWS::EC2::SecurityGroup': ({ properties, logicalId }, where, all) => {
    const group = groupRules(properties, 'SecurityGroupIngress', where);
    return [isOfBalancers(logicalId, all) ? { ...group, usedByContainers: false } : group];
  },
  'AWS::EC2::SecurityGroupIngress': ({ properties }, where) => [groupRules(properties, '', where)],
  'AWS::EC2::SecurityGroupEgress': ({ properties }, where) => [egressRule(properties, where)],
  'AWS::EC2::Instance': machineOf,
  'AWS::AutoScaling::LaunchConfiguration': machineOf,
  'AWS::EC2::LaunchTemplate': launchTemplateOf,
  'AWS::EKS::Nodegroup': nodeGroupOf,
});

/** Of a file's budget: what its loops may take, and each of its resources. A template has 1 MB at most and 500 resources. */
const ofLoops: Allowance = { steps: 500_000, characters: 4 * 1024 * 1024 };
const ofResource: Allowance = { steps: 200_000, characters: 1024 * 1024 };

/** Every resource that something judges, in the template's order, and behind them what is left out, by type. */
export function resourcesOf(given: JsonObject, where: FileWhere): readonly Reading[] {
  const { budget } = where;
  const template = withImports(given, where.exports ?? new Map(), budget.part(ofLoops));
  const settler = settlerOf(template, budget.part(ofLoops));
  const { holds } = settler;
  const all = new Map<string, TemplateResource>();
  const leftOut: Reading[] = [];
  const parameters = objectOf(template.Parameters);
  const unroll = { settle: settler.settle, budget: budget.part(ofLoops) };
  for (const { logicalId, resource, place } of unrolled(objectOf(template.Resources), unroll)) {
    const type = resource.Type;
    if (typeof type !== 'string') continue;
    const made = holds(stringOf(resource.Condition) ?? '') !== false;
    leftOut.push(...leftOutReading(type, made, join('Resources', ...place)));
    if (!isRead(type, made)) continue;
    const written = objectOf(resource.Properties);
    const { settle } = settler.within(budget.part(ofResource));
    const properties = objectOf(settle(written));
    all.set(logicalId, { logicalId, type, written, place, properties, parameters });
  }
  const deployments: Deployments = { template, budget, all };
  const judged = [...all.values()]
    .filter(({ type }) => !routeTypes.has(type))
    .map((resource) => reading(resource, where, deployments));
  return [
    ...judged.filter(({ subjects, unsound }) => subjects.length > 0 || unsound !== undefined),
    ...leftOut,
  ];
}

function leftOutReading(name: string, made: boolean, path: string): readonly Reading[] {
  const reason = made ? leftOutReason(name) : neverMade(name);
  return reason === null ? [] : [{ subjects: [], path, name, unsound: { reason } }];
}

/** Routes are judged by nothing, and read for the services that they lead to. */
function isRead(name: string, made: boolean): boolean {
  return made && (Object.hasOwn(readers, name) || routeTypes.has(name));
}

function leftOutReason(name: string): string | null {
  if (Object.hasOwn(readers, name)) return null;
  return leftOutType(name, routeTypes.has(name) ? ' by itself' : '');
}

function reading(resource: TemplateResource, where: FileWhere, deployments: Deployments): Reading {
  const { all } = deployments;
  const { logicalId, type } = resource;
  const id = `${where.file}#${logicalId}`;
  const inner = type === 'AWS::EC2::LaunchTemplate' ? 'LaunchTemplateData' : '';
  const place: FileWhere = { ...where, id, name: logicalId, identity: id };
  const unsound = definitions.has(type) ? definitionUnsoundness(resource) : null;
  if (unsound !== null) return { subjects: [], path: pathOf(resource), name: type, unsound };
  const read: ReadIn = (one, among) => readers[type]?.(one, place, among) ?? [];
  const related = [definitionRunBy(resource, all) ?? [], attachmentsOf(resource, all)].flat();
  return {
    subjects: inEachDeployment(resource, related, read, deployments),
    path: join(pathOf(resource), inner),
    ...elsewhere(resource, all),
    name: type,
  };
}

const definitions: ReadonlySet<string> = new Set([
  'AWS::ECS::TaskDefinition',
  'AWS::ECS::DaemonTaskDefinition',
]);

function definitionUnsoundness(resource: TemplateResource): Unsound | null {
  const list = down(cursor(resource.properties, pathOf(resource)), 'ContainerDefinitions');
  return lacksContainers(list.value, list.path);
}

function pathOf({ place }: TemplateResource): string {
  return join('Resources', ...place, 'Properties');
}

const runners: ReadonlySet<string> = new Set(['AWS::ECS::Service', 'AWS::ECS::TaskSet']);

/** The definition of the same template that a service, task set, rule or schedule runs; null: it is not here. */
function definitionRunBy(resource: TemplateResource, all: Resources): TemplateResource | null {
  const { type, properties } = resource;
  if (scheduleTypes.has(type)) return definitionStartedBy(resource, all);
  const found = runners.has(type) ? all.get(referred(properties.TaskDefinition) ?? '') : undefined;
  return found?.type === 'AWS::ECS::TaskDefinition' ? found : null;
}

/** What a service has of its definition stands there. */
function elsewhere(resource: TemplateResource, all: Resources): Pick<Reading, 'elsewhere'> {
  const definition = definitionRunBy(resource, all);
  if (definition === null) return {};
  const own = objectOf(camelCased(resource.properties));
  const keys = Object.keys(objectOf(camelCased(definition.properties))).filter(
    (key) => own[key] === undefined,
  );
  return { elsewhere: { keys: new Set(keys), path: pathOf(definition) } };
}

/** A service that runs it carries what it says: nobody is told twice. */
function definitionOf(resource: TemplateResource, where: Where, all: Resources): readonly Subject[] {
  const runner = [...all.values()].find((other) => definitionRunBy(other, all) === resource);
  const workload: Workload = {
    ...fromTaskDefinition(objectOf(camelCased(resource.properties)), where),
    beside: besideOf(resource.properties, {}, all, where),
  };
  return [runner === undefined ? workload : { ...workload, judgedWith: runner.logicalId }];
}

/** A service runs the definition that it refers to, where that stands in the same template. */
function serviceOf(resource: TemplateResource, where: Where, all: Resources): readonly Subject[] {
  const definition = definitionRunBy(resource, all);
  const known = definition === null ? null : objectOf(camelCased(definition.properties));
  const service = fromService(objectOf(camelCased(resource.properties)), known, { ...where, running: true });
  const beside = besideOf(definition?.properties ?? {}, resource.properties, all, where);
  return [{ ...service, beside }];
}
