// Volumes of an ECS task definition.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import type { Volume } from '../../model/workload.ts';
import { type Cursor, down, isAbsent, plain, settledList, settledString } from './cursor.ts';

export function volumesOf(definition: Cursor): At<readonly Volume[]> {
  return settledList(down(definition, 'volumes'), volumeOf);
}

const configurations: readonly (readonly [key: string, type: string])[] = [
  ['efsVolumeConfiguration', 'efs'],
  ['fsxWindowsFileServerVolumeConfiguration', 'fsx-windows'],
  ['s3filesVolumeConfiguration', 's3-files'],
  ['dockerVolumeConfiguration', 'docker'],
];

function volumeOf(from: Cursor): Volume {
  const [key = '', type = 'host'] = configurations.find(([name]) => !isAbsent(down(from, name))) ?? [];
  const base = { name: plain(down(from, 'name')) ?? '', path: from.path, references: [] };
  const hostPath = type === 'docker' ? bindOf(down(from, key)) : sourceOf(down(from, 'host', 'sourcePath'));
  if (type !== 'efs')
    return {
      ...base,
      type: type === 'docker' ? driven(down(from, key)) : type,
      hostPath,
      transitEncryption: at(null, ''),
      iamAuthorization: at(null, ''),
    };
  return {
    ...base,
    type,
    hostPath,
    transitEncryption: enabled(down(from, key, 'transitEncryption')),
    iamAuthorization: enabled(down(from, key, 'authorizationConfig', 'iam')),
  };
}

/** Empty is none: Docker then places the volume itself (ECS API Reference, HostVolumeProperties). */
function sourceOf(from: Cursor): At<string | null> {
  const path = settledString(from);
  // What begins with a slash is a path of the host, wherever its gaps lead.
  if (path.text?.startsWith('/')) return { ...path, value: path.text, stands: true };
  return path.value === '' ? { ...path, value: null } : path;
}

/** Both are DISABLED where nothing is said (ECS API reference, EFSVolumeConfiguration). */
function enabled(from: Cursor): At<boolean> {
  const text = settledString(from);
  return { ...text, value: text.value?.toUpperCase() === 'ENABLED' };
}

/** Docker's `local` driver binds a path of the host when told `o: bind, device: PATH` (Docker, volume create). */
function bindOf(configuration: Cursor): At<string | null> {
  const device = settledString(down(configuration, 'driverOpts', 'device'));
  const options = plain(down(configuration, 'driverOpts', 'o')) ?? '';
  const binds = options.split(',').some((option) => option.trim() === 'bind' || option.trim() === 'rbind');
  return binds ? device : at(null, device.path);
}

/** The same driver mounts NFS when told `type: nfs`, without encryption unless an option asks for it (nfs(5), `sec`, `xprtsec`). */
function driven(configuration: Cursor): string {
  const option = (name: string) => plain(down(configuration, 'driverOpts', name)) ?? '';
  const isNfs = /^nfs\d?$/.test(option('type'));
  return isNfs && !/\b(?:sec=krb5p|xprtsec=m?tls)\b/.test(option('o')) ? 'nfs' : 'docker';
}
