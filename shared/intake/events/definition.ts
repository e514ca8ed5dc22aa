// Workloads that are made from a task definition which the event only names.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, stringOf } from '../../model/json.ts';
import { type Pending, pending } from '../../model/observation.ts';
import type { Workload } from '../../model/workload.ts';
import { cursor } from '../workload/cursor.ts';
import { fromService } from '../workload/ecs.ts';
import { tagList } from '../workload/tags.ts';
import type { Where } from '../workload/where.ts';

type Tags = Readonly<Record<string, string>> | null;
type Build = (definition: JsonObject | null, tags: Tags) => Workload | readonly (Workload | Pending)[];

/** Asks for the definition `name` (null: the event names none) and builds from it, or from null where it cannot be had. */
export function withDefinition(
  home: { readonly account: string | null; readonly region: string | null },
  name: string | null,
  build: Build,
): Pending {
  const { account, region } = home;
  return pending({ fact: 'task-definition', account, region, name: name ?? '' }, (answer) => {
    const built = answer.ok
      ? build(answer.value.definition, tagList(cursor(answer.value.tags)))
      : build(null, null);
    return 'kind' in built ? [built] : built;
  });
}

/**
 * The service as ECS describes it, with the definition that it runs; nothing where it is deleted; where it cannot be had, what
 * `unseen` gives.
 */
export function describedService(name: string, where: Where, unseen: () => readonly Workload[]): Pending {
  const { account, region, cluster } = where;
  return pending({ fact: 'service', account, region, cluster, name }, (answer) => {
    if (!answer.ok) return unseen();
    if (isDeleted(answer.value)) return [];
    const definition = stringOf(answer.value.taskDefinition);
    return [
      withDefinition(where, definition, (found, tags) =>
        fromService(answer.value, found, { ...where, tags }),
      ),
    ];
  });
}

/** Deleted, and shown a while longer; its last tasks are judged by themselves (ECS API reference, DeleteService). */
function isDeleted({ status }: JsonObject): boolean {
  return status === 'DRAINING' || status === 'INACTIVE';
}
