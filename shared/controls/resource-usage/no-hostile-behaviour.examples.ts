// Examples of no-hostile-behaviour: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import {
  falcoAlert,
  guardDuty,
  namedDeployment,
  namedInstance,
  namedSequence,
  namedTask,
} from '../examples/threats.ts';

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task that mines',
      given: guardDuty('CryptoCurrency:Runtime/BitcoinTool.B!DNS', namedTask),
      at: 'detail.type',
      severity: 'high',
    },
    {
      says: 'a pod that broke out of its container',
      given: guardDuty('PrivilegeEscalation:Runtime/RuncContainerEscape', namedDeployment, { severity: 9 }),
      at: 'detail.type',
      severity: 'critical',
    },
    {
      says: 'a Deployment that is part of an attack on its cluster',
      given: guardDuty(
        'AttackSequence:EKS/CompromisedCluster',
        { resourceType: 'AttackSequence' },
        { severity: 9, service: namedSequence },
      ),
      at: 'detail.type',
      severity: 'critical',
    },
    {
      says: 'a host that calls a command server',
      given: guardDuty('Backdoor:EC2/C&CActivity.B', namedInstance),
      at: 'detail.type',
    },
    {
      says: 'the credentials of a host used outside AWS',
      given: guardDuty('UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', {
        resourceType: 'AccessKey',
        accessKeyDetails: {
          userType: 'AssumedRole',
          userName: 'ecs-host',
          principalId: 'AROAEXAMPLEEXAMPLE123:i-0123456789abcdef0',
        },
      }),
      at: 'detail.type',
    },
    {
      says: 'Falco sees a pod on its way out of its container',
      given: falcoAlert('Detect release_agent File Container Escapes', 'Critical'),
      at: 'rule',
    },
    {
      says: 'the credentials of a task used outside AWS',
      given: guardDuty('UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS', {
        resourceType: 'AccessKey',
        accessKeyDetails: {
          userType: 'AssumedRole',
          userName: 'shop-web-task',
          principalId: 'AROAEXAMPLEEXAMPLE123:0123456789abcdef0123456789abcdef',
        },
      }),
      at: 'detail.type',
      severity: 'high',
    },
    {
      says: 'a command that is only suspicious',
      given: guardDuty('Discovery:Runtime/SuspiciousCommand', namedTask, { severity: 2 }),
      at: 'detail.type',
      severity: 'low',
    },
  ],
  passes: [],
  notApplicable: [
    {
      says: 'odd calls by somebody: others judge who may call what',
      given: guardDuty('Discovery:IAMUser/AnomalousBehavior', {
        resourceType: 'AccessKey',
        accessKeyDetails: { userType: 'IAMUser', userName: 'kim', principalId: 'AIDAEXAMPLE' },
      }),
    },
    {
      says: 'a privileged pod: no-privileged judges it',
      given: guardDuty('PrivilegeEscalation:Kubernetes/PrivilegedContainer', namedDeployment),
    },
    {
      says: 'somebody outside tries passwords on the host',
      given: guardDuty('UnauthorizedAccess:EC2/SSHBruteForce', namedInstance),
    },
    {
      says: 'a shell: no-interactive-access judges it by the call that opened it',
      given: falcoAlert('Terminal shell in container', 'Notice'),
    },
    { says: 'unusual traffic', given: guardDuty('Behavior:EC2/TrafficVolumeUnusual', namedInstance) },
  ],
});
