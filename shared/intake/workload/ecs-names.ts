// Names within ECS: ARNs, clusters, families, and what findings on a task are kept on.
import { parseArn, regionalArn, shortName } from '../../model/arn.ts';
import { type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import type { Link, Owner } from '../../model/owner.ts';
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

export interface Claim {
  readonly service: string;
  /** Id of the deployment that started the task: `ecs-svc/9223370496490996860`. */
  readonly deployment: string;
}

/**
 * The service that a task says it belongs to, and the deployment of it that started it (ECS API reference, Task). Whoever calls RunTask
 * may write both, so it is for the service to confirm (`confirms`).
 */
export function claimOf(task: JsonObject): Claim | null {
  const service = /^service:([\w-]{1,255})$/.exec(stringOf(task.group) ?? '')?.[1];
  const deployment = stringOf(task.startedBy);
  return service !== undefined && deployment?.startsWith('ecs-svc/') ? { service, deployment } : null;
}

/** Does the service, as DescribeServices shows it, know the deployment (or, with another deployment controller, the task set)? */
export function confirms(service: JsonObject, claim: Claim): boolean {
  const known = [...listOf(service.deployments), ...listOf(service.taskSets)].map((one) => objectOf(one).id);
  return service.serviceName === claim.service && known.includes(claim.deployment);
}

/** The service as the owner of its tasks. */
export function serviceOwner(name: string, place: Parameters<typeof serviceIdentity>[1]): Owner {
  return { kind: 'Service', name, identity: serviceIdentity(name, place), uid: null };
}

/** What the service's own deployments say: the tasks that they start are the service's. For long ARNs, which name the cluster. */
export function deploymentLinks(service: string, deployments: readonly unknown[]): readonly Link[] {
  const arn = parseArn(service);
  const [, cluster, name] = arn?.resource.split('/') ?? [];
  if (arn === null || cluster === undefined || name === undefined) return [];
  const { account, region } = arn;
  const owner = serviceOwner(name, { account, region, cluster });
  return deployments.flatMap((one) => {
    const uid = stringOf(objectOf(one).id);
    return uid?.startsWith('ecs-svc/') ? [{ account, region, cluster, uid, identity: null, owner }] : [];
  });
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
