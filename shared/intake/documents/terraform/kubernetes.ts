// Resources of the Kubernetes provider as the objects they make.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, objectOf } from '../../../model/json.ts';
import { table } from '../../../model/table.ts';
import { unsettledReason } from '../../workload/cursor.ts';
import { readYaml } from '../yaml.ts';
import { below } from './fields.ts';
import type { Paths } from './paths.ts';
import type { TerraformResource } from './resources.ts';

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

const core = 'v1';
const apps = 'apps/v1';
const batch = 'batch/v1';
const rbac = 'rbac.authorization.k8s.io/v1';

/** By the provider's type without `_v1` and the like. */
const kinds: Readonly<Record<string, Kind>> = table({
  kubernetes_pod: { apiVersion: core, kind: 'Pod' },
  kubernetes_replication_controller: { apiVersion: core, kind: 'ReplicationController' },
  kubernetes_deployment: { apiVersion: apps, kind: 'Deployment' },
  kubernetes_stateful_set: { apiVersion: apps, kind: 'StatefulSet' },
  kubernetes_daemonset: { apiVersion: apps, kind: 'DaemonSet' },
  kubernetes_daemon_set: { apiVersion: apps, kind: 'DaemonSet' },
  kubernetes_job: { apiVersion: batch, kind: 'Job' },
  kubernetes_cron_job: { apiVersion: batch, kind: 'CronJob' },
  kubernetes_config_map: { apiVersion: core, kind: 'ConfigMap' },
  kubernetes_namespace: { apiVersion: core, kind: 'Namespace' },
  kubernetes_service: { apiVersion: core, kind: 'Service' },
  kubernetes_service_account: { apiVersion: core, kind: 'ServiceAccount' },
  kubernetes_persistent_volume: { apiVersion: core, kind: 'PersistentVolume' },
  kubernetes_network_policy: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  kubernetes_role: { apiVersion: rbac, kind: 'Role' },
  kubernetes_cluster_role: { apiVersion: rbac, kind: 'ClusterRole' },
  kubernetes_role_binding: { apiVersion: rbac, kind: 'RoleBinding' },
  kubernetes_cluster_role_binding: { apiVersion: rbac, kind: 'ClusterRoleBinding' },
});

/** Repeated blocks, and what the API calls their list. Every other block stands once. */
const lists: Readonly<Record<string, string>> = table({
  container: 'containers',
  init_container: 'initContainers',
  ephemeral_container: 'ephemeralContainers',
  volume: 'volumes',
  env: 'env',
  env_from: 'envFrom',
  port: 'ports',
  ports: 'ports',
  volume_mount: 'volumeMounts',
  volume_device: 'volumeDevices',
  toleration: 'tolerations',
  image_pull_secrets: 'imagePullSecrets',
  image_pull_secret: 'imagePullSecrets',
  secret: 'secrets',
  host_aliases: 'hostAliases',
  topology_spread_constraint: 'topologySpreadConstraints',
  volume_claim_template: 'volumeClaimTemplates',
  rule: 'rules',
  subject: 'subjects',
  ingress: 'ingress',
  egress: 'egress',
  from: 'from',
  to: 'to',
  items: 'items',
  sources: 'sources',
  sysctl: 'sysctls',
  match_expressions: 'matchExpressions',
  match_fields: 'matchFields',
  http_header: 'httpHeaders',
  node_selector_term: 'nodeSelectorTerms',
  readiness_gate: 'readinessGates',
});

/** Within these a block of a list's name stands once: a volume's secret, a metric's port. */
const once: Readonly<Record<string, ReadonlySet<string>>> = table({
  volume: new Set(['secret']),
  sources: new Set(['secret']),
  http_get: new Set(['port']),
  tcp_socket: new Set(['port']),
});

/** Maps whose keys are the user's. */
const maps: ReadonlySet<string> = new Set([
  ...['labels', 'annotations', 'match_labels', 'node_selector', 'data', 'binary_data', 'limits', 'requests'],
  ...['string_data', 'volume_attributes', 'options'],
]);

/** The object that the resource makes, or null where the type is none of Kubernetes. */
export function kubernetesObject(
  { type, values, address }: TerraformResource,
  paths: Paths,
): JsonObject | null {
  if (type === 'kubernetes_manifest')
    return asWritten(values.manifest ?? null, below(address, 'manifest'), paths);
  if (type === 'kubectl_manifest')
    return asWritten(yamlIn(values.yaml_body), below(address, 'yaml_body'), paths);
  const name = type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, '');
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return null;
  const converted = objectOf(blockOf(values, { made: '', written: address, within: '', paths }));
  return { ...converted, ...kind };
}

/** Both of these providers' resources take the object itself. */
function asWritten(object: Json, written: string, paths: Paths): JsonObject | null {
  if (!isObject(object) || unsettledReason(object) !== null) return null;
  for (const key of Object.keys(object)) paths.set(key, `${written}.${key}`);
  return object;
}

function yamlIn(text: Json | undefined): Json {
  const [first] = typeof text === 'string' ? readYaml(text) : [];
  return first === undefined || 'problem' in first ? null : first.value;
}

interface At {
  readonly made: string;
  readonly written: string;
  readonly within: string;
  readonly paths: Paths;
}

function blockOf(block: Json, at: At): Json {
  if (!isObject(block) || unsettledReason(block) !== null) return block;
  const entries = Object.entries(block).flatMap(([attribute, value]) => {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
    const repeated = once[at.within]?.has(attribute) !== true && Object.hasOwn(lists, attribute);
    const name = repeated ? (lists[attribute] ?? attribute) : camel(attribute);
    const here = {
      ...at,
      made: below(at.made, name),
      written: below(at.written, attribute),
      within: attribute,
    };
    at.paths.set(here.made, here.written);
    return [[name, partOf(value, repeated, here)] as const];
  });
  return Object.fromEntries(entries);
}

function partOf(value: Json, repeated: boolean, at: At): Json {
  if (!Array.isArray(value) || maps.has(at.within)) return value;
  if (!value.some((item) => isObject(item))) return value;
  const [first = null] = value;
  if (!repeated) {
    at.paths.set(at.made, `${at.written}[0]`);
    return blockOf(first, { ...at, written: `${at.written}[0]` });
  }
  return value.map((item, index) => {
    const here = { ...at, made: `${at.made}[${index}]`, written: `${at.written}[${index}]` };
    at.paths.set(here.made, here.written);
    return blockOf(item, here);
  });
}

const odd: Readonly<Record<string, string>> = table({
  host_pid: 'hostPID',
  host_ipc: 'hostIPC',
  pod_cidr: 'podCIDR',
  cluster_ip: 'clusterIP',
  external_ips: 'externalIPs',
  load_balancer_ip: 'loadBalancerIP',
  run_as_non_root: 'runAsNonRoot',
  non_resource_urls: 'nonResourceURLs',
  api_group: 'apiGroup',
});

function camel(attribute: string): string {
  return odd[attribute] ?? attribute.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
