// One thing to judge out of a document: a document is one, a list or a wrapper holds several.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../../model/json.ts';
import { isKubernetes } from './detect.ts';
import type { Reading } from './reading.ts';
import { terraformItems } from './terraform/items.ts';
import { isTerraform } from './terraform/resources.ts';

export interface Item {
  readonly value: Json;
  /** Path from the document's root to the item: evidence paths begin behind it. */
  readonly path: string;
  /** What the wrapper says of the item: the account that owns a reservation. */
  readonly account: string | null;
  /** Where the item is made from what is written otherwise: how its readings say where things stand. */
  readonly translation?: Translation;
}

export interface Translation {
  /** The reading with its paths as they are written. */
  readonly written: (reading: Reading) => Reading;
  /** The place in the document of a path that `written` gave. */
  readonly spot: (path: string) => string;
}

const containerKey = 'containerDefinitions';

/** Paths begin with the key that the document leaves out. */
const bareContainers: Translation = {
  written: (reading) => reading,
  spot: (path) => (path.startsWith(containerKey) ? path.slice(containerKey.length) : ''),
};

/** What Terraform's `container_definitions` and `aws ecs register-task-definition --container-definitions` take: containers, and no more around them. */
function isContainerList(list: readonly Json[]): boolean {
  return list.length > 0 && list.every(isContainerDefinition);
}

function isContainerDefinition(item: Json): boolean {
  if (!isObject(item)) return false;
  const named = typeof item.name === 'string' && typeof item.image === 'string';
  return named && item.kind === undefined && item.apiVersion === undefined && item.Type === undefined;
}

// Wrappers of the AWS APIs' answers: DescribeServices, DescribeTasks, DescribeRepositories, DescribeSecurityGroups, …
const lists = [
  ...['Records', 'services', 'tasks', 'repositories', 'SecurityGroups', 'Instances', 'clusters'],
  'LaunchTemplateVersions',
];

/** The items of a document: the elements of a list or wrapper, else the document itself. */
export function itemsOf(value: Json): readonly Item[] {
  if (Array.isArray(value) && isContainerList(value))
    return [{ value: { [containerKey]: value }, path: '', account: null, translation: bareContainers }];
  if (Array.isArray(value)) return value.flatMap((item, index) => unwrapped(item, join('', index), null));
  return unwrapped(value, '', null);
}

function unwrapped(value: Json, path: string, account: string | null): readonly Item[] {
  if (!isObject(value)) return [{ value, path, account }];
  const object = isKubernetes(value);
  if (path === '' && !object && isTerraform(value)) return terraformItems(value);
  if (!object && Array.isArray(value.Reservations))
    return value.Reservations.flatMap((item, index) =>
      ofReservation(item, join(path, 'Reservations', index)),
    );
  const kind = stringOf(value.kind) ?? '';
  const key =
    kind.endsWith('List') && Array.isArray(value.items)
      ? 'items'
      : object
        ? undefined
        : lists.find((name) => Array.isArray(value[name]));
  if (key === undefined) return [{ value, path, account }];
  const itemKind = kind.slice(0, -'List'.length);
  return listOf(value[key]).flatMap((item, index) => {
    const place = join(path, key, index);
    if (key !== 'items') return [{ value: item, path: place, account }];
    // kubectl flattens a list within a list (k8s.io/cli-runtime, resource, FlattenListVisitor).
    return unwrapped(itemKind === '' ? item : named(item, itemKind, value.apiVersion), place, account);
  });
}

function ofReservation(reservation: Json, path: string): readonly Item[] {
  if (!isObject(reservation)) return [];
  const account = stringOf(reservation.OwnerId);
  return listOf(reservation.Instances).map((value, index) => ({
    value,
    path: join(path, 'Instances', index),
    account,
  }));
}

/** Items of a `PodList` leave out what the list says for all of them (Kubernetes API conventions, "Lists"). */
function named(item: Json, kind: string, apiVersion: Json | undefined): Json {
  if (!isObject(item) || typeof item.kind === 'string') return item;
  const typed: JsonObject = { ...item, kind, apiVersion: item.apiVersion ?? apiVersion };
  return typed;
}
