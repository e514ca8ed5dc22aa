// What is set for a whole ECR registry, read as its API shows it: its policy, replication, scanning, pull-through cache rules.
// SPDX-License-Identifier: Apache-2.0
import { type ArnHome, regionalArn } from '../../model/arn.ts';
import { type At, at, unsettled } from '../../model/at.ts';
import type { RegistryScanning } from '../../model/detection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Repository } from '../../model/platform.ts';
import type { PullThrough, RegistryPart, Replication } from '../../model/registry-parts.ts';
import { table } from '../../model/table.ts';
import { type Cursor, cursor, down, items, settledString, unsettledReason } from '../workload/cursor.ts';
import { blankRepository } from './blank.ts';

/** The policy of the whole registry. */
export function registryPolicy(home: ArnHome, policy: At<string | null>): Repository {
  const id = regionalArn(home, 'ecr', 'registry') ?? 'registry';
  return { ...registryOf(home, 'registry', id), policy };
}

/** `registry/replication`, `registry/pull-through-cache/docker-hub`: kept apart, since one call sets one of them. */
export function registryPart(home: ArnHome, name: string, part: RegistryPart): Repository {
  return { ...registryOf(home, name, regionalArn(home, 'ecr', name) ?? name), part };
}

/** What a registry scans by itself; `value` null: the call does not tell. */
export function registryScanned(home: ArnHome, scanning: At<RegistryScanning | null>): Repository {
  const name = 'registry/scanning';
  return { ...registryOf(home, name, regionalArn(home, 'ecr', name) ?? name), registryScanning: scanning };
}

/** Tags and scanning on push are the repositories' own: nothing to judge here. */
function registryOf(home: ArnHome, name: string, id: string): Repository {
  return {
    ...blankRepository(home, name, ''),
    ...{ id, identity: id, registry: true, policy: at(null, ''), tagMutability: at(null, '') },
    ...{ mutabilityExclusions: at([], ''), scanOnPush: at(null, '') },
  };
}

export const replicationName = 'registry/replication';
export const pullThroughName = (prefix: string) => `registry/pull-through-cache/${prefix}`;

/** Of `{ replicationConfiguration }` (Amazon ECR API Reference, PutReplicationConfiguration). */
export function replicationOf(value: JsonObject): Replication {
  const rules = down(cursor(value), 'replicationConfiguration', 'rules');
  const destinations = items(rules).flatMap((rule) => items(down(rule, 'destinations')));
  return {
    kind: 'replication',
    destinations: listAt(
      rules,
      destinations.map((one) => settledString(down(one, 'registryId'))),
    ),
  };
}

/** Hosts of the names that a rule may give in place of an address (Amazon ECR API Reference, CreatePullThroughCacheRule). */
const upstreams: Readonly<Record<string, string>> = table({
  'docker-hub': 'registry-1.docker.io',
  'ecr-public': 'public.ecr.aws',
  'github-container-registry': 'ghcr.io',
  'gitlab-container-registry': 'registry.gitlab.com',
  k8s: 'registry.k8s.io',
  quay: 'quay.io',
});

/** Of `{ ecrRepositoryPrefix, upstreamRegistryUrl, upstreamRegistry }`. */
export function pullThroughOf(value: JsonObject): PullThrough {
  const from = cursor(value);
  const url = settledString(down(from, 'upstreamRegistryUrl'));
  if (url.value !== null || url.unsettled !== undefined) return { kind: 'pull-through', upstream: url };
  const named = settledString(down(from, 'upstreamRegistry'));
  const host = named.value === null ? null : (upstreams[named.value] ?? null);
  return { kind: 'pull-through', upstream: { ...named, value: host } };
}

/** A list that a template leaves open holds nothing that could be read. */
function listAt<T>(from: Cursor, list: readonly T[]) {
  const open = unsettledReason(from.value);
  return open === null ? at(list, from.path) : unsettled(list, from.path, open);
}
