// Argo Workflows: each template that runs a container is a pod (Argo Workflows, field reference, Template).
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import {
  below,
  type EmbeddedContainer,
  type EmbeddedPod,
  each,
  type Placed,
  placed,
  podOf,
  scripted,
} from './pod.ts';
import { withPatches } from './pod-patch.ts';

/** Where each kind keeps the workflow. */
export const argoPlaces: Readonly<Record<string, readonly string[]>> = table({
  Workflow: ['spec'],
  WorkflowTemplate: ['spec'],
  ClusterWorkflowTemplate: ['spec'],
  CronWorkflow: ['spec', 'workflowSpec'],
});

// What the workflow gives to its pods, and a template may say for its own.
const shared = [
  'hostNetwork',
  'securityContext',
  'serviceAccountName',
  'automountServiceAccountToken',
  'nodeSelector',
];

export function argoPods(workflow: Placed): readonly EmbeddedPod[] {
  return templatesIn(workflow.value, workflow.path).map((template) => podFor(template, workflow));
}

/** Templates stand in a list, within steps and tasks (`inline`), and as defaults of the others. */
function templatesIn(value: Json | undefined, path: string): readonly Placed[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => templatesIn(item, join(path, index)));
  if (!isObject(value)) return [];
  const own = isTemplate(value) ? [placed(value, path)] : [];
  return [...own, ...Object.entries(value).flatMap(([key, child]) => templatesIn(child, join(path, key)))];
}

function isTemplate({ container, script, containerSet }: JsonObject): boolean {
  const runs = [container, script].some((one) => isObject(one) && typeof one.image === 'string');
  return runs || (isObject(containerSet) && Array.isArray(containerSet.containers));
}

function podFor(template: Placed, workflow: Placed): EmbeddedPod {
  const said = (key: string) =>
    template.value[key] === undefined ? workflow.value[key] : template.value[key];
  const spec = Object.fromEntries(shared.map((key) => [key, said(key)]));
  const pod = podOf({
    spec: placed(spec, template.path),
    containers: [...mains(template), ...each(template, 'sidecars')],
    initContainers: each(template, 'initContainers'),
    volumes: [...each(workflow, 'volumes'), ...each(template, 'volumes')],
    metadata: below(template, 'metadata'),
    place: template.path,
  });
  const inherited = shared.filter(
    (key) => template.value[key] === undefined && workflow.value[key] !== undefined,
  );
  const moved = inherited.map((key) => ({ from: `spec.${key}`, to: join(workflow.path, key) }));
  return withPatches({ ...pod, origins: [...pod.origins, ...moved] }, [workflow, template]);
}

function mains(template: Placed): readonly EmbeddedContainer[] {
  const script = below(template, 'script');
  const command = Array.isArray(script.value.command) ? script.value.command : [];
  const interpreter = command.filter((word): word is string => typeof word === 'string');
  return [
    ...(isObject(template.value.container) ? [named(below(template, 'container'), 'main')] : []),
    ...(isObject(template.value.script) ? [named(scripted(script, 'source', interpreter), 'main')] : []),
    ...each(below(template, 'containerSet'), 'containers'),
  ];
}

function named(container: EmbeddedContainer, name: string): EmbeddedContainer {
  return { ...container, value: { name, ...container.value } };
}
