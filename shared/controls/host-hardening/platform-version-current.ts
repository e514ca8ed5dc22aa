// Fargate platform versions that somebody pinned and AWS left behind.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { known } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, notApplicable, pass, unknown } from '../../model/control.ts';
import { onFargate } from '../../model/workload-machine.ts';
import type { Examples } from '../examples/example.ts';
import { taskDefinition } from '../examples/workloads.ts';

const version = z.string().regex(/^\d+\.\d+\.\d+$/);

export const platformVersionCurrent = defineControl({
  id: 'host-hardening/platform-version-current',
  title: 'Fargate tasks run on the current platform version',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  only: 'running',
  // ECS Developer Guide, "Fargate platform versions": 1.4.0 for Linux since 2020, 1.0.0 for Windows.
  parameters: z.object({
    linux: version.default('1.4.0').describe('Oldest platform version that passes for Linux'),
    windows: version.default('1.0.0').describe('Oldest platform version that passes for Windows'),
  }),
  references: { nist: ['4.4.1', '4.5.3'], fsbp: ['ECS.10'], attack: ['T1611'] },
  why: 'The platform version is Fargate’s kernel and runtime. A pinned old one misses fixes, and AWS retires it on its own schedule.',
  fix: 'Set `platformVersion` to LATEST, or leave it out, and deploy the service again.',
  allows: ['LATEST, and the current version by number', 'tasks that do not run on Fargate'],
  response: null,
  judge: (workload, { parameters }) => {
    if (!onFargate(workload)) return notApplicable('the workload does not run on Fargate');
    const { value: pinned, path } = workload.platformVersion;
    // Where the definition is not known: a number that Windows does not have is one of Linux.
    const os = known(workload.os) ?? (pinned === parameters.windows ? null : 'linux');
    if (os === null) return unknown('the operating system is not known, and each has its own versions');
    const oldest = parameters[os];
    if (pinned === null || !isOlder(pinned, oldest)) return pass;
    const message = `the workload runs on Fargate’s platform version ${pinned}`;
    return failIfAny([evidence(path, pinned, `${oldest} or LATEST`, message)]);
  },
});

/** Part by part; anything that is no number (LATEST) is not older. */
function isOlder(text: string, oldest: string): boolean {
  const parts = text.split('.').map(Number);
  const wanted = oldest.split('.').map(Number);
  const index = wanted.findIndex((part, position) => parts[position] !== part);
  return index >= 0 && (parts[index] ?? 0) < (wanted[index] ?? 0);
}

const service = (platformVersion: string | undefined, more = {}) => ({
  serviceName: 'web',
  serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web',
  clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
  taskDefinition: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:7',
  launchType: 'FARGATE',
  platformVersion,
  platformFamily: 'Linux',
  ...more,
});

export const examples = (): Examples => ({
  fails: [
    { says: 'a service pinned to 1.3.0', given: service('1.3.0'), at: 'platformVersion' },
    { says: 'one version before', given: service('1.2.9'), at: 'platformVersion' },
  ],
  passes: [
    { says: 'LATEST', given: service('LATEST') },
    { says: 'the current version', given: service('1.4.0') },
  ],
  unknown: [{ says: 'a number of both systems, where the definition is not known', given: service('1.0.0') }],
  notApplicable: [
    { says: 'a service on EC2', given: service(undefined, { launchType: 'EC2' }) },
    { says: 'a definition, which nothing runs', given: taskDefinition() },
  ],
});
