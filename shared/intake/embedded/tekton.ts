// Tekton: the steps of a task are the containers of one pod (Tekton documentation, Tasks, TaskRuns, PipelineRuns, Pod templates).
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { unsettledMark } from '../workload/cursor.ts';
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

export const tektonKinds: ReadonlySet<string> = new Set([
  ...['Task', 'ClusterTask', 'TaskRun', 'Pipeline', 'PipelineRun', 'StepAction'],
]);

export function tektonPods(kind: string, object: Placed): readonly EmbeddedPod[] {
  const spec = below(object, 'spec');
  if (kind === 'StepAction') return [taskPod({ ...spec, value: { steps: [spec.value] } }, null)].map(atSpec);
  if (kind === 'Task' || kind === 'ClusterTask') return [taskPod(spec, null)];
  if (kind === 'TaskRun') return runPods([below(spec, 'taskSpec')], templatesOf(spec));
  const pipeline = kind === 'PipelineRun' ? below(spec, 'pipelineSpec') : spec;
  const tasks = [...each(pipeline, 'tasks'), ...each(pipeline, 'finally')].map((task) =>
    below(task, 'taskSpec'),
  );
  return kind === 'PipelineRun' ? runPods(tasks, templatesOf(spec)) : runPods(tasks, []);
}

/** The one step of a StepAction stands in its spec itself. */
function atSpec(pod: EmbeddedPod): EmbeddedPod {
  return {
    ...pod,
    origins: pod.origins.map(({ from, to }) => ({ from, to: to.replace(/\.steps\[0\]/, '') })),
  };
}

/** What a run gives to its pods, by the places of several versions of the API. */
function templatesOf(spec: Placed): readonly Placed[] {
  const perTask = each(spec, 'taskRunSpecs').flatMap((one) => [
    below(one, 'podTemplate'),
    below(one, 'taskPodTemplate'),
  ]);
  return [below(spec, 'taskRunTemplate', 'podTemplate'), below(spec, 'podTemplate'), ...perTask].filter(
    ({ value }) => Object.keys(value).length > 0,
  );
}

/** Each task with each template; a run of a task that is not in the input still says what its pods are like. */
function runPods(tasks: readonly Placed[], templates: readonly Placed[]): readonly EmbeddedPod[] {
  const known = tasks.filter(({ value }) => Array.isArray(value.steps));
  if (known.length === 0) return templates.map(unseenPod);
  return known.flatMap((task) =>
    templates.length === 0 ? [taskPod(task, null)] : templates.map((one) => taskPod(task, one)),
  );
}

function unseenPod(template: Placed): EmbeddedPod {
  const containers = unsettledMark('the steps of the task are not in the input');
  const pod = podOf({ spec: template, containers: [], place: template.path });
  return { ...pod, pod: { ...pod.pod, spec: { ...template.value, containers } } };
}

function taskPod(task: Placed, template: Placed | null): EmbeddedPod {
  const defaults = below(task, 'stepTemplate');
  return podOf({
    spec: template ?? placed({}, task.path),
    containers: [...each(task, 'steps').map((step) => stepOf(step, defaults)), ...each(task, 'sidecars')],
    volumes: [...each(task, 'volumes'), ...(template === null ? [] : each(template, 'volumes'))],
    place: task.path,
  });
}

/** A step has what its template says for all, where it says nothing itself. */
function stepOf(step: Placed, defaults: Placed): EmbeddedContainer {
  const inherited = Object.keys(defaults.value).filter((key) => step.value[key] === undefined);
  const limits = step.value.computeResources;
  const value: JsonObject = {
    ...defaults.value,
    ...step.value,
    ...(isObject(limits) ? { resources: limits } : {}),
  };
  const run = scripted({ value, path: step.path }, 'script', interpreterOf(objectOf(value)));
  const fields = Object.fromEntries(inherited.map((key) => [key, join(defaults.path, key)]));
  return { ...run, fields: { ...fields, ...run.fields } };
}

/** A script without a first line that says otherwise is run by sh (Tekton documentation, "Running scripts within Steps"). */
function interpreterOf({ script }: JsonObject): readonly string[] {
  const [, program, argument] =
    /^#!\s{0,4}(\S{1,100})[ \t]{0,4}(\S{0,100})/.exec(stringOf(script) ?? '') ?? [];
  if (program === undefined) return ['sh'];
  return program.endsWith('/env') && argument !== undefined && argument !== '' ? [argument] : [program];
}
