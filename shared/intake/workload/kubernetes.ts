// Kubernetes pods and pod templates as a Workload.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import { type At, at, join } from '../../model/at.ts';
import { type JsonObject, stringMapOf } from '../../model/json.ts';
import type { Isolation, PlacedText, Workload, WorkloadNetwork } from '../../model/workload.ts';
import {
  type Cursor,
  cursor,
  down,
  either,
  items,
  plain,
  settledBoolean,
  settledFlag,
  settledList,
  settledNumber,
  settledNumbers,
  settledString,
  settledText,
  timeOf,
  unsettledMark,
  unsettledReason,
} from './cursor.ts';
import { limitsOf } from './kubernetes-limits.ts';
import { namespaceOf, objectId, objectName } from './kubernetes-names.ts';
import { placementOf } from './kubernetes-placement.ts';
import { containersOf } from './kubernetes-pod.ts';
import { numeric, seLinuxOf } from './kubernetes-security.ts';
import { volumesOf } from './kubernetes-volumes.ts';
import { textsOf, textsWithin } from './texts.ts';
import type { Where } from './where.ts';

const template = ['spec', 'template'];

/** Where each kind keeps its pod. */
const podPlaces: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['PodTemplate', ['template']],
  ['Deployment', template],
  ['ReplicaSet', template],
  ['StatefulSet', template],
  ['DaemonSet', template],
  ['ReplicationController', template],
  ['Job', template],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

const groups: ReadonlySet<string> = new Set(['v1', 'apps', 'batch', 'extensions']);

/** True for the kinds that hold a pod, of Kubernetes' own API groups: others call different things a Job. */
export function isWorkloadKind(kind: unknown, apiVersion: unknown): boolean {
  if (typeof kind !== 'string' || !podPlaces.has(kind)) return false;
  return typeof apiVersion !== 'string' || groups.has(apiVersion.split('/', 1)[0] ?? '');
}

/** Keys from an object of the kind to its pod, which holds `metadata` and `spec`. */
export function podPlaceOf(kind: string): readonly string[] {
  return podPlaces.get(kind) ?? [];
}

/** An object of which only the names are told: all else about it is not known, for `reason`. */
export function unseenObject(
  {
    kind,
    name,
    namespace,
  }: { readonly kind: string; readonly name: string; readonly namespace: string | null },
  reason: string,
): JsonObject {
  const hidden = unsettledMark(reason);
  return { kind, metadata: { name, namespace, labels: hidden }, spec: hidden };
}

/**
 * A Pod or an object that holds a pod template; null for any other kind.
 * Never throws: what is missing has the platform's default, what is of another type is marked as not known. Whom it says it belongs
 * to counts only where that is confirmed (`where.owner`).
 */
export function fromKubernetesObject(object: JsonObject, where: Where): Workload | null {
  const { kind } = object;
  const place =
    typeof kind === 'string' && isWorkloadKind(kind, object.apiVersion) ? podPlaces.get(kind) : undefined;
  if (typeof kind !== 'string' || place === undefined) return null;
  const root = cursor(object);
  const pod = down(root, ...place);
  const metadata = down(root, 'metadata');
  const life = {
    createdAt: kind === 'Pod' ? timeOf(down(metadata, 'creationTimestamp')) : null,
    everyHost: kind === 'DaemonSet' || where.owner?.kind === 'DaemonSet',
  };
  return {
    ...namesOf(root, kind, where),
    ...aboutPod(root, pod),
    ...podParts(pod, where),
    ...life,
    texts: textsOfPod(root, pod),
  };
}

function namesOf(root: Cursor, kind: string, where: Where) {
  const metadata = down(root, 'metadata');
  const name = objectName(metadata);
  const namespace = namespaceOf(metadata, where);
  const isPod = kind === 'Pod';
  const own = objectId(kind, namespace, name);
  return {
    kind: 'workload' as const,
    platform: 'kubernetes' as const,
    source: where.source ?? (isPod ? ('pod' as const) : ('pod-template' as const)),
    objectKind: where.objectKind ?? kind,
    id: where.id ?? own,
    name: where.name ?? name,
    identity: where.identity ?? where.owner?.identity ?? own,
    instance: where.instance ?? (isPod && !name.endsWith('*') ? name : null),
    uid: plain(down(metadata, 'uid')),
    ownIdentity: where.owner === undefined ? null : own,
    account: where.account,
    region: where.region,
    cluster: shortName(where.cluster),
    namespace,
    running: where.running,
    definition: null,
    family: null,
  };
}

/** Labels and annotations of the pod, laid over those of the object around it. */
function aboutPod(root: Cursor, pod: Cursor): Pick<Workload, 'tags' | 'annotations'> {
  const outer = down(root, 'metadata');
  const inner = down(pod, 'metadata');
  const untold = [outer, inner].some((metadata) => unsettledReason(down(metadata, 'labels').value) !== null);
  const merged = (key: string) => ({
    ...stringMapOf(down(outer, key).value),
    ...stringMapOf(down(inner, key).value),
  });
  return { tags: untold ? null : merged('labels'), annotations: merged('annotations') };
}

/** A former object may stand whole in an annotation. */
function textsOfPod(root: Cursor, pod: Cursor): readonly PlacedText[] {
  const metadata = root.value === pod.value ? [root] : [root, pod];
  const annotated = metadata.flatMap((one) => {
    const annotations = down(one, 'metadata', 'annotations');
    return Object.entries(stringMapOf(annotations.value)).flatMap(([name, text]) =>
      textsWithin(text, join(annotations.path, name)),
    );
  });
  const spec = down(pod, 'spec');
  const lists = ['containers', 'initContainers', 'ephemeralContainers'];
  const containers = lists.flatMap((list) =>
    items(down(spec, list)).flatMap((container) => textsOf(container, ['args', 'command', 'env'])),
  );
  return [...annotated, ...containers, ...textsOf(spec, lists)];
}

function podParts(pod: Cursor, where: Where) {
  const spec = down(pod, 'spec');
  const context = down(spec, 'securityContext');
  const hostNetwork = settledBoolean(down(spec, 'hostNetwork'), false);
  return {
    os: osOf(spec),
    containers: containersOf(pod),
    volumes: volumesOf(spec),
    isolation: isolationOf(spec, hostNetwork),
    network: networkOf(pod, hostNetwork),
    roles: {
      task: at(null, ''),
      execution: at(null, ''),
      serviceAccount: settledString(either(down(spec, 'serviceAccountName'), down(spec, 'serviceAccount'))),
      mountsToken: settledFlag(down(spec, 'automountServiceAccountToken')),
    },
    limits: limitsOf(down(spec, 'resources')),
    sysctls: settledList(down(context, 'sysctls'), (item) => ({
      name: settledText(down(item, 'name'), ''),
      value: plain(down(item, 'value')) ?? '',
    })),
    user: numeric(down(context, 'runAsUser')),
    runAsNonRoot: settledFlag(down(context, 'runAsNonRoot')),
    hostProcess: settledBoolean(down(context, 'windowsOptions', 'hostProcess'), false),
    seccomp: settledString(down(context, 'seccompProfile', 'type')),
    appArmor: settledString(down(context, 'appArmorProfile', 'type')),
    seLinux: seLinuxOf(down(context, 'seLinuxOptions')),
    fsGroup: settledNumber(down(context, 'fsGroup')),
    supplementalGroups: settledNumbers(down(context, 'supplementalGroups')),
    launchTypes: at([], ''),
    overrides: null,
    configuration: at([], ''),
    platformVersion: at(null, ''),
    executeCommandEnabled: at(false, ''),
    host: where.host ?? plain(down(spec, 'nodeName')),
    placement: placementOf(spec),
    threats: where.threats ?? [],
  };
}

function osOf(spec: Cursor): At<'linux' | 'windows'> {
  const name = settledString(down(spec, 'os', 'name'));
  return { ...name, value: name.value === 'windows' ? 'windows' : 'linux' };
}

function isolationOf(spec: Cursor, hostNetwork: At<boolean>): Isolation {
  const host = (key: string): At<string | null> => {
    const flag = settledBoolean(down(spec, key), false);
    return { ...flag, value: flag.value ? 'host' : null };
  };
  return {
    pid: host('hostPID'),
    ipc: host('hostIPC'),
    hostNetwork,
    shareProcess: settledBoolean(down(spec, 'shareProcessNamespace'), false),
    hostUsers: settledFlag(down(spec, 'hostUsers')),
  };
}

function networkOf(pod: Cursor, hostNetwork: At<boolean>): WorkloadNetwork {
  const addresses = items(down(pod, 'status', 'podIPs')).map((item) => plain(down(item, 'ip')));
  return {
    mode: { ...hostNetwork, value: hostNetwork.value ? 'host' : 'pod' },
    securityGroups: at([], ''),
    subnets: at([], ''),
    publicAddress: at(null, ''),
    addresses: addresses.filter((address) => address !== null),
    interfaces: [],
    service: null,
    balancedBy: at([], ''),
  };
}
