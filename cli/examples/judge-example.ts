// Judges an example as `evaluate` judges a file: same readers, same pipeline, the example's own policy and facts.
// SPDX-License-Identifier: Apache-2.0

import type { Example } from '../../shared/controls/examples/example.ts';
import { type JudgeExample, UnjudgedExample } from '../../shared/controls/examples/run.ts';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Control } from '../../shared/model/control.ts';
import {
  type FactAnswer,
  type FactName,
  type FactRequestOf,
  type Facts,
  factKey,
} from '../../shared/model/facts.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { heldToRequests } from './held-to-requests.ts';

const now = '2026-11-17T12:00:00.000Z';

/** By the whole built-in catalogue, under the example's own policy. */
export const judgeExample: JudgeExample = judgeBy(controls);

/** By the controls given, under the example's own policy. */
export function judgeBy(some: readonly Control[]): JudgeExample {
  const policies = new Map<string, Policy>();
  return (example) => {
    const text = example.policy === undefined ? '' : JSON.stringify(example.policy);
    const policy = policies.get(text) ?? policyOf(text, some);
    policies.set(text, policy);
    return judgeWith(example, some, policy);
  };
}

/**
 * By one control of the user's alone, whatever the policy says of other controls: an example of his shows
 * one thing, and is no example of good practice in all else.
 */
export function judgeByOwn(control: Control, policy: Policy): JudgeExample {
  return (example) => judgeWith(example, [control], { ...policy, controls: {}, rules: [] });
}

async function judgeWith(
  example: Example,
  some: readonly Control[],
  policy: Policy,
): Promise<readonly Verdict[]> {
  const catalogue = catalogueOf(some.map(heldToRequests));
  const judging = { catalogue, policy, facts: factsOf(example), clock: 'facts' as const };
  const verdicts: Verdict[] = [];
  const left: string[] = [];
  for (const result of readDocuments(JSON.stringify(example.given), 'example.json', {
    readEvent: (raw, ref) => readEvent(raw, { ref, people: policy.view.people }),
  })) {
    if (!result.ok) throw new UnjudgedExample(`the document cannot be read: ${result.message}`);
    if (result.intake.kind === 'observed')
      verdicts.push(...(await judge(result.intake.observation, judging)));
    else left.push(`${result.intake.kind}, ${result.intake.reason}`);
  }
  // Beside a role stands its binding: what nothing judges by itself is there for the rest.
  if (verdicts.length === 0 && left.length > 0)
    throw new UnjudgedExample(`the document was not evaluated: ${left[0]}`);
  return verdicts;
}

export function policyOf(text: string, some: readonly Control[]): Policy {
  const loaded = loadPolicy(text, { file: 'example.yml', controls: some, now });
  if (!loaded.ok) throw new UnjudgedExample(`the example's policy: ${loaded.problems[0]?.message}`);
  return loaded.policy;
}

export function factsOf({ facts = [] }: Example): Facts {
  const known = new Map(facts.map(({ request, value }) => [factKey(request), value]));
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      const value = known.get(factKey(request));
      if (value === undefined)
        return { ok: false, code: 'no-facts', reason: 'the example supplies no such fact' };
      // The key holds the fact's name, so the value under it is of the fact asked for.
      return { ok: true, value, asOf: now } as FactAnswer<F>;
    },
  };
}
