// The parts of /proc that container runtimes hide.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  pass,
} from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod } from '../examples/workloads.ts';

export const maskedProc = defineControl({
  id: 'namespace-isolation/masked-proc',
  title: 'The runtime’s masks over /proc stay on',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['kubernetes'],
  parameters: noParameters,
  references: { nist: ['4.4.3', '4.5.2'], attack: ['T1611', 'T1082'] },
  why: 'Runtimes hide or write-protect the parts of /proc that belong to the whole kernel: memory, keys, sysctls, devices. Unmasked, a container reads and writes those of its host.',
  fix: 'Remove `procMount`, or set it to Default. Containers that must build images need a user namespace of their own (`hostUsers: false`).',
  allows: [
    'Unmasked in a user namespace of its own (`hostUsers: false`), under the baseline profile',
    'Windows, which has no /proc',
  ],
  response: 'stop-workload',
  judge: (workload, { strict }) => {
    if (workload.os.value === 'windows') return notApplicable('Windows has no /proc');
    // Pod Security Standards v1.37 lift the check for such pods at baseline only.
    if (!strict && workload.isolation.hostUsers.value === false) return pass;
    return failIfAny(ownContainers(workload).flatMap(unmasked));
  },
});

function unmasked({ procMount, name }: Container): Evidence[] {
  if (procMount.value === null || procMount.value === 'Default') return [];
  return [evidence(procMount.path, procMount.value, 'Default', `/proc of container ${name} is not masked`)];
}

const open = { securityContext: { procMount: 'Unmasked' } };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'Unmasked in a pod',
      given: pod({ container: open }),
      at: 'spec.containers[0].securityContext.procMount',
    },
    {
      says: 'its own user namespace does not help under restricted',
      given: deployment({ spec: { hostUsers: false }, container: open }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.template.spec.containers[0].securityContext.procMount',
    },
  ],
  passes: [
    { says: 'Default', given: pod({ container: { securityContext: { procMount: 'Default' } } }) },
    { says: 'a user namespace of its own', given: pod({ spec: { hostUsers: false }, container: open }) },
  ],
  notApplicable: [{ says: 'a Windows pod', given: pod({ spec: { os: { name: 'windows' } } }) }],
});
