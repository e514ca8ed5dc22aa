// ECS calls: what they register, start and end, as workloads. Shapes: Amazon ECS API Reference; CloudTrail keeps its key names.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, regionalArn, shortName } from '../../../../model/arn.ts';
import { dig, isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../../model/json.ts';
import { unsettledMark } from '../../../workload/cursor.ts';
import { fromRunTask, fromService, fromTask, fromTaskDefinition } from '../../../workload/ecs.ts';
import { deploymentLinks } from '../../../workload/ecs-claim.ts';
import { fromDaemonDefinition } from '../../../workload/ecs-daemon.ts';
import { serviceIdentity } from '../../../workload/ecs-names.ts';
import type { Where } from '../../../workload/where.ts';
import { describedService, withDefinition } from '../../definition.ts';
import { endsOfTask } from '../../tasks.ts';
import { type Change, goneBy, lookAgain } from '../change.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import { ecsCluster, updatedEcsCluster } from '../ecs-cluster.ts';
import { type CloudTrailRecord, whyLeftOut } from '../record.ts';
import { anyOf, asArn } from '../request-arn.ts';

export const ecsCalls = defineCalls({
  service: 'ecs',
  platform: 'ecs',
  // What the ECS agent and the scheduler report about themselves.
  watched: allBut(
    'DiscoverPollEndpoint',
    'Poll',
    'StartTelemetrySession',
    'SubmitTaskStateChange',
    'SubmitContainerStateChange',
    'SubmitAttachmentStateChanges',
  ),
  targetOf,
  clusterOf: (record) => shortName(stringOf(record.parameters?.cluster ?? record.parameters?.clusterName)),
  changes: {
    RegisterTaskDefinition: registered,
    RegisterDaemonTaskDefinition: daemonRegistered,
    RunTask: started,
    StartTask: started,
    CreateService: serviceChanged,
    UpdateService: serviceChanged,
    CreateTaskSet: serviceChanged,
    CreateExpressGatewayService: serviceByName,
    UpdateExpressGatewayService: serviceByName,
    DeleteService: serviceDeleted,
    DeleteExpressGatewayService: serviceDeleted,
    StopTask: stopped,
    CreateCluster: ecsCluster,
    UpdateCluster: updatedEcsCluster,
    UpdateClusterSettings: updatedEcsCluster,
    DeleteCluster: (record) => {
      const { account, region } = record;
      const name = shortName(stringOf(record.parameters?.cluster)) ?? 'default';
      const request = { fact: 'cluster', account, region, platform: 'ecs', name } as const;
      return goneBy(record, regionalArn(record, 'ecs', `cluster/${name}`), (names) =>
        lookAgain(request, names),
      );
    },
  },
});

function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const answered = objectOf(record.response?.service);
  const cluster = nameOf(anyOf(request, 'cluster', 'clusterName') ?? 'default');
  const definition = objectOf(record.response?.taskDefinition);
  const task =
    anyOf(request, 'task') ?? stringOf(objectOf(listOf(record.response?.tasks)[0]).taskDefinitionArn);
  if (task !== null) return asArn(record, 'ecs', `task/${cluster}/`, task);
  const service = stringOf(answered.serviceArn) ?? anyOf(request, 'service', 'serviceName', 'serviceArn');
  if (service !== null) return asArn(record, 'ecs', `service/${cluster}/`, service);
  const registered = stringOf(definition.taskDefinitionArn) ?? anyOf(request, 'taskDefinition', 'family');
  if (registered !== null) return asArn(record, 'ecs', 'task-definition/', registered);
  return record.parameters === null ? null : asArn(record, 'ecs', 'cluster/', cluster);
}

/** ECS takes the cluster named `default` where a call names none (ECS API Reference, RunTask and CreateService). */
function whereOf(record: CloudTrailRecord, running: boolean): Where {
  const cluster = stringOf(record.parameters?.cluster);
  return { account: record.account, region: record.region, cluster: cluster ?? null, tags: null, running };
}

function withCluster(record: CloudTrailRecord, where: Where): Where {
  return where.cluster === null && record.parameters !== null ? { ...where, cluster: 'default' } : where;
}

function registered(record: CloudTrailRecord): Change {
  const where = whereOf(record, false);
  const answered = objectOf(record.response?.taskDefinition);
  const tags = record.response?.tags ?? record.parameters?.tags ?? [];
  const definition = Array.isArray(answered.containerDefinitions) ? answered : record.parameters;
  if (definition !== null) {
    const arn = answered.taskDefinitionArn;
    const whole = { ...definition, ...(arn === undefined ? {} : { taskDefinitionArn: arn }), tags };
    return { subjects: [fromTaskDefinition(whole, where)] };
  }
  const name = stringOf(answered.taskDefinitionArn) ?? stringOf(answered.family);
  return {
    pending: [
      withDefinition(record, name, (found, its) =>
        fromTaskDefinition(found ?? unsettledMark(whyLeftOut(record)), {
          ...where,
          tags: its,
          ...nameless(record, name),
        }),
      ),
    ],
  };
}

/** The answer is nothing but the ARN. */
function daemonRegistered(record: CloudTrailRecord): Change {
  const where = { ...whereOf(record, false), ...nameless(record, stringOf(record.parameters?.family)) };
  const arn = stringOf(record.response?.daemonTaskDefinitionArn);
  const definition = record.parameters ?? unsettledMark(whyLeftOut(record));
  return { subjects: [fromDaemonDefinition({ ...definition, daemonTaskDefinitionArn: arn }, where)] };
}

/** Nothing but the event names what was left out: a workload of its own, all of it unknown. */
function nameless(record: CloudTrailRecord, name: string | null): Partial<Where> {
  if (name !== null) return {};
  return { id: record.eventId, name: record.operation, identity: record.id };
}

function started(record: CloudTrailRecord): Change {
  const where = withCluster(record, whereOf(record, true));
  const tasks = listOf(record.response?.tasks).filter(isObject);
  const name = stringOf(tasks[0]?.taskDefinitionArn) ?? stringOf(record.parameters?.taskDefinition);
  const request = record.parameters;
  if (request === null && tasks.length > 0)
    return {
      pending: [
        withDefinition(record, name, (definition, tags) =>
          tasks.map((task) => fromTask(task, definition, { ...where, tags })),
        ),
      ],
    };
  const asked = {
    ...(request ?? unsettledMark(whyLeftOut(record))),
    ...(name === null ? {} : { taskDefinition: name }),
  };
  const instances = tasks.map((task) => stringOf(task.taskArn)).filter((arn) => arn !== null);
  return {
    pending: [
      withDefinition(record, name, (definition, tags) => {
        const base = { ...where, tags, ...nameless(record, name) };
        if (instances.length === 0)
          return fromRunTask(asked, definition, { ...base, running: record.response === null });
        return instances.map((instance) =>
          fromRunTask(asked, definition, { ...base, id: instance, instance }),
        );
      }),
    ],
  };
}

function serviceChanged(record: CloudTrailRecord): Change {
  const answered = objectOf(record.response?.service);
  const parameters = record.parameters ?? {};
  const service = isObject(record.response?.service) ? { ...parameters, ...answered } : record.parameters;
  const name = stringOf(answered.taskDefinition) ?? stringOf(parameters.taskDefinition);
  // Only a change of capacity, and no answer: which definition the service runs stands nowhere in the event.
  if (service === null || name === null) return serviceByName(record);
  const where = withCluster(record, whereOf(record, true));
  return {
    pending: [
      withDefinition(record, name, (definition, tags) =>
        fromService(service, definition, { ...where, tags }),
      ),
    ],
    links: deploymentLinks(answered),
  };
}

function serviceByName(record: CloudTrailRecord): Change {
  const answered = objectOf(record.response?.service);
  const { parameters } = record;
  const name =
    stringOf(answered.serviceArn) ??
    stringOf(parameters?.serviceArn) ??
    stringOf(parameters?.service) ??
    stringOf(parameters?.serviceName);
  const where = withCluster(record, whereOf(record, true));
  if (name === null)
    return {
      subjects: [
        fromService(unsettledMark(whyLeftOut(record)), null, { ...where, ...nameless(record, null) }),
      ],
    };
  const known = { ...(parameters ?? {}), ...answered };
  return { pending: [describedService(name, where, () => [fromService(known, null, where)])] };
}

function serviceDeleted(record: CloudTrailRecord): Change {
  const arn =
    stringOf(dig(record.response, 'service', 'serviceArn')) ?? stringOf(record.parameters?.serviceArn);
  const name = stringOf(record.parameters?.service);
  const where = withCluster(record, whereOf(record, true));
  const again = () => describedService(arn ?? name ?? '', where, () => []);
  if (arn !== null) return goneBy(record, arn, again);
  if (name === null) return {};
  const cluster = shortName(where.cluster);
  return goneBy(
    record,
    name.startsWith('arn:') ? name : serviceIdentity(name, { ...record, cluster }),
    again,
  );
}

function stopped(record: CloudTrailRecord): Change {
  const task = record.response?.task;
  return isObject(task) && typeof task.taskArn === 'string'
    ? { gone: endsOfTask(task, whereOf(record, true)) }
    : {};
}
