// Ports of remote administration on a container.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, failIfAny, unknown } from '../../model/control.ts';
import { configFacts, configOf } from '../../model/image-config-of.ts';
import type { ImageConfig } from '../../model/platform.ts';
import type { Evidence } from '../../model/verdict.ts';
import { ownContainers, type Port, type Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { imageConfig, pushed } from '../examples/images.ts';
import { deployment, ec2TaskDefinition, taskDefinition } from '../examples/workloads.ts';

/** SSH, Telnet, Docker, RDP, VNC, WinRM, kubelet. */
const administration = [22, 23, 2375, 2376, 3389, 5900, 5985, 5986, 10250];

export const noAdminPorts = defineControl({
  id: 'resource-usage/no-admin-ports',
  title: 'Containers do not open remote administration ports',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'image'],
  parameters: z.object({
    ports: z
      .array(z.int().min(1).max(65535))
      .default(administration)
      .describe('TCP ports that no container may open'),
  }),
  references: { nist: ['4.4.1', '4.1.2'], attack: ['T1133', 'T1021'] },
  why: 'A container is replaced, not administered: a port for SSH, RDP or the Docker API is a way in that nobody needs, and a first sign that somebody else made one.',
  fix: 'Remove the port mapping and the daemon behind it; look into a container through its logs or, for the exception, through an audited ECS Exec or ephemeral container.',
  allows: ['the same numbers on UDP', 'ports only named in text (environment values, arguments)'],
  response: 'stop-workload',
  facts: (subject) => (subject.kind === 'image' ? configFacts(subject) : []),
  judge: (subject, { parameters, facts }) => {
    const closed = new Set(parameters.ports);
    if (subject.kind === 'workload') return failIfAny(mapped(subject, closed));
    const config = configOf(subject, facts);
    return typeof config === 'string' ? unknown(config) : failIfAny(exposed(config, closed));
  },
});

function mapped(workload: Workload, closed: ReadonlySet<number>): Evidence[] {
  return ownContainers(workload).flatMap((container) =>
    container.ports.value.flatMap((port) => adminPort(port, container.name, closed)),
  );
}

function adminPort(port: Port, container: string, closed: ReadonlySet<number>): Evidence[] {
  if (port.protocol.toLowerCase() !== 'tcp') return [];
  const { last } = port;
  for (const { path, value } of [port.container, port.host]) {
    if (value === null) continue;
    const end = path === port.container.path ? (last ?? value) : value;
    const opened = [...closed].find((one) => value <= one && one <= end);
    const message = `container ${container} opens port ${opened}, for remote administration`;
    if (opened !== undefined) return [evidence(path, opened, null, message)];
  }
  return [];
}

/** ExposedPorts are `22/tcp`, or `22`, which is TCP too (OCI image configuration). */
function exposed({ exposedPorts: ports }: ImageConfig, closed: ReadonlySet<number>): Evidence[] {
  return ports.value
    .filter((port) => !port.endsWith('/udp') && closed.has(Number.parseInt(port, 10)))
    .map((port) =>
      evidence(ports.path, port, null, `the image exposes port ${port}, for remote administration`),
    );
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'SSH is mapped',
      given: taskDefinition({ container: { portMappings: [{ containerPort: 22, protocol: 'tcp' }] } }),
      at: 'containerDefinitions[0].portMappings[0].containerPort',
    },
    {
      says: 'a range of ports that holds SSH',
      given: taskDefinition({ container: { portMappings: [{ containerPortRange: '20-25' }] } }),
      at: 'containerDefinitions[0].portMappings[0].containerPortRange',
    },
    {
      says: 'the Docker API of the host’s port list',
      given: ec2TaskDefinition({
        container: { portMappings: [{ containerPort: 8080 }, { containerPort: 2375 }] },
      }),
      at: 'containerDefinitions[0].portMappings[1].containerPort',
    },
    {
      says: 'SSH of the host, whatever the container’s own port',
      given: ec2TaskDefinition({
        task: { networkMode: 'bridge' },
        container: { portMappings: [{ containerPort: 8022, hostPort: 22 }] },
      }),
      at: 'containerDefinitions[0].portMappings[0].hostPort',
      alsoFails: ['segmentation/own-network-interface'],
    },
    {
      says: 'SSH in a Deployment',
      given: deployment({ container: { ports: [{ containerPort: 22 }] } }),
      at: 'spec.template.spec.containers[0].ports[0].containerPort',
    },
    {
      says: 'a pushed image that exposes SSH',
      given: pushed(),
      facts: [imageConfig({ exposedPorts: { value: ['22/tcp'], path: 'config.ExposedPorts' } })],
      at: 'config.ExposedPorts',
    },
  ],
  unknown: [{ says: 'a pushed image whose configuration nobody read', given: pushed() }],
  passes: [
    { says: 'a pushed image that exposes nothing', given: pushed(), facts: [imageConfig()] },
    { says: 'an application’s port', given: taskDefinition() },
    { says: 'UDP 22', given: deployment({ container: { ports: [{ containerPort: 22, protocol: 'UDP' }] } }) },
    {
      says: 'a port the policy took off the list',
      given: taskDefinition({ container: { portMappings: [{ containerPort: 5900, protocol: 'tcp' }] } }),
      policy: {
        version: 1,
        controls: { 'resource-usage/no-admin-ports': { parameters: { ports: [22, 23] } } },
      },
    },
  ],
});
