// Security contexts: what a container says, and what it inherits from its pod.
// SPDX-License-Identifier: Apache-2.0
import type { At } from '../../model/at.ts';
import type { Container, SeLinux } from '../../model/workload.ts';
import {
  type Cursor,
  down,
  either,
  isAbsent,
  settledBoolean,
  settledFlag,
  settledNumber,
  settledString,
  settledStrings,
} from './cursor.ts';

/** What a pod gives to each of its containers. */
export interface PodSecurity {
  /** `spec.securityContext`. */
  readonly context: Cursor;
  /** `metadata` of the pod or its template. */
  readonly metadata: Cursor;
  readonly windows: boolean;
}

type Security =
  | 'user'
  | 'group'
  | 'runAsNonRoot'
  | 'privileged'
  | 'readOnlyRoot'
  | 'allowPrivilegeEscalation'
  | 'capabilities'
  | 'seccomp'
  | 'appArmor'
  | 'seLinux'
  | 'procMount'
  | 'hostProcess';

/** A container's fields come before the pod's, one by one; SELinux options as a whole (Kubernetes, "Configure a Security Context"). */
export function securityOf(container: Cursor, name: string, pod: PodSecurity): Pick<Container, Security> {
  const own = down(container, 'securityContext');
  const effective = (...keys: readonly string[]) => either(down(own, ...keys), down(pod.context, ...keys));
  const windowsUser = settledString(effective('windowsOptions', 'runAsUserName'));
  return {
    user: pod.windows ? windowsUser : numeric(effective('runAsUser')),
    group: numeric(effective('runAsGroup')),
    runAsNonRoot: settledFlag(effective('runAsNonRoot')),
    privileged: settledBoolean(down(own, 'privileged'), false),
    readOnlyRoot: settledBoolean(down(own, 'readOnlyRootFilesystem'), false),
    allowPrivilegeEscalation: settledFlag(down(own, 'allowPrivilegeEscalation')),
    capabilities: {
      add: settledStrings(down(own, 'capabilities', 'add')),
      drop: settledStrings(down(own, 'capabilities', 'drop')),
    },
    seccomp: settledString(effective('seccompProfile', 'type')),
    appArmor: appArmorOf(own, name, pod),
    seLinux: seLinuxOf(effective('seLinuxOptions')),
    procMount: settledString(down(own, 'procMount')),
    hostProcess: settledBoolean(effective('windowsOptions', 'hostProcess'), false),
  };
}

/** User and group ids are numbers: another spelling of 0 must not pass for a name. */
export function numeric(from: Cursor): At<string | null> {
  const id = settledNumber(from);
  return { ...id, value: id.value === null ? null : String(id.value) };
}

const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';

/** The container's field, else the older annotation for it, else the pod's field. */
function appArmorOf(own: Cursor, name: string, pod: PodSecurity): At<string | null> {
  const field = down(own, 'appArmorProfile', 'type');
  if (!isAbsent(field)) return settledString(field);
  const annotation = down(pod.metadata, 'annotations', `${annotationPrefix}${name}`);
  if (isAbsent(annotation)) return settledString(either(field, down(pod.context, 'appArmorProfile', 'type')));
  const text = settledString(annotation);
  return { ...text, value: text.value === null ? null : profileType(text.value) };
}

/** Annotation values in the words of the field `appArmorProfile.type` (Kubernetes, "Restrict a Container's Access to Resources with AppArmor"). */
function profileType(annotation: string): string | null {
  if (annotation === '') return null;
  if (annotation === 'runtime/default') return 'RuntimeDefault';
  if (annotation === 'unconfined') return 'Unconfined';
  return annotation.startsWith('localhost/') ? 'Localhost' : annotation;
}

export function seLinuxOf(options: Cursor): SeLinux | null {
  if (isAbsent(options)) return null;
  const part = (key: string) => settledString(down(options, key));
  return { type: part('type'), user: part('user'), role: part('role') };
}
