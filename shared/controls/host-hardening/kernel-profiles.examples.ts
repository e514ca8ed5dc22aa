// Examples of kernel-profiles: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod } from '../examples/workloads.ts';

const appArmorOfWeb = 'container.apparmor.security.beta.kubernetes.io/web';

export const examples = (): Examples => ({
  fails: [
    {
      says: 'seccomp switched off',
      given: pod({ container: { securityContext: { seccompProfile: { type: 'Unconfined' } } } }),
      at: 'spec.containers[0].securityContext.seccompProfile.type',
    },
    {
      says: 'no seccomp profile, under restricted',
      given: deployment({ spec: { securityContext: { seccompProfile: undefined } } }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.template.spec.containers[0].securityContext.seccompProfile.type',
    },
    {
      says: 'AppArmor switched off by the older annotation',
      given: pod({ metadata: { annotations: { [appArmorOfWeb]: 'unconfined' } } }),
      at: `metadata.annotations.${appArmorOfWeb}`,
    },
    {
      says: 'AppArmor switched off on ECS',
      given: ec2TaskDefinition({
        container: { dockerSecurityOptions: ['no-new-privileges', 'apparmor:unconfined'] },
      }),
      at: 'containerDefinitions[0].dockerSecurityOptions',
    },
    {
      says: 'SELinux switched off on ECS',
      given: ec2TaskDefinition({
        container: { dockerSecurityOptions: ['no-new-privileges', 'label:disable'] },
      }),
      at: 'containerDefinitions[0].dockerSecurityOptions',
    },
    {
      says: 'the SELinux type that nothing confines',
      given: pod({ spec: { securityContext: { seLinuxOptions: { type: 'spc_t' } } } }),
      at: 'spec.securityContext.seLinuxOptions.type',
    },
    {
      says: 'a sysctl of the whole node',
      given: pod({ spec: { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] } } }),
      at: 'spec.securityContext.sysctls[0].name',
    },
  ],
  passes: [
    { says: 'the runtime’s profile', given: pod() },
    {
      says: 'a profile of one’s own',
      given: ec2TaskDefinition({
        container: { dockerSecurityOptions: ['no-new-privileges', 'apparmor:shop-web'] },
      }),
    },
    {
      says: 'safe sysctls',
      given: pod({
        spec: {
          securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }] },
        },
      }),
    },
  ],
  notApplicable: [{ says: 'a Windows pod', given: pod({ spec: { os: { name: 'windows' } } }) }],
});
