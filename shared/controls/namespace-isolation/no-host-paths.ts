// Paths, sockets and devices of the host inside a container.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, fail, failIfAny, noParameters } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { ownContainers, type Volume, type Workload } from '../../model/workload.ts';

/** Pod Security Standards, restricted, "Volume Types". */
const harmless = new Set([
  'config-map',
  'csi',
  'downward-api',
  'empty-dir',
  'ephemeral',
  'persistent-volume-claim',
  'projected',
  'secret',
]);

export const noHostPaths = defineControl({
  id: 'namespace-isolation/no-host-paths',
  title: 'Containers do not mount host paths',
  severity: 'critical',
  stage: 'stable',
  judges: ['workload'],
  volumes: true,
  parameters: noParameters,
  references: {
    nist: ['4.4.3', '4.5.5'],
    cis: ['CIS Kubernetes 5.2.12'],
    attack: ['T1611', 'T1610'],
  },
  why: 'A path of the host is a way out: the Docker socket starts privileged containers, /proc and /sys write to the kernel, /etc and /var hold keys and what runs next.',
  fix: 'Keep data in a volume that the platform manages (EFS, EBS, a persistent volume claim, ephemeral storage) and configuration in secrets and config maps.',
  allows: [
    'ECS volumes without a source path, or with an empty one, which Docker places itself',
    'as loudly, one certificate file that every container mounts read-only: low, no response',
    'ECS volumes that no container mounts',
    'accelerators (AWS Neuron, NVIDIA) and EFA, which only compute and send',
  ],
  response: 'stop-workload',
  judge: (workload, { strict }) => {
    const exposed = hostPaths(workload);
    const found: Evidence[] = [
      ...exposed.map(({ evidence: one }) => one),
      ...devices(workload),
      ...(strict ? forbiddenTypes(workload) : []),
    ];
    const [only] = exposed;
    if (found.length === 1 && only !== undefined && isReadCertificate(only.volume, workload))
      return fail([only.evidence], { severity: 'low', respond: false });
    // Nothing runs that could be stopped: whoever claims the volume is another workload.
    if (found.length > 0 && workload.source === 'persistent-volume') return fail(found, { respond: false });
    return failIfAny(found);
  },
});

interface Exposed {
  readonly volume: Volume;
  readonly evidence: Evidence;
}

function hostPaths(workload: Workload): Exposed[] {
  return workload.volumes.value
    .filter(
      (volume) => volume.hostPath !== null && volume.hostPath.value !== null && isUsed(workload, volume),
    )
    .map((volume) => ({ volume, evidence: pathEvidence(volume) }));
}

function pathEvidence({ hostPath, name }: Volume): Evidence {
  const message = `volume ${name} is ${describe(hostPath.value ?? '')} of the host`;
  return evidence(hostPath.path, hostPath.value, null, message);
}

/** `/etc/ssl/certs/ca-bundle.crt`: whom the host trusts, which is no secret. */
const certificate = /^\/(?:etc|usr\/(?:local\/)?share)\/(?:[\w.-]+\/){1,8}[\w.-]+\.(?:crt|pem|cer)$/;

function isReadCertificate({ name, hostPath }: Volume, workload: Workload): boolean {
  const mounts = ownContainers(workload).flatMap(({ mounts: all }) => all.value);
  const own = mounts.filter(({ volume }) => volume === name);
  const path = hostPath.value ?? '';
  const isFile = certificate.test(path) && !path.split('/').includes('..');
  return isFile && own.length > 0 && own.every(({ readOnly }) => readOnly);
}

/** On ECS only a mounted volume reaches a container; the Kubernetes standard forbids the declaration itself. */
function isUsed(workload: Workload, volume: Volume): boolean {
  if (workload.platform === 'kubernetes') return true;
  return ownContainers(workload).some((container) =>
    container.mounts.value.some((mount) => mount.volume === volume.name),
  );
}

function describe(path: string): string {
  if (isRuntimeSocket(path)) return `the container runtime's socket ${path}`;
  return path === '/' ? 'the whole file system' : `the path ${path}`;
}

const runtimes: ReadonlySet<string> = new Set(['docker', 'containerd', 'crio', 'podman']);

/** `/var/run/docker.sock`, `/run/containerd/containerd.sock`. */
function isRuntimeSocket(path: string): boolean {
  if (!path.endsWith('.sock')) return false;
  const [, ...parts] = path.slice(0, -'.sock'.length).split('/');
  const last = parts.findLastIndex((part) => runtimes.has(part));
  return last >= 0 && parts.slice(last + 1).every((part) => /^[\w-]+$/.test(part));
}

/** Devices that hold nothing of the host (ECS Developer Guide, "Amazon ECS task definitions for AWS Neuron machine learning workloads"). */
const accelerator =
  /^\/dev\/(?:neuron\d{1,3}|nvidia(?:\d{1,3}|ctl|-uvm|-uvm-tools|-modeset)|infiniband\/uverbs\d{1,3})$/;

function devices(workload: Workload): Evidence[] {
  return ownContainers(workload).flatMap((container) =>
    container.devices.value
      .filter((device) => !accelerator.test(device.value))
      .map((device) =>
        evidence(
          device.path,
          device.value,
          null,
          `container ${container.name} gets the device ${device.value} of the host`,
        ),
      ),
  );
}

function forbiddenTypes(workload: Workload): Evidence[] {
  if (workload.platform !== 'kubernetes') return [];
  return workload.volumes.value
    .filter((volume) => volume.type !== 'host' && volume.type !== 'host-path' && !harmless.has(volume.type))
    .map((volume) =>
      evidence(
        volume.path,
        volume.type,
        [...harmless],
        `volume ${volume.name} is of a type that is not allowed`,
      ),
    );
}
