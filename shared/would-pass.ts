// Would what runs of a task definition pass? What a roll-back asks before it goes back to an older revision.
// SPDX-License-Identifier: Apache-2.0
import type { Catalogue } from './evaluate/catalogue.ts';
import { readDocuments } from './intake/documents/read.ts';
import type { Facts } from './model/facts.ts';
import type { Finding } from './model/finding.ts';
import { type JsonObject, listOf } from './model/json.ts';
import { severityRank } from './model/severity.ts';
import type { Verdict } from './model/verdict.ts';
import { judge } from './pipeline.ts';
import type { Policy } from './policy/policy.ts';

export interface Bar {
  readonly policy: Policy;
  readonly facts: Facts;
  readonly catalogue: Promise<Catalogue> | Catalogue;
}

/** Gives the question for one finding: does a definition, as DescribeTaskDefinition answers it, or a Kubernetes object pass its control and no worse? */
export function passesUnder(finding: Finding, bar: Bar) {
  const worst = severityRank(finding.severity);
  return async (definition: JsonObject): Promise<boolean> => {
    const verdicts = await verdictsOn(definition, bar);
    const own = verdicts.filter(({ control }) => control === finding.control);
    // What nobody could judge is no revision to go back to.
    if (own.length === 0 || own.some(({ outcome }) => outcome === 'fail' || outcome === 'unknown'))
      return false;
    return !verdicts.some(({ outcome, severity }) => outcome === 'fail' && severityRank(severity) >= worst);
  };
}

/** Empty where any part of it cannot be read. */
async function verdictsOn(definition: JsonObject, bar: Bar): Promise<readonly Verdict[]> {
  const document = documentOf(definition);
  if (document === null) return [];
  const { policy, facts } = bar;
  const judging = { policy, facts, catalogue: await bar.catalogue, clock: 'facts' } as const;
  const verdicts: Verdict[] = [];
  for (const result of readDocuments(JSON.stringify(document), 'revision')) {
    if (!result.ok || result.intake.kind !== 'observed') return [];
    verdicts.push(...(await judge(result.intake.observation, judging)));
  }
  return verdicts;
}

/** As `seawall evaluate` would be given it; null for what holds no containers. */
function documentOf(definition: JsonObject): JsonObject | null {
  if (typeof definition.apiVersion === 'string' && typeof definition.kind === 'string') return definition;
  return listOf(definition.containerDefinitions).length === 0 ? null : { taskDefinition: definition };
}
