// Names within ECS: ARNs, clusters, families, and what findings on a task are kept on.
// SPDX-License-Identifier: Apache-2.0
import { parseArn, regionalArn, shortName } from '../../model/arn.ts';
import { type Cursor, down, plain } from './cursor.ts';
import type { Where } from './where.ts';

/** `shop` of `shop:3`, `shop` and `arn:…:task-definition/shop:3`. */
export function familyOf(definition: string | null): string | null {
  const name = shortName(definition);
  const colon = name?.indexOf(':') ?? -1;
  return name !== null && colon >= 0 ? name.slice(0, colon) : name;
}

/** What a service's findings are kept on: its ARN, or as much as is known of it. */
export function serviceIdentity(
  name: string,
  place: { account: string | null; region: string | null; cluster: string | null },
): string {
  const { cluster } = place;
  const short = cluster === null ? name : `${cluster}/${name}`;
  return (cluster === null ? null : regionalArn(place, 'ecs', `service/${short}`)) ?? short;
}

interface Names {
  readonly id: string | null;
  readonly name: string | null;
  readonly identity: string | null;
  /** The ARN that tells account and region where the caller does not. */
  readonly arn: string | null;
}

/** A document without any name of its own takes its subject.id from the caller. */
export function namesOf(where: Where, found: Names) {
  const id = where.id ?? found.id ?? where.name ?? where.unnamed ?? 'unnamed';
  return {
    id,
    name: where.name ?? found.name ?? id,
    identity: where.identity ?? found.identity ?? id,
    ...placeOf(where, found.arn),
  };
}

export function placeOf(where: Where, arn: string | null) {
  const parsed = parseArn(arn);
  return {
    account: where.account ?? parsed?.account ?? null,
    region: where.region ?? parsed?.region ?? null,
  };
}

/** Name of the cluster: the document's own comes before the caller's. */
export function clusterOf(document: Cursor, where: Where): string | null {
  return shortName(plain(down(document, 'clusterArn')) ?? plain(down(document, 'cluster')) ?? where.cluster);
}

/** `shop:3`, where the document tells its revision. */
export function revisionOf(definition: Cursor, family: string | null): string | null {
  const revision = plain(down(definition, 'revision'));
  return family === null || revision === null ? family : `${family}:${revision}`;
}
