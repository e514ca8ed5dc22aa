// Would what runs of a task definition pass? What a roll-back asks before it goes back to an older revision.
// SPDX-License-Identifier: Apache-2.0
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Facts } from '../../../shared/model/facts.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { type JsonObject, listOf } from '../../../shared/model/json.ts';
import { severityRank, type Verdict } from '../../../shared/model/verdict.ts';
import { judge } from '../../../shared/pipeline.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { catalogueFor } from '../catalogue.ts';

/** Gives the question for one finding: does a definition, as DescribeTaskDefinition answers it, or a Kubernetes object pass its control and no worse? */
export function passesFor(finding: Finding, policy: Policy, facts: Facts) {
  return async (definition: JsonObject): Promise<boolean> => {
    const document = documentOf(definition);
    if (document === null) return false;
    const catalogue = await catalogueFor(policy);
    const verdicts: Verdict[] = [];
    for (const result of readDocuments(JSON.stringify(document), 'revision')) {
      if (!result.ok || result.intake.kind !== 'observed') return false;
      const { observation } = result.intake;
      verdicts.push(...(await judge(observation, { catalogue, policy, facts, clock: 'facts' })));
    }
    const own = verdicts.filter(({ control }) => control === finding.control);
    const worst = severityRank(finding.severity);
    // What nobody could judge is no revision to go back to.
    if (own.length === 0 || own.some(({ outcome }) => outcome === 'fail' || outcome === 'unknown'))
      return false;
    return !verdicts.some(({ outcome, severity }) => outcome === 'fail' && severityRank(severity) >= worst);
  };
}

/** As `seawall evaluate` would be given it; null for what holds no containers. */
function documentOf(definition: JsonObject): JsonObject | null {
  if (typeof definition.apiVersion === 'string' && typeof definition.kind === 'string') return definition;
  return listOf(definition.containerDefinitions).length === 0 ? null : { taskDefinition: definition };
}
