// The subjects of a resource as the template tells them, and what they are in each deployment that it leaves open.
// SPDX-License-Identifier: Apache-2.0
import type { Allowance, Budget } from '../../model/budget.ts';
import { type JsonObject, objectOf } from '../../model/json.ts';
import type { Subject } from '../../model/subject.ts';
import { settlerOf } from './intrinsic.ts';
import type { Chosen } from './template-conditions.ts';
import { deploymentsOf } from './template-deployments.ts';
import type { Resources, TemplateResource } from './template-resource.ts';

export interface Deployments {
  readonly template: JsonObject;
  readonly budget: Budget;
  readonly all: Resources;
}

/** Reads a resource among those of one deployment. */
export type ReadIn = (resource: TemplateResource, all: Resources) => readonly Subject[];

/** Of a file's budget: what one resource may take in one deployment. */
const ofResource: Allowance = { steps: 50_000, characters: 256 * 1024 };

/** @param related other resources that the subjects are made of */
export function inEachDeployment(
  resource: TemplateResource,
  related: readonly TemplateResource[],
  read: ReadIn,
  deployments: Deployments,
): readonly Subject[] {
  const subjects = read(resource, deployments.all);
  const parts = [resource, ...related];
  const ways = deploymentsOf(
    deployments.template,
    parts.map(({ written }) => written),
  );
  if (ways.length === 0 || subjects.length === 0) return subjects;
  const worked = once(() => ways.map((chosen) => subjectsIn(chosen, parts, read, deployments)));
  return subjects.map((subject, index) => ({
    ...subject,
    possible: once(() => sameIn(worked(), index, subjects.length)),
  }));
}

/** The subject of that place in each; none where a deployment has others. */
function sameIn(worlds: readonly (readonly Subject[])[], index: number, count: number): readonly Subject[] {
  const found = worlds.flatMap((subjects) => (subjects.length === count ? (subjects[index] ?? []) : []));
  return found.length === worlds.length ? found : [];
}

function subjectsIn(
  chosen: Chosen,
  parts: readonly TemplateResource[],
  read: ReadIn,
  deployments: Deployments,
): readonly Subject[] {
  const { template, budget, all } = deployments;
  if (!budget.take(all.size)) return [];
  const { settle } = settlerOf(template, budget.part(ofResource), chosen);
  const settled = parts.map((part) => ({ ...part, properties: objectOf(settle(part.written)) }));
  const [resource] = settled;
  const among = new Map([...all, ...settled.map((part) => [part.logicalId, part] as const)]);
  return resource === undefined ? [] : read(resource, among);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
