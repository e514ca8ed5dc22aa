// The resources of a Terraform plan or state, as `terraform show -json` writes them, or of a state file: each with its address and values.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { unsettledMark } from '../../workload/cursor.ts';

export interface TerraformResource {
  /** Such as `module.web["a"].aws_ecs_service.this[0]`. */
  readonly address: string;
  readonly type: string;
  /** The address without what tells instances of one resource, or of one module, apart. */
  readonly declared: string;
  readonly data: boolean;
  /** As planned: what is known only once the plan is applied is marked as unsettled. */
  readonly values: JsonObject;
  /** Where the values stand in the document. */
  readonly place: string;
}

/** Terraform's JSON output formats: "Values Representation", "Plan Representation" (developer.hashicorp.com/terraform/internals/json-format). */
export function isTerraform(value: JsonObject): boolean {
  if (typeof value.terraform_version !== 'string') return false;
  if (typeof value.format_version === 'string')
    return isObject(value.planned_values) || isObject(value.values);
  return typeof value.version === 'number' && Array.isArray(value.resources);
}

/** Resources and read data sources, in the document's order, each with an address that no other has. */
export function terraformResources(document: JsonObject): readonly TerraformResource[] {
  const times = new Map<string, number>();
  return resourcesIn(document).map((resource) => {
    const before = times.get(resource.address) ?? 0;
    times.set(resource.address, before + 1);
    // Terraform writes no address twice; whoever does must not hide one resource behind another.
    return before === 0 ? resource : { ...resource, address: `${resource.address} (${before + 1})` };
  });
}

function resourcesIn(document: JsonObject): readonly TerraformResource[] {
  if (Array.isArray(document.resources)) return ofStateFile(document.resources);
  if (!isObject(document.planned_values))
    return ofModule(objectOf(document.values).root_module, 'values.root_module');
  const open = openValues(document.resource_changes);
  const planned = ofModule(document.planned_values.root_module, 'planned_values.root_module', open);
  const known = new Set(planned.map(({ address }) => address));
  const before = ofModule(
    objectOf(objectOf(document.prior_state).values).root_module,
    'prior_state.values.root_module',
  );
  // Data sources that were read while planning stand with the state before; those that are read later only among the changes.
  const data = [...before.filter(({ data }) => data), ...laterData(document.resource_changes, open)];
  return [...planned, ...data.filter(({ address }) => !known.has(address))];
}

/** `after_unknown` by address: true wherever a value is known only after the apply. */
type Open = ReadonlyMap<string, Json>;

function openValues(changes: Json | undefined): Open {
  return new Map(
    listOf(changes).flatMap((change) => {
      const { address, change: made } = objectOf(change);
      return typeof address === 'string' ? [[address, objectOf(made).after_unknown ?? null] as const] : [];
    }),
  );
}

function laterData(changes: Json | undefined, open: Open): readonly TerraformResource[] {
  return listOf(changes).flatMap((entry, index) => {
    const { mode, change } = objectOf(entry);
    const { after } = objectOf(change);
    if (mode !== 'data' || !isObject(after)) return [];
    return resourceOf(objectOf(entry), after, `resource_changes[${index}].change.after`, open);
  });
}

/** Modules lie within modules; a document that is deeper than any configuration is refused before it comes here. */
function ofModule(
  module: Json | undefined,
  place: string,
  open: Open = new Map(),
): readonly TerraformResource[] {
  const { resources, child_modules: children } = objectOf(module);
  return [
    ...listOf(resources).flatMap((resource, index) => {
      const { values } = objectOf(resource);
      return resourceOf(objectOf(resource), objectOf(values), `${place}.resources[${index}].values`, open);
    }),
    ...listOf(children).flatMap((child, index) => ofModule(child, `${place}.child_modules[${index}]`, open)),
  ];
}

function resourceOf(
  entry: JsonObject,
  values: JsonObject,
  place: string,
  open: Open,
): readonly TerraformResource[] {
  const [address, type] = [stringOf(entry.address), stringOf(entry.type)];
  if (address === null || type === null) return [];
  const marked = objectOf(withMarks(values, open.get(address) ?? null));
  return [
    {
      ...{ address: withDeposed(address, entry.deposed_key), type, declared: declaredAddress(address) },
      ...{ data: entry.mode === 'data', values: marked, place },
    },
  ];
}

/** What was replaced and is not yet destroyed is there beside what replaced it, under one address: as Terraform itself tells it. */
function withDeposed(address: string, key: Json | undefined): string {
  return typeof key === 'string' ? `${address} (deposed object ${key})` : address;
}

/** terraform.tfstate, version 4: no documented format, but what backends keep and people have. */
function ofStateFile(resources: readonly Json[]): readonly TerraformResource[] {
  return resources.flatMap((entry, index) => {
    const { module, mode, type, name, instances } = objectOf(entry);
    if (typeof type !== 'string' || typeof name !== 'string') return [];
    const parts = [stringOf(module), mode === 'data' ? 'data' : null, type, name];
    const declared = parts.filter((part) => part !== null).join('.');
    return listOf(instances).map((instance, at) => {
      const { attributes, index_key: key, deposed } = objectOf(instance);
      const which = key === undefined || key === null ? '' : `[${JSON.stringify(key)}]`;
      return {
        ...{
          address: withDeposed(`${declared}${which}`, deposed),
          type,
          declared: declaredAddress(declared),
          data: mode === 'data',
        },
        ...{ values: objectOf(attributes), place: `resources[${index}].instances[${at}].attributes` },
      };
    });
  });
}

/** `module.web["a"].aws_ecs_service.this[0]` is `module.web.aws_ecs_service.this`. Linear: keys hold no quote that is not escaped. */
export function declaredAddress(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}

const later = 'it is known only once the plan is applied';

function withMarks(value: Json | undefined, open: Json): Json {
  if (open === true) return unsettledMark(later);
  if (Array.isArray(open)) {
    const list = listOf(value);
    const length = Math.max(list.length, open.length);
    return Array.from({ length }, (_, index) => withMarks(list[index], open[index] ?? null));
  }
  if (!isObject(open)) return value ?? null;
  const own = objectOf(value);
  const names = [...new Set([...Object.keys(own), ...Object.keys(open)])];
  const marked = names.map((name) => [name, withMarks(own[name], open[name] ?? null)] as const);
  return Object.fromEntries(marked.filter(([name, item]) => item !== null || Object.hasOwn(own, name)));
}
