// Which resources a value of a plan refers to: by the configuration's expressions, through variables and outputs of modules.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../../model/json.ts';
import { remembered } from '../../../model/remembered.ts';
import type { TerraformResource } from './resources.ts';

export interface TerraformReferences {
  /** The resources of a type that an attribute names, as the configuration says it. */
  readonly referred: (resource: TerraformResource, key: string, type: string) => readonly TerraformResource[];
  /**
   * The same of an attribute within blocks (`network_configuration[0].subnets`), where nothing else can be meant: null where
   * the configuration chooses among several resources by a condition.
   */
  readonly linked: (
    resource: TerraformResource,
    path: string,
    type: string,
  ) => readonly TerraformResource[] | null;
  /** Whether the configuration says anything of an attribute or block; true where there is no configuration to ask. */
  readonly says: (resource: TerraformResource, key: string) => boolean;
}

/** Modules within modules whose variables pass something on: none is deeper in practice. */
const deepest = 8;

export function referencesOf(
  document: JsonObject,
  resources: readonly TerraformResource[],
): TerraformReferences {
  const root = objectOf(objectOf(document.configuration).root_module);
  const byDeclared = Map.groupBy(resources, ({ declared }) => declared);
  const expressionsOf = ({ declared }: TerraformResource) => {
    const { path, name } = partsOf(declared);
    const own = configured(moduleAt(root, path)).get(name);
    return { path, expressions: isObject(own?.expressions) ? own.expressions : null };
  };
  return {
    referred: (resource, key, type) => {
      const { path, expressions } = expressionsOf(resource);
      const named = stringsOf(objectOf(objectOf(expressions)[key]).references);
      const seen = new Set<string>();
      const found = named.flatMap((reference) => targets({ root, path, reference, left: deepest, seen }));
      const candidates = [...new Set(found)].flatMap((declared) => byDeclared.get(declared) ?? []);
      return sameInstance(
        resource,
        candidates.filter((one) => one.type === type),
      );
    },
    linked: (resource, within, type) => {
      const { path, expressions } = expressionsOf(resource);
      const named = expressionsAt(objectOf(expressions), within).flatMap(({ references }) =>
        stringsOf(references),
      );
      const each = named
        .filter((reference) => !/^(?:count|each)\./.test(reference))
        .map((reference) => {
          const found = targets({ root, path, reference, left: deepest, seen: new Set() });
          return found
            .flatMap((declared) => byDeclared.get(declared) ?? [])
            .filter((one) => one.type === type);
        });
      const found = [...new Set(each.flat())];
      const declared = new Set(found.map((one) => one.declared));
      // What is known only later depends on what is made now: of one resource beside settings it is this one.
      const certain = declared.size === 1 || !each.some((one) => one.length === 0);
      return found.length > 0 && certain ? sameInstance(resource, found) : null;
    },
    says: (resource, key) => {
      const { expressions } = expressionsOf(resource);
      return expressions === null || Object.hasOwn(expressions, key);
    },
  };
}

/** The expressions at a path of blocks: `forward[0].target_group[1].arn`; without a number, of each block. */
function expressionsAt(expressions: JsonObject, path: string): readonly JsonObject[] {
  return path.split('.').reduce<readonly JsonObject[]>(
    (all, part) => {
      const [, name = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(part) ?? [];
      return all.flatMap((one) => {
        const value = one[name];
        if (!Array.isArray(value)) return [objectOf(value)];
        return (index === undefined ? value : value.slice(Number(index), Number(index) + 1)).map(objectOf);
      });
    },
    [expressions],
  );
}

/** What a module's configuration says of its resources, by their names in it. Worked out once for a module. */
const configured = remembered((module: JsonObject) => {
  const named = listOf(module.resources).map(objectOf);
  // The first of two that bear one address counts, of which no configuration has any.
  return new Map(named.toReversed().map((resource) => [resource.address, resource]));
});

/** Of the instances of one resource the one with the same key, where there is one: `for_each` over the same set. */
function sameInstance(
  resource: TerraformResource,
  candidates: readonly TerraformResource[],
): readonly TerraformResource[] {
  const key = keysOf(resource.address);
  const same = candidates.filter(({ address }) => keysOf(address) === key);
  return same.length > 0 ? same : candidates;
}

function keysOf(address: string): string {
  return [...address.matchAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g)].map(([key]) => key).join('');
}

/** `module.a.module.b.aws_iam_role.x` lies in module a, b and is `aws_iam_role.x` there. */
function partsOf(declared: string): { readonly path: readonly string[]; readonly name: string } {
  const parts = declared.split('.');
  const path: string[] = [];
  while (parts[0] === 'module' && parts[1] !== undefined) path.push(...parts.splice(0, 2).slice(1));
  return { path, name: parts.join('.') };
}

function moduleAt(root: JsonObject, path: readonly string[]): JsonObject {
  return path.reduce((module, name) => objectOf(callOf(module, name).module), root);
}

function callOf(module: JsonObject, name: string): JsonObject {
  return objectOf(objectOf(module.module_calls)[name]);
}

interface Asked {
  readonly root: JsonObject;
  readonly path: readonly string[];
  readonly reference: string;
  readonly left: number;
  /** What was followed already: expressions that name each other many times would take for ever. */
  readonly seen: Set<string>;
}

/** The declared addresses of the resources behind a reference. */
function targets({ root, path, reference, left, seen }: Asked): readonly string[] {
  const step = JSON.stringify([path, reference]);
  if (left === 0 || seen.has(step)) return [];
  seen.add(step);
  const [first = '', second = '', third = '', fourth = ''] = reference.split(/[.[]/);
  const follow = (to: readonly string[], expression: JsonObject) =>
    stringsOf(expression.references).flatMap((next) =>
      targets({ root, path: to, reference: next, left: left - 1, seen }),
    );
  if (first === 'var') {
    const outside = path.slice(0, -1);
    const call = callOf(moduleAt(root, outside), path.at(-1) ?? '');
    return path.length === 0 ? [] : follow(outside, objectOf(objectOf(call.expressions)[second]));
  }
  if (first === 'module') {
    const output = third === '' || third.endsWith(']') ? fourth : third;
    const inside = [...path, second];
    return follow(inside, objectOf(objectOf(objectOf(moduleAt(root, inside).outputs)[output]).expression));
  }
  const name = first === 'data' ? `data.${second}.${third}` : `${first}.${second}`;
  const prefix = path.flatMap((module) => ['module', module]).join('.');
  return stringOf(second) === null ? [] : [prefix === '' ? name : `${prefix}.${name}`];
}
