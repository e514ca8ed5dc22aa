// Examples of no-host-paths: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

const persistentVolume = (source: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'data' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...source },
});

const mountedFile = (path: string, mount: JsonObject) =>
  pod({
    spec: { volumes: [{ name: 'file', hostPath: { path } }] },
    container: { volumeMounts: [{ name: 'file', mountPath: '/file', ...mount }] },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the Docker socket',
      given: ec2TaskDefinition({
        task: { volumes: [{ name: 'docker', host: { sourcePath: '/var/run/docker.sock' } }] },
        container: { mountPoints: [{ sourceVolume: 'docker', containerPath: '/var/run/docker.sock' }] },
      }),
      at: 'volumes[0].host.sourcePath',
    },
    {
      says: 'the socket of containerd, mounted by the second container',
      given: ec2TaskDefinition({
        task: {
          volumes: [
            { name: 'scratch', host: {} },
            { name: 'runtime', host: { sourcePath: '/run/containerd/containerd.sock' } },
          ],
        },
        container: { mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch' }] },
        more: [
          {
            mountPoints: [
              { sourceVolume: 'scratch', containerPath: '/scratch' },
              { sourceVolume: 'runtime', containerPath: '/run/containerd.sock' },
            ],
          },
        ],
      }),
      at: 'volumes[1].host.sourcePath',
    },
    {
      says: 'a directory beside a socket',
      given: pod({ spec: { volumes: [{ name: 'run', hostPath: { path: '/run/docker.sock.d' } }] } }),
      at: 'spec.volumes[0].hostPath.path',
    },
    {
      says: 'a device of the host',
      given: ec2TaskDefinition({ container: { linuxParameters: { devices: [{ hostPath: '/dev/sda' }] } } }),
      at: 'containerDefinitions[0].linuxParameters.devices[0].hostPath',
    },
    {
      says: 'hostPath, mounted or not',
      given: pod({ spec: { volumes: [{ name: 'root', hostPath: { path: '/' } }] } }),
      at: 'spec.volumes[0].hostPath.path',
    },
    ...['/', '/var/run/docker.sock', '/data'].map((path) => ({
      says: `a persistent volume of ${path} of the host`,
      given: persistentVolume({ hostPath: { path } }),
      at: 'spec.hostPath.path',
      severity: 'critical' as const,
    })),
    {
      says: 'a certificate file, read-only',
      given: mountedFile('/etc/ssl/certs/ca-bundle.crt', { readOnly: true }),
      at: 'spec.volumes[0].hostPath.path',
      severity: 'low',
    },
    ...(
      [
        ['/etc/ssl/certs/ca-bundle.crt', { readOnly: false }],
        ['/etc/ssl/certs', { readOnly: true }],
        ['/etc/kubernetes/pki/ca.key', { readOnly: true }],
        ['/etc/ssl/../shadow.pem', { readOnly: true }],
      ] as const
    ).map(([path, mount]) => ({
      says: `${path}, ${mount.readOnly ? 'read-only' : 'writable'}`,
      given: mountedFile(path, mount),
      at: 'spec.volumes[0].hostPath.path',
      severity: 'critical' as const,
    })),
    {
      says: 'another volume type under restricted',
      given: deployment({
        spec: { volumes: [{ name: 'share', nfs: { server: '10.0.0.7', path: '/export' } }] },
      }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.template.spec.volumes[0]',
    },
  ],
  passes: [
    { says: 'no volume at all', given: taskDefinition() },
    {
      says: 'an empty source path, which is none',
      given: ec2TaskDefinition({
        task: { volumes: [{ name: 'scratch', host: { sourcePath: '' } }] },
        container: { mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch' }] },
      }),
    },
    ...[
      { nfs: { server: '10.0.0.7', path: '/data' } },
      { local: { path: '/mnt/disk1' } },
      { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } },
    ].map((source) => ({
      says: `a persistent volume elsewhere: ${Object.keys(source)[0]}`,
      given: persistentVolume(source),
    })),
    {
      says: 'a volume that Docker places',
      given: ec2TaskDefinition({
        task: { volumes: [{ name: 'scratch', host: {} }] },
        container: { mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch' }] },
      }),
    },
    {
      says: 'a path of the host that no container mounts',
      given: ec2TaskDefinition({ task: { volumes: [{ name: 'etc', host: { sourcePath: '/etc' } }] } }),
    },
    {
      says: 'volumes of a task definition under restricted',
      given: ec2TaskDefinition({ task: { volumes: [{ name: 'scratch', host: {} }] } }),
      policy: { version: 1, profile: 'restricted' },
    },
    {
      says: 'a claim under restricted',
      given: pod({ spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } }),
      policy: { version: 1, profile: 'restricted' },
    },
    {
      says: 'an accelerator',
      given: ec2TaskDefinition({
        container: { linuxParameters: { devices: [{ hostPath: '/dev/neuron0' }] } },
      }),
    },
    {
      says: 'emptyDir and a claim',
      given: pod({
        spec: {
          volumes: [
            { name: 'tmp', emptyDir: {} },
            { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
          ],
        },
      }),
    },
  ],
});
