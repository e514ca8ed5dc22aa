// Hosts that a workload is told to talk to.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import { hostsIn } from '../../names/hosts.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const knownExternalSystems = defineControl({
  id: 'resource-usage/known-external-systems',
  title: 'Workloads connect only to systems listed in the policy',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  comparesWith: ['trust.destinations|group.destinations'],
  parameters: noParameters,
  references: { nist: ['4.4.2', '4.4.5'], attack: ['T1567', 'T1071', 'T1496'] },
  why: 'The hosts in a definition say what it depends on and where its data goes. One that nobody knows is a forgotten dependency, a mistake, or a mining pool.',
  fix: 'Remove the host, or add it to `destinations` of the workload’s group, or to `trust.destinations` for all.',
  allows: [
    'names without a dot and names within the cluster (`db`, `db.shop.svc.cluster.local`)',
    'names that are private everywhere (`.local`, `.internal`)',
    'the machine itself, link-local and private addresses',
    'hosts with a placeholder in them, and what secrets and config maps hold',
  ],
  response: null,
  judge: (workload, { policy, group }) => {
    const allowed = [...(policy.trust.destinations ?? []), ...(group?.destinations ?? [])];
    const globs = allowed.map((glob) => glob.toLowerCase());
    return failIfAny(ownContainers(workload).flatMap((container) => strangers(container, globs)));
  },
});

function strangers(container: Container, allowed: readonly string[]): Evidence[] {
  const { environment, entryPoint, command, name } = container;
  const words = [entryPoint, command].flatMap(({ path, value }) =>
    (value ?? []).map((text, index) => ({ text, path: `${path}[${index}]`, where: 'an argument' })),
  );
  const values = environment.value.map((variable) => ({
    text: variable.value.value,
    path: variable.value.path,
    where: `environment value ${variable.name}`,
  }));
  return [...values, ...words].flatMap(({ text, path, where }) =>
    hostsIn(text)
      .map(({ host }) => host)
      .filter((host) => !isInside(host) && !matchesAny(allowed, host))
      .map((host) =>
        evidence(
          path,
          host,
          [...allowed],
          `${where} of container ${name} names ${host}, which the policy does not know`,
        ),
      ),
  );
}

/**
 * RFC 1918, 3927, 6598, 4193 and 4291; Kubernetes, "DNS for Services and Pods"; names that no public server answers
 * (RFC 6762, RFC 8375, and `internal`, which ICANN keeps for private use), as those of AWS Cloud Map.
 */
function isInside(host: string): boolean {
  if (
    /^(?:10|127)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      host,
    )
  )
    return /^[\d.]+$/.test(host);
  if (host.includes(':')) return /^(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(host);
  return !host.includes('.') || /\.(?:svc|local|internal|home\.arpa)$/.test(host);
}

const policy = { version: 1, trust: { destinations: ['*.acme.test', '*.amazonaws.com'] } };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a mining pool among the arguments',
      given: taskDefinition({
        container: { command: ['worker', '--url', 'stratum+tcp://pool.example.net:3333'] },
      }),
      policy,
      at: 'containerDefinitions[0].command[2]',
    },
    {
      says: 'a database elsewhere',
      given: deployment({
        container: { env: [{ name: 'DB_URL', value: 'postgres://db.example.org:5432/shop' }] },
      }),
      policy,
      at: 'spec.template.spec.containers[0].env[0].value',
    },
    {
      says: 'an empty list allows nothing',
      given: taskDefinition({
        container: { environment: [{ name: 'API', value: 'https://api.stripe.com/v1' }] },
      }),
      policy: { version: 1, trust: { destinations: [] } },
      at: 'containerDefinitions[0].environment[0].value',
    },
  ],
  passes: [
    {
      says: 'hosts that the policy knows',
      given: taskDefinition({
        container: {
          environment: [{ name: 'QUEUE', value: 'https://sqs.eu-central-1.amazonaws.com/111122223333/q' }],
        },
      }),
      policy,
    },
    {
      says: 'a service of the cluster and a private address',
      given: pod({
        container: {
          env: [
            { name: 'CACHE', value: 'redis://cache.shop.svc.cluster.local:6379' },
            { name: 'DB_HOST', value: '10.0.3.7' },
            { name: 'API', value: 'http://api.shop.local:8080' },
          ],
        },
      }),
      policy,
    },
  ],
  notApplicable: [{ says: 'a policy that names no destinations', given: taskDefinition() }],
});
