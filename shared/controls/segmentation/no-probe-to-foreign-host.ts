// Probes and lifecycle hooks by which the kubelet would call other hosts.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import { forShowing, redactedText } from '../../secrets/redact.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod } from '../examples/workloads.ts';

export const noProbeToForeignHost = defineControl({
  id: 'segmentation/no-probe-to-foreign-host',
  title: 'Probes and lifecycle hooks call only their own pod',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['kubernetes'],
  parameters: noParameters,
  references: { nist: ['4.3.3', '4.4.2'], attack: ['T1046', 'T1090'] },
  why: 'The kubelet makes these calls from the node, outside the pod’s network policies: by naming another host, a pod makes the node call places that the pod itself may not reach.',
  fix: 'Remove `host` from the probe or hook: the kubelet then calls the pod’s own address.',
  allows: ['probes without a host, `exec` and `grpc` probes', 'a Host header'],
  response: null,
  judge: (workload) => failIfAny(ownContainers(workload).flatMap(foreign)),
});

/** Loopback counts too: for the kubelet it is the node (Pod Security Standards, "Host Probes / Lifecycle Hooks"). */
function foreign({ hooks, name }: Container): Evidence[] {
  return hooks.flatMap(({ host, kind }) => {
    if (host === null) return [];
    // What stands before the host may be a login.
    const shown = redactedText('host', host.value, forShowing);
    return [evidence(host.path, shown, null, `a ${kind} of container ${name} calls the host ${shown}`)];
  });
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a liveness probe of the metadata service',
      given: pod({ container: { livenessProbe: { httpGet: { host: '169.254.169.254', port: 80 } } } }),
      at: 'spec.containers[0].livenessProbe.httpGet.host',
    },
    {
      says: 'a hook that calls out',
      given: deployment({
        container: { lifecycle: { postStart: { httpGet: { host: 'hooks.example.com', port: 443 } } } },
      }),
      at: 'spec.template.spec.containers[0].lifecycle.postStart.httpGet.host',
    },
    {
      says: 'the loopback address, which is the node’s',
      given: pod({ container: { readinessProbe: { tcpSocket: { host: '127.0.0.1', port: 8080 } } } }),
      at: 'spec.containers[0].readinessProbe.tcpSocket.host',
    },
  ],
  passes: [
    {
      says: 'a probe of the pod itself',
      given: pod({
        container: {
          livenessProbe: {
            httpGet: {
              path: '/health',
              port: 8080,
              httpHeaders: [{ name: 'Host', value: 'shop.acme.test' }],
            },
          },
        },
      }),
    },
  ],
});
