// Volumes of a Kubernetes pod.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import { objectOf } from '../../model/json.ts';
import type { Volume } from '../../model/workload.ts';
import { type Cursor, down, items, plain, settledList, settledString } from './cursor.ts';

export function volumesOf(spec: Cursor): At<readonly Volume[]> {
  return settledList(down(spec, 'volumes'), volumeOf);
}

function volumeOf(from: Cursor): Volume {
  return volumeAt(from, plain(down(from, 'name')) ?? '');
}

/** What has the source of a volume among its fields: a pod's volume, a PersistentVolume's spec. */
export function volumeAt(from: Cursor, name: string): Volume {
  const source = sourceOf(from);
  return {
    name,
    path: from.path,
    type: kebab(source),
    hostPath: source === 'hostPath' ? settledString(down(from, 'hostPath', 'path')) : at(null, ''),
    transitEncryption: at(null, ''),
    iamAuthorization: at(null, ''),
    references: referencesOf(from),
    ...(source === 'image' ? { image: settledString(down(from, 'image', 'reference')) } : {}),
  };
}

/** One key beside the name says what the volume is; none means emptyDir (Kubernetes API reference, Volume). */
function sourceOf(from: Cursor): string {
  const keys = Object.entries(objectOf(from.value))
    .filter(([key, value]) => key !== 'name' && value !== undefined && value !== null)
    .map(([key]) => key);
  return keys.includes('hostPath') ? 'hostPath' : (keys[0] ?? 'emptyDir');
}

function kebab(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function referencesOf(from: Cursor): readonly string[] {
  const named = (place: Cursor) => [
    plain(down(place, 'secret', 'secretName')),
    plain(down(place, 'secret', 'name')),
    plain(down(place, 'configMap', 'name')),
  ];
  const projected = items(down(from, 'projected', 'sources'));
  return [from, ...projected].flatMap(named).filter((name) => name !== null);
}
