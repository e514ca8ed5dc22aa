// What tests judge with: the whole catalogue under a policy, and no facts unless given.
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Facts } from '../../shared/model/facts.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { Judging } from '../../shared/pipeline.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';

export const now = '2026-11-17T12:00:00.000Z';
export const catalogue = catalogueOf(controls);

export function policyFrom(document: JsonObject = {}): Policy {
  const loaded = loadPolicy(JSON.stringify(document), { file: 'test.yml', controls, now });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  return loaded.policy;
}

export function judgingWith(
  policy: JsonObject = {},
  facts: Facts = noFacts(),
  clock: Judging['clock'] = 'events',
): Judging {
  return { catalogue, policy: policyFrom(policy), facts, clock };
}

/** The observations that `evaluate` makes of a document or event. */
export function observationsOf(document: unknown): Observation[] {
  const results = readDocuments(JSON.stringify(document), 'test.json', {
    readEvent: (raw, ref) => readEvent(raw, { ref, people: null }),
  });
  return results.flatMap((result) =>
    result.ok && result.intake.kind === 'observed' ? [result.intake.observation] : [],
  );
}
