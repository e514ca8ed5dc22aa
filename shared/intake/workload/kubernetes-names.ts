// Names of Kubernetes objects.
// SPDX-License-Identifier: Apache-2.0
import { joined } from '../../model/joined.ts';
import { type Cursor, down, plain } from './cursor.ts';
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
