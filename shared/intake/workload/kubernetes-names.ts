// Names of Kubernetes objects, and what findings on a pod are kept on: the object that made it.
import { joined } from '../../model/joined.ts';
import { type Cursor, down, items, plain } from './cursor.ts';
import type { Where } from './where.ts';

/** `metadata.name`; for a generated name its prefix and `*`. */
export function objectName(metadata: Cursor): string {
  const name = plain(down(metadata, 'name'));
  if (name !== null && name !== '') return name;
  return `${plain(down(metadata, 'generateName')) ?? ''}*`;
}

/** The object's own namespace, else the one it was sent to. */
export function namespaceOf(metadata: Cursor, where: Pick<Where, 'namespace'>): string {
  return plain(down(metadata, 'namespace')) || where.namespace || 'default';
}

export function objectId(kind: string, namespace: string, name: string): string {
  return joined('/', [kind, namespace, name]);
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

/** The object that keeps making this one, found without a look-up; itself where it has no such owner. */
export function ownerOf(metadata: Cursor, self: Named): Named {
  const owners = items(down(metadata, 'ownerReferences'));
  const owner = owners.find((item) => down(item, 'controller').value === true) ?? owners[0];
  const kind = owner && plain(down(owner, 'kind'));
  const name = owner && plain(down(owner, 'name'));
  if (!kind || !name || kind === 'Node') return self;
  const hash = plain(down(metadata, 'labels', 'pod-template-hash'));
  return ownerOfOwner({ kind, name }, hash);
}

/**
 * A Deployment's ReplicaSet is called `<deployment>-<pod-template-hash>`, a CronJob's Job `<cronjob>-<minutes since 1970>`
 * (Kubernetes documentation: Deployments, "Pod-template-hash label"; CronJob, "Job name").
 */
function ownerOfOwner(owner: Named, hash: string | null): Named {
  const { kind, name } = owner;
  if (kind === 'ReplicaSet' && hash !== null && hash !== '' && name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', name: name.slice(0, -hash.length - 1) };
  }
  const scheduled = kind === 'Job' ? /-\d{8,10}$/.exec(name) : null;
  return scheduled === null ? owner : { kind: 'CronJob', name: name.slice(0, scheduled.index) };
}
