// Containers whose output goes nowhere.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import { ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { ec2TaskDefinition, taskDefinition } from '../examples/workloads.ts';

// Louder than the budget of a quarter: 39 % of published ECS definitions have a container without logging. It stays
// medium, because without a log nobody can tell afterwards what a container did; it stops nothing.
export const workloadLogging = defineControl({
  id: 'control-plane/workload-logging',
  title: 'Containers send their output to a log',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  parameters: noParameters,
  references: { nist: ['4.4.5', '4.3.1'], fsbp: ['ECS.9'], attack: ['T1562.008'] },
  why: 'ECS keeps no output by itself: on Fargate it is lost at once, on EC2 it goes with the host. After a breach there is nothing to read.',
  fix: 'Add a `logConfiguration` to each container, such as `awslogs` or `awsfirelens` with a log router.',
  allows: [
    'a FireLens log router’s own output',
    'Kubernetes, where the node collects what every container writes',
    'which driver is chosen',
  ],
  response: null,
  judge: (workload) =>
    failIfAny(
      ownContainers(workload)
        .filter(({ logging, logRouter }) => (logging.value === null && !logRouter) || isNone(logging.value))
        .map(({ logging, name }) =>
          evidence(
            logging.path,
            logging.value?.driver ?? null,
            'a log configuration',
            `the output of container ${name} is lost`,
          ),
        ),
    ),
});

/** Docker's driver that keeps nothing (Docker documentation, "Configure logging drivers"). */
function isNone(logging: { readonly driver: string } | null): boolean {
  return logging?.driver.trim().toLowerCase() === 'none';
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'nothing said',
      given: taskDefinition({ container: { logConfiguration: undefined } }),
      at: 'containerDefinitions[0].logConfiguration',
    },
    {
      says: 'a sidecar without',
      given: ec2TaskDefinition({ more: [{ logConfiguration: undefined }] }),
      at: 'containerDefinitions[1].logConfiguration',
    },
    {
      says: 'the driver that keeps nothing',
      given: ec2TaskDefinition({ container: { logConfiguration: { logDriver: 'none' } } }),
      at: 'containerDefinitions[0].logConfiguration',
    },
  ],
  passes: [
    { says: 'awslogs', given: taskDefinition() },
    {
      says: 'a log router and a container that writes to it',
      given: taskDefinition({
        container: { logConfiguration: { logDriver: 'awsfirelens' } },
        more: [{ logConfiguration: undefined, firelensConfiguration: { type: 'fluentbit' } }],
      }),
    },
  ],
});
