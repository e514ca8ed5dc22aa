// File systems that come over the network in the clear.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, pass } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { ownContainers, type Volume, type Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

export const encryptedInTransit = defineControl({
  id: 'segmentation/encrypted-in-transit',
  title: 'File systems are mounted with encryption in transit',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  parameters: z.object({
    iam: z
      .boolean()
      .default(false)
      .describe('Demand IAM authorisation for EFS too (`authorizationConfig.iam`)'),
  }),
  references: { nist: ['4.3.3'], fsbp: ['ECS.18'], attack: ['T1040', 'T1557'] },
  why: 'NFS sends file contents in plain text: anyone on the network path can read and change all that the container reads and writes.',
  fix: 'Set `transitEncryption: ENABLED` in `efsVolumeConfiguration` (and use an access point with `iam: ENABLED`); on Kubernetes use the EFS CSI driver, which encrypts, in place of an `nfs` volume.',
  allows: [
    'NFS volumes that no container mounts; EFS volumes that none mounts weigh low: the next revision may mount them',
    'other kinds of file system (FSx, S3, claims, CSI), whose mount is set up elsewhere',
  ],
  response: null,
  judge: (workload, { parameters }) => {
    const look = (volume: Volume) => [...inTheClear(volume), ...(parameters.iam ? unauthorised(volume) : [])];
    const volumes = workload.volumes.value;
    const found = volumes.filter((volume) => isMounted(workload, volume)).flatMap(look);
    if (found.length > 0) return fail(found);
    const declared = volumes.filter(({ type }) => type === 'efs').flatMap(look);
    return declared.length > 0 ? fail(declared, { severity: 'low' }) : pass;
  },
});

function isMounted(workload: Workload, { name }: Volume): boolean {
  return ownContainers(workload).some(({ mounts }) => mounts.value.some((mount) => mount.volume === name));
}

/** A pod's own `nfs` volume takes no mount options, so never TLS or Kerberos (Kubernetes API reference, NFSVolumeSource); intake calls a task's `nfs` by that name only where its options ask for neither. */
function inTheClear({ type, transitEncryption, name, path }: Volume): Evidence[] {
  const message = `volume ${name} crosses the network unencrypted`;
  if (type === 'nfs') return [evidence(path, 'nfs', null, message)];
  if (type !== 'efs' || transitEncryption.value === true) return [];
  return [evidence(transitEncryption.path, transitEncryption.value, true, message)];
}

function unauthorised({ type, iamAuthorization, name }: Volume): Evidence[] {
  if (type !== 'efs' || iamAuthorization.value === true) return [];
  return [
    evidence(
      iamAuthorization.path,
      iamAuthorization.value,
      true,
      `volume ${name} is mounted without IAM authorisation`,
    ),
  ];
}

const mountPoints = [{ sourceVolume: 'media', containerPath: '/media' }];

const onEfs = (configuration: Record<string, string>, mounts = mountPoints) =>
  taskDefinition({
    task: {
      volumes: [
        { name: 'media', efsVolumeConfiguration: { fileSystemId: 'fs-0123456789abcdef0', ...configuration } },
      ],
    },
    container: { mountPoints: mounts },
  });

const nfs = { volumes: [{ name: 'media', nfs: { server: '10.0.0.7', path: '/media' } }] };
const mounted = { volumeMounts: [{ name: 'media', mountPath: '/media' }] };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'EFS, nothing said',
      given: onEfs({}),
      at: 'volumes[0].efsVolumeConfiguration.transitEncryption',
    },
    {
      says: 'EFS without IAM, where the policy asks for it',
      given: onEfs({ transitEncryption: 'ENABLED' }),
      policy: {
        version: 1,
        controls: { 'segmentation/encrypted-in-transit': { parameters: { iam: true } } },
      },
      at: 'volumes[0].efsVolumeConfiguration.authorizationConfig.iam',
    },
    {
      says: 'EFS that nothing mounts yet',
      given: onEfs({}, []),
      at: 'volumes[0].efsVolumeConfiguration.transitEncryption',
      severity: 'low',
    },
    {
      says: 'NFS by a Docker volume',
      given: ec2TaskDefinition({
        task: {
          volumes: [
            {
              name: 'media',
              dockerVolumeConfiguration: {
                driver: 'local',
                driverOpts: { type: 'nfs', device: ':/media', o: 'addr=10.0.0.7,rw' },
              },
            },
          ],
        },
        container: { mountPoints },
      }),
      at: 'volumes[0]',
    },
    {
      says: 'NFS in a Deployment',
      given: deployment({ spec: nfs, container: mounted }),
      at: 'spec.template.spec.volumes[0]',
    },
  ],
  passes: [
    { says: 'EFS over TLS', given: onEfs({ transitEncryption: 'ENABLED' }) },
    { says: 'NFS that nothing mounts', given: pod({ spec: nfs }) },
  ],
});
