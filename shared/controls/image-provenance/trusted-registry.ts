// Images come only from registries that the policy names.
import { z } from 'zod';
import { defineControl, evidence, failIfAny, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import { ownContainers } from '../../model/workload.ts';
import { parseImageReference } from '../../names/image-reference.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';

export const trustedRegistry = defineControl({
  id: 'image-provenance/trusted-registry',
  title: 'Images come from trusted registries',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  comparesWith: ['trust.registries'],
  parameters: z.object({}),
  references: { nist: ['4.1.5', '4.2.1'], cis: ['CIS EKS 5.1.4'], attack: ['T1610', 'T1525', 'T1204.003'] },
  why: 'Whoever can push to the registry decides what runs. An image from elsewhere was neither built nor scanned by your delivery pipeline.',
  fix: 'Copy the image into a registry that the policy trusts, or, if you mean to trust this one, add it to `trust.registries`.',
  allows: [
    'containers that AWS injects itself',
    'Docker Hub images under any spelling, where `docker.io/...` is listed',
  ],
  response: 'stop-workload',
  judge: (workload, { policy }) => {
    const trusted = policy.trust.registries ?? [];
    const images = ownContainers(workload).map(({ image, name }) => ({ ...image, name }));
    if (images.some((image) => image.value === null)) return unknown('a container names no image');
    return failIfAny(
      images
        .filter(({ value }) => !isTrusted(value ?? '', trusted))
        .map(({ path, value, name }) =>
          evidence(
            path,
            value,
            [...trusted],
            `the image of container ${name} is from a registry that the policy does not trust`,
          ),
        ),
    );
  },
});

/** A list entry may be written as the reference stands or in full (`docker.io/library/nginx`). */
function isTrusted(image: string, trusted: readonly string[]): boolean {
  const parsed = parseImageReference(image);
  if (parsed === null) return matchesAny(trusted, image);
  const { registry, repository, normalized } = parsed;
  return matchesAny(trusted, normalized) || matchesAny(trusted, `${registry}/${repository}`);
}

const policy = { version: 1, trust: { registries: ['111122223333.dkr.ecr.*.amazonaws.com/*'] } };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an image of Docker Hub',
      given: taskDefinition({ container: { image: 'miner/worker:1.0' } }),
      policy,
      at: 'containerDefinitions[0].image',
    },
    {
      says: 'the same repository name in another account',
      given: deployment({
        container: { image: '999988887777.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4.2' },
      }),
      policy,
      at: 'spec.template.spec.containers[0].image',
    },
    {
      says: 'an empty list trusts nothing',
      given: taskDefinition(),
      policy: { version: 1, trust: { registries: [] } },
      at: 'containerDefinitions[0].image',
    },
  ],
  passes: [
    { says: 'the account’s own registry', given: taskDefinition(), policy },
    {
      says: 'an official image, listed in full',
      given: deployment({ container: { image: 'nginx:1.29.3' } }),
      policy: { version: 1, trust: { registries: ['docker.io/library/*'] } },
    },
    {
      says: 'one repository, listed without a tag',
      given: deployment({ container: { image: 'nginx:1.29.3' } }),
      policy: { version: 1, trust: { registries: ['docker.io/library/nginx'] } },
    },
  ],
  unknown: [
    {
      says: 'a container that names no image, beside one that does',
      given: taskDefinition({ more: [{ image: undefined }] }),
      policy,
    },
  ],
  notApplicable: [{ says: 'a policy without the list', given: taskDefinition() }],
});
