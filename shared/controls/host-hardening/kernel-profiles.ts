// What narrows a container's way into the kernel: seccomp, AppArmor, SELinux, sysctls.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, notApplicable } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers, type SeLinux, type Workload } from '../../model/workload.ts';

/** Pod Security Standards v1.37, baseline, "SELinux". */
const types = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

/** Docker’s name for container_t on older hosts. */
const dockerTypes = [...types, 'svirt_lxc_net_t'];

/** Pod Security Standards v1.37, baseline, "Sysctls": kept apart between pods, and harmless. */
const safe = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

export const kernelProfiles = defineControl({
  id: 'host-hardening/kernel-profiles',
  title: 'Seccomp, AppArmor and SELinux confine each container',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  parameters: z.object({
    sysctls: z.array(z.string()).default([]).describe('Further sysctls that pods may set'),
    'selinux-types': z
      .array(z.string())
      .default([])
      .describe('Further SELinux types that containers may have'),
  }),
  references: { nist: ['4.4.3', '4.5.2'], cis: ['CIS Kubernetes 5.7.2'], attack: ['T1611', 'T1068'] },
  why: 'All containers of a host share one kernel. These profiles close the system calls and files that hardly any program needs and most escapes use.',
  fix: 'Set `seccompProfile.type: RuntimeDefault`; remove Unconfined profiles, own SELinux users, roles and types, and unsafe sysctls. On ECS remove `apparmor:unconfined` and `label:disable`.',
  allows: [
    'profiles of your own (`Localhost`, `apparmor:NAME`)',
    'no seccomp profile said, under the baseline profile and on ECS, where Docker’s own applies',
    'sysctls on ECS, which takes only those that belong to the container’s namespaces',
    'Windows, which has none of these',
  ],
  response: 'stop-workload',
  judge: (workload, { parameters, strict }) => {
    if (workload.os.value === 'windows') return notApplicable('Windows has none of these profiles');
    const known = workload.platform === 'ecs' ? dockerTypes : types;
    const labels = [...known, ...parameters['selinux-types']];
    return failIfAny([
      ...seccomp(workload, strict),
      ...appArmor(workload),
      ...seLinux(workload, labels),
      ...sysctls(workload, [...safe, ...parameters.sysctls]),
    ]);
  },
});

const ofPod = 'the pod';

const of = ({ name }: Container) => `container ${name}`;

function seccomp(workload: Workload, strict: boolean): Evidence[] {
  if (workload.platform !== 'kubernetes') return [];
  const profiles = ['RuntimeDefault', 'Localhost'];
  const wrong = (profile: At<string | null>, where: string, unsaid: boolean): Evidence[] => {
    const fine = profile.value === null ? !unsaid : profiles.includes(profile.value);
    const what = profile.value === null ? 'has no seccomp profile' : 'is not confined by seccomp';
    return fine ? [] : [evidence(profile.path, profile.value, profiles, `${where} ${what}`)];
  };
  return [
    ...wrong(workload.seccomp, ofPod, false),
    ...ownContainers(workload).flatMap((container) => wrong(container.seccomp, of(container), strict)),
  ];
}

/** Kubernetes names kinds of profile, ECS (`dockerSecurityOptions`) the profile itself. */
function appArmor(workload: Workload): Evidence[] {
  const kinds = ['RuntimeDefault', 'Localhost'];
  const wrong = (profile: At<string | null>, where: string): Evidence[] => {
    const confined =
      workload.platform === 'ecs' ? profile.value !== 'unconfined' : kinds.includes(profile.value ?? '');
    if (profile.value === null || confined) return [];
    return [evidence(profile.path, profile.value, kinds, `${where} is not confined by AppArmor`)];
  };
  return [
    ...wrong(workload.appArmor, ofPod),
    ...ownContainers(workload).flatMap((container) => wrong(container.appArmor, of(container))),
  ];
}

function seLinux(workload: Workload, allowed: readonly string[]): Evidence[] {
  const wrong = (options: SeLinux | null, where: string): Evidence[] => {
    if (options === null) return [];
    const { type, user, role } = options;
    const typed = (type.value ?? '') === '' || allowed.includes(type.value ?? '');
    const found = typed
      ? []
      : [evidence(type.path, type.value, [...allowed], `${where} has the SELinux type ${type.value}`)];
    const named = [user, role].filter((part) => (part.value ?? '') !== '');
    return [
      ...found,
      ...named.map((part) =>
        evidence(part.path, part.value, null, `${where} has an SELinux user or role of its own`),
      ),
    ];
  };
  return [
    ...wrong(workload.seLinux, ofPod),
    ...ownContainers(workload).flatMap((container) => wrong(container.seLinux, of(container))),
  ];
}

/** ECS registers only sysctls of the container's own namespaces (ECS API reference, SystemControl). */
function sysctls(workload: Workload, allowed: readonly string[]): Evidence[] {
  if (workload.platform !== 'kubernetes') return [];
  return workload.sysctls.value
    .filter(({ name }) => !allowed.includes(name.value))
    .map(({ name }) =>
      evidence(name.path, name.value, [...allowed], `the pod sets the sysctl ${name.value}`),
    );
}
