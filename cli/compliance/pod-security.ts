// The checks of the Pod Security Standards and the controls that stand for each: https://kubernetes.io/docs/concepts/security/pod-security-standards/
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';

export interface Section {
  readonly id: string;
  /** Empty where the framework's licence keeps it. */
  readonly title: string;
  readonly standsFor: (control: Control) => boolean;
}

const checks: readonly (readonly [string, string, ...string[]])[] = [
  ['baseline/host-process', 'HostProcess', 'namespace-isolation/no-host-process'],
  [
    'baseline/host-namespaces',
    'Host namespaces',
    'namespace-isolation/no-host-namespaces',
    'segmentation/own-network-interface',
  ],
  ['baseline/privileged', 'Privileged containers', 'namespace-isolation/no-privileged'],
  ['baseline/capabilities', 'Capabilities', 'namespace-isolation/minimal-capabilities'],
  ['baseline/host-paths', 'HostPath volumes', 'namespace-isolation/no-host-paths'],
  ['baseline/host-ports', 'Host ports', 'segmentation/own-network-interface'],
  ['baseline/host-probes', 'Host probes and lifecycle hooks', 'segmentation/no-probe-to-foreign-host'],
  ['baseline/apparmor', 'AppArmor', 'host-hardening/kernel-profiles'],
  ['baseline/selinux', 'SELinux', 'host-hardening/kernel-profiles'],
  ['baseline/proc-mount', '/proc mount type', 'namespace-isolation/masked-proc'],
  ['baseline/seccomp', 'Seccomp', 'host-hardening/kernel-profiles'],
  ['baseline/sysctls', 'Sysctls', 'host-hardening/kernel-profiles'],
  ['restricted/volumes', 'Volume types', 'namespace-isolation/no-host-paths'],
  ['restricted/privilege-escalation', 'Privilege escalation', 'namespace-isolation/no-privilege-gain'],
  ['restricted/non-root', 'Running as non-root', 'input-validation/non-root-user'],
  ['restricted/non-root-user', 'Running as non-root user', 'input-validation/non-root-user'],
  ['restricted/seccomp', 'Seccomp', 'host-hardening/kernel-profiles'],
  ['restricted/capabilities', 'Capabilities', 'namespace-isolation/minimal-capabilities'],
];

export const sectionsOfPsa: readonly Section[] = checks.map(([id, title, ...controls]) => ({
  ...{ id, title },
  standsFor: (control) => controls.includes(control.id),
}));
