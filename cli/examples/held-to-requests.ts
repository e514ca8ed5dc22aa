// Holds a control to its requests: it may read no fact that it did not ask for (another control may have), and ask for none idly.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import {
  type FactAnswer,
  type FactName,
  type FactRequest,
  type FactRequestOf,
  factKey,
  type GatheredFacts,
} from '../../shared/model/facts.ts';

type Ask = (subject: unknown, context: unknown) => readonly FactRequest[];
type Judge = (subject: unknown, context: { readonly facts: GatheredFacts }) => ReturnType<Control['judge']>;

/** For one observation: the cases that are opened are judged in the same order. What breaks the rule throws, and so is `unknown`. */
export function heldToRequests(control: Control): Control {
  if (control.facts === undefined) return control;
  // A registered control has forgotten the types of what it judges.
  const ask = control.facts as Ask;
  const judge = control.judge as Judge;
  const opened: (readonly FactRequest[])[] = [];
  const facts: Ask = (subject, context) => {
    const requests = ask(subject, context);
    opened.push(requests);
    return requests;
  };
  const held: Judge = (subject, context) => {
    const reader = readerOf(opened.shift() ?? [], context.facts);
    const judgement = judge(subject, { ...context, facts: reader });
    const [idle] = reader.unread();
    if (idle !== undefined) throw new Error(`it asks for ${idle} and does not read it`);
    return judgement;
  };
  return { ...control, facts, judge: held };
}

function readerOf(requests: readonly FactRequest[], facts: GatheredFacts) {
  const asked = new Set(requests.map(factKey));
  const unread = new Set(asked);
  return {
    unread: () => [...unread],
    get<F extends FactName>(request: FactRequestOf<F>): FactAnswer<F> {
      const key = factKey(request);
      if (!asked.has(key)) throw new Error(`it reads ${key} and does not ask for it`);
      unread.delete(key);
      return facts.get(request);
    },
  };
}
