// A Terraform plan or state as items to judge: its AWS resources as one template, each Kubernetes resource as its object.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../../model/at.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { remembered } from '../../../model/remembered.ts';
import type { Item, Translation } from '../item.ts';
import {
  isPolicyResource,
  policyProperties,
  principalProperties,
  principalResources,
  type TerraformPlan,
  toldWithPrincipal,
} from './access.ts';
import { grantAlone, withCompanions } from './companions.ts';
import { containerResources } from './containers.ts';
import { service, serviceNetwork } from './ecs.ts';
import { below, type From, propertiesOf } from './fields.ts';
import { groupWithRules, looseRules, type Made } from './groups.ts';
import { kubernetesObject } from './kubernetes.ts';
import { isLeftOut } from './left-out.ts';
import { groupTypes, machineResources } from './machines.ts';
import { longestKnown, Paths, withWrittenPaths } from './paths.ts';
import { referencesOf } from './references.ts';
import { type TerraformResource, terraformResources } from './resources.ts';
import { linkedService, routeResources } from './routes.ts';
import { startedTask } from './schedules.ts';

export function terraformItems(document: JsonObject): readonly Item[] {
  const resources = terraformResources(document);
  const plan: TerraformPlan = { resources, ...referencesOf(document, resources) };
  const places = new Map(resources.map(({ address, place }) => [address, place]));
  const template = new Map<string, Made>();
  const objects: Item[] = [];
  const told = toldWithPrincipal(plan);
  for (const resource of resources) {
    if (resource.data || told.has(resource)) continue;
    const paths = new Paths(resource.address);
    const object = kubernetesObject(resource, paths);
    if (object !== null) objects.push({ ...item(object), translation: translationOf(() => paths, places) });
    else for (const [id, made] of madeOrLeft(resource, plan, paths)) template.set(id, made);
  }
  const byPath = new Map(
    [...template].flatMap(([id, { paths }]) => [
      [join('Resources', id, 'Properties'), paths] as const,
      [join('Resources', id, 'Properties', 'LaunchTemplateData'), paths] as const,
    ]),
  );
  // The readings of a template begin with the path of their resource.
  const translation = translationOf((path) => byPath.get(path) ?? null, places);
  return template.size === 0 ? objects : [{ ...item(templateOf(template)), translation }, ...objects];
}

const item = (value: Json): Item => ({ value, path: '', account: null });

function templateOf(template: ReadonlyMap<string, Made>): JsonObject {
  const resources = [...template].map(
    ([address, { type, properties }]) => [address, { Type: type, Properties: properties }] as const,
  );
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: Object.fromEntries(resources) };
}

function translationOf(
  pathsOf: (path: string) => Paths | null,
  places: ReadonlyMap<string, string>,
): Translation {
  return {
    written: (reading) => {
      const paths = pathsOf(reading.path);
      if (paths === null) return reading;
      return {
        ...reading,
        path: '',
        subjects: reading.subjects.map((subject) => withWrittenPaths(subject, paths)),
      };
    },
    spot: (path) => spotOf(path, places),
  };
}

/** `aws_ecs_service.web.launch_type` stands at the resource's values: the longest address that the path begins with. */
function spotOf(path: string, places: ReadonlyMap<string, string>): string {
  const known = longestKnown(path, places);
  return known === null ? path : `${known.found}${path.slice(known.end)}`;
}

/** What nothing makes anything of stands in the template by its own type: there it is told as left out. */
function madeOrLeft(
  resource: TerraformResource,
  plan: TerraformPlan,
  paths: Paths,
): ReturnType<typeof madeOf> {
  const made = madeOf(resource, plan, paths);
  if (made.length > 0 || !isLeftOut(resource)) return made;
  return [[resource.address, { type: resource.type, properties: {}, paths }]];
}

/** What a resource is in the template, by id there; a rule of a group for each of its sources. */
function madeOf(
  resource: TerraformResource,
  plan: TerraformPlan,
  paths: Paths,
): readonly (readonly [id: string, made: Made])[] {
  const routes = routeResources(resource, plan);
  if (routes !== null) return routes.map(([id, made]) => [id, { ...made, paths }]);
  const single =
    containerOf(resource, plan, paths) ?? accessOf(resource, plan, paths) ?? machineOf(resource, plan, paths);
  return single === null ? looseRules(resource, plan) : [[resource.address, { ...single, paths }]];
}

type Single = Omit<Made, 'paths'>;

function containerOf(resource: TerraformResource, plan: TerraformPlan, paths: Paths): Single | null {
  const from: From = { values: resource.values, written: resource.address, made: '', paths };
  if (resource.type === 'aws_ecs_service') return serviceOf(from, resource, plan);
  const started = startedTask(from, resource, plan);
  if (started !== null) {
    if (started.definition !== null) paths.completedBy(definitionPaths(started.definition));
    return { type: 'AWS::Scheduler::Schedule', properties: started.properties };
  }
  const container = own(containerResources, resource.type);
  if (container === null) return grantAlone(resource, plan, paths);
  const [type, fields] = container;
  return withCompanions(resource, plan, { type, properties: propertiesOf(from, fields), paths });
}

function accessOf(resource: TerraformResource, plan: TerraformPlan, paths: Paths): Single | null {
  const principal = own(principalResources, resource.type);
  if (principal !== null) return { type: principal, properties: principalProperties(resource, plan, paths) };
  if (!isPolicyResource(resource.type)) return null;
  const type = resource.type === 'aws_iam_policy' ? 'AWS::IAM::ManagedPolicy' : 'AWS::IAM::Policy';
  return { type, properties: policyProperties(resource, plan, paths) };
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}

/** A service names its definition; where that is in the plan, by reference. */
function serviceOf(from: From, resource: TerraformResource, plan: TerraformPlan): Single {
  const { properties, network } = linkedService(
    resource,
    plan,
    propertiesOf(from, service),
    propertiesOf(from, serviceNetwork),
  );
  from.paths.set('NetworkConfiguration.AwsvpcConfiguration', below(from.written, 'network_configuration[0]'));
  from.paths.set('NetworkConfiguration', below(from.written, 'network_configuration'));
  const { task_definition: named } = resource.values;
  const definition =
    plan.referred(resource, 'task_definition', 'aws_ecs_task_definition')[0] ??
    (typeof named === 'string' ? definitions(plan).get(named) : undefined);
  if (definition !== undefined) from.paths.completedBy(definitionPaths(definition));
  return {
    type: 'AWS::ECS::Service',
    properties: {
      ...properties,
      ...(Object.keys(network).length === 0 ? {} : { NetworkConfiguration: network }),
      ...(definition === undefined ? {} : { TaskDefinition: { Ref: definition.address } }),
    },
  };
}

function definitionPaths({ values, address }: TerraformResource): Paths {
  const paths = new Paths(address);
  const [, fields = {}] = own(containerResources, 'aws_ecs_task_definition') ?? [];
  propertiesOf({ values, written: address, made: '', paths }, fields);
  return paths;
}

/** Task definitions of the plan by what a service may call them; of several the first. */
const definitions = remembered(({ resources }: TerraformPlan) => {
  const named = resources
    .filter(({ type }) => type === 'aws_ecs_task_definition')
    .flatMap((resource) => namesOf(resource.values).map((name) => [name, resource] as const));
  return new Map(named.toReversed());
});

function namesOf({ arn, family, revision }: JsonObject): readonly string[] {
  const names = [arn, family].filter((name) => typeof name === 'string');
  return typeof family === 'string' ? [...names, `${family}:${String(revision)}`] : names;
}

function machineOf(resource: TerraformResource, plan: TerraformPlan, paths: Paths): Single | null {
  if (groupTypes.has(resource.type))
    return { type: 'AWS::EC2::SecurityGroup', properties: groupWithRules(resource, plan, paths) };
  const machine = own(machineResources, resource.type);
  if (machine === null) return null;
  const [type, fields, within = ''] = machine;
  const properties = propertiesOf(
    { values: resource.values, written: resource.address, made: '', paths },
    fields,
  );
  return { type, properties: within === '' ? properties : { [within]: properties } };
}
