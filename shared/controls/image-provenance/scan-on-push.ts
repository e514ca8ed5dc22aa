// Repositories whose images nobody scans as they arrive.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { Repository } from '../../model/platform.ts';
import { type Scanning, scansAnything, scansRepository } from '../../model/registry-parts.ts';
import type { Judgement } from '../../model/verdict.ts';

export { examples } from './scan-on-push.examples.ts';

export const scanOnPush = defineControl({
  id: 'image-provenance/scan-on-push',
  title: 'Images are scanned on push',
  severity: 'medium',
  stage: 'stable',
  judges: ['repository'],
  platforms: ['ecr'],
  parameters: z.object({
    'registry-scans': z
      .boolean()
      .default(false)
      .describe(
        'The registry’s own scanning configuration (enhanced, or basic by filter) covers every repository',
      ),
  }),
  facts: (repository, { parameters }) =>
    repository.registry || parameters['registry-scans'] ? [] : [rulesOf(repository)],
  references: { nist: ['4.1.1'], cis: ['CIS EKS 5.1.1'], fsbp: ['ECR.1'], attack: ['T1525', 'T1190'] },
  why: 'A known vulnerability that you do not scan for will be found by somebody else.',
  fix: 'Configure scanning for the registry (enhanced, or basic with scan on push), or switch `scanOnPush` on for the repository.',
  allows: [
    'repositories that the registry’s own scanning configuration covers, as facts or the parameter tell',
    'the registry policy',
  ],
  response: 'enable-scan-on-push',
  judge: (repository, { parameters, facts }) => {
    if (repository.part?.kind === 'scanning') return ofRegistry(repository.part);
    if (repository.registry) return notApplicable('it holds no images');
    if (parameters['registry-scans']) return pass;
    const rules = facts.get(rulesOf(repository));
    if (rules.ok && scansRepository(rules.value, repository.name)) return pass;
    const { value, path } = repository.scanOnPush;
    if (value === null) return unknown('whether images are scanned on push is not known');
    if (value) return pass;
    return fail([evidence(path, false, true, `images pushed to ${repository.name} are not scanned`)]);
  },
});

function rulesOf({ account, region }: Repository): FactRequestOf<'registry-scanning'> {
  return { fact: 'registry-scanning', account, region };
}

/** Repositories that set it themselves are judged each by itself. */
function ofRegistry({ rules }: Scanning): Judgement {
  if (scansAnything(rules.value)) return pass;
  const message = 'the registry scans no repository by itself';
  return fail([evidence(rules.path, 'no rule', 'a rule for each repository', message)], { respond: false });
}
