// Takes administration of a cluster away where Kubernetes gives it: by the aws-auth ConfigMap, or by a ClusterRoleBinding.
// SPDX-License-Identifier: Apache-2.0
import { parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import { objectsOf } from '../../../gather/api.ts';
import { nameOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { type OfflinePlan, one } from '../../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { clusterOf } from '../../platform/kubernetes-objects.ts';

const through = ' through the aws-auth ConfigMap';

/** Principals that the evidence of cluster-admin-entries finds in aws-auth: `<ARN> administers <cluster> through …`. */
export function mappedIn({ evidence }: Finding): readonly string[] {
  return evidence.flatMap(({ message }) =>
    message.endsWith(through) ? [message.slice(0, message.indexOf(' administers '))] : [],
  );
}

/** The mappings of those principals, taken out of the list that EKS goes by beside its access entries. */
export async function planAwsAuth(
  finding: Finding,
  principals: readonly string[],
  planning: Planning,
): Promise<Plan> {
  const at = awsAuthOf(nameOf(finding.subject.id));
  const read = call('kubernetes', 'readCoreV1NamespacedConfigMap', at);
  const data = objectOf((await planning.reader.get(read.service, read.operation, read.parameters)).data);
  const now = await planning.state(read);
  const steps = [
    { key: 'mapRoles', arn: 'rolearn' },
    { key: 'mapUsers', arn: 'userarn' },
  ].flatMap(({ key, arn }) => {
    const text = stringOf(data[key]);
    const without = text === null ? null : withoutMappings(text, arn, principals);
    return text === null || without === null ? [] : [{ key, text, without }];
  });
  if (steps.length === 0) return changed('no mapping of aws-auth gives what was found');
  const patch = (from: 'text' | 'without', to: 'text' | 'without') =>
    patchMap(
      at,
      steps.flatMap((step) => [
        { op: 'test', path: `/data/${step.key}`, value: step[from] },
        { op: 'replace', path: `/data/${step.key}`, value: step[to] },
      ]),
    );
  const after = Object.fromEntries(steps.map(({ key, without }) => [key, without]));
  return {
    words: `take ${principals.map(nameOf).join(', ')} out of aws-auth in cluster ${at.cluster}`,
    calls: [patch('text', 'without')],
    ...kept(change(`aws-auth of cluster ${at.cluster}`, read, now, after)),
    undo: [patch('without', 'text')],
  };
}

export function planAwsAuthOffline(cluster: string): OfflinePlan {
  return one('take the mapping out of aws-auth', patchMap(awsAuthOf(cluster), null));
}

function awsAuthOf(cluster: string) {
  return { cluster, namespace: 'kube-system', name: 'aws-auth' };
}

function patchMap(at: JsonObject, body: readonly JsonObject[] | null) {
  return call('kubernetes', 'patchCoreV1NamespacedConfigMap', { ...at, body });
}

/** The list without what it maps those principals to, everything else as it is spelt; null: nothing is mapped, or it is no list. */
function withoutMappings(text: string, key: string, principals: readonly string[]): string | null {
  const document = parseDocument(text);
  const list = document.contents;
  if (document.errors.length > 0 || !(list instanceof YAMLSeq)) return null;
  const left = list.items.filter((item) => {
    const arn = item instanceof YAMLMap ? item.get(key) : null;
    return typeof arn !== 'string' || !principals.includes(arn);
  });
  if (left.length === list.items.length) return null;
  list.items = left;
  return left.length === 0 ? '[]\n' : document.toString();
}

/** One subject, taken out of the ClusterRoleBindings that the evidence names: `<binding> makes <subject> an administrator …`. */
export async function planBinding(finding: Finding, planning: Planning): Promise<Plan> {
  const cluster = clusterOf(finding);
  const bindings = finding.evidence.map(({ message }) =>
    message.slice(0, Math.max(0, message.indexOf(' makes '))),
  );
  const steps = [];
  for (const name of new Set(bindings.filter((one) => one !== ''))) {
    const step = await bindingStep({ cluster, name }, finding.subject.id, planning);
    if (step !== null) steps.push(step);
  }
  if (steps.length === 0) return changed('no ClusterRoleBinding gives what was found');
  return {
    words: `take ${finding.subject.id} out of ${steps.map(({ name }) => `ClusterRoleBinding ${name}`).join(', ')}`,
    calls: steps.map(({ send }) => send),
    ...kept(...steps.map((step) => step.change)),
    undo: steps.map(({ undo }) => undo),
  };
}

export function planBindingOffline({ cluster, evidence }: Finding): OfflinePlan {
  const name = evidence[0]?.message.split(' makes ', 1)[0] ?? null;
  return one('take it out of the binding', patchSubjects({ cluster, name }, null));
}

function patchSubjects(at: JsonObject, body: readonly JsonObject[] | null) {
  return call('kubernetes', 'patchRbacAuthorizationV1ClusterRoleBinding', { ...at, body });
}

async function bindingStep(
  at: { readonly cluster: string; readonly name: string },
  id: string,
  planning: Planning,
) {
  const read = call('kubernetes', 'readRbacAuthorizationV1ClusterRoleBinding', at);
  const binding = await planning.reader.find(read.service, read.operation, read.parameters);
  const subjects = objectsOf(binding?.subjects);
  const left = subjects.filter((subject) => idOf(subject) !== id);
  if (left.length === subjects.length) return null;
  const patch = (from: readonly JsonObject[], to: readonly JsonObject[]) =>
    patchSubjects(at, [
      { op: 'test', path: '/subjects', value: listOf(from) },
      { op: 'replace', path: '/subjects', value: listOf(to) },
    ]);
  const now = await planning.state(read);
  return {
    name: at.name,
    send: patch(subjects, left),
    undo: patch(left, subjects),
    change: change(`subjects of ClusterRoleBinding ${at.name}`, read, now, { subjects: left }),
  };
}

/** As the subject of a finding is named: `ServiceAccount/shop/deployer`, `User/default/kim`. */
function idOf({ kind, namespace, name }: JsonObject): string {
  const place = kind === 'ServiceAccount' ? (stringOf(namespace) ?? 'default') : 'default';
  return `${kind}/${place}/${name}`;
}
