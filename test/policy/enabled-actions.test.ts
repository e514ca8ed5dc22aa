// Which actions a policy enables: no fewer than can ever be planned, and none that it only observes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { responseModes } from '../../shared/model/response.ts';
import { enabledActions } from '../../shared/policy/enabled-actions.ts';
import { responseUnder } from '../../shared/policy/response-under.ts';
import { findingOn } from '../respond/actions/round-trip.ts';
import { runs } from '../support/extent.ts';
import { policyFrom } from '../support/judging.ts';

const enabledBy = (policy: JsonObject) => enabledActions(policyFrom(policy), controls);

describe('the actions that a policy enables', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['none, where it says nothing', {}, []],
    ['none, where it only observes', { mode: 'observe' }, []],
    [
      'that of a control that asks',
      { controls: { 'namespace-isolation/no-privileged': { mode: 'approve' } } },
      ['stop-workload'],
    ],
    [
      'none for a control that is off',
      { controls: { 'namespace-isolation/no-privileged': { mode: 'enforce', enabled: false } } },
      [],
    ],
    [
      'that of a control that a rule lets act somewhere',
      {
        rules: [{ when: { tags: { stage: 'prod' } }, controls: ['namespace-isolation/*'], mode: 'approve' }],
      },
      enabledActions(
        policyFrom({ mode: 'approve' }),
        controls.filter(({ id }) => id.startsWith('namespace-isolation/')),
      ),
    ],
  ])('%s', (_, policy, actions) => {
    expect(enabledBy(policy)).toEqual(actions);
  });

  it('are all but telling people, where everything may act', () => {
    const proposed = controls.flatMap(({ response }) => response ?? []).filter((one) => one !== 'notify');
    expect(enabledBy({ mode: 'enforce', profile: 'restricted' })).toEqual([...new Set(proposed)].toSorted());
  });

  it('hold whatever a finding can be answered with', () => {
    const setting = fc.record(
      { mode: fc.constantFrom(...responseModes), enabled: fc.boolean() },
      { requiredKeys: [] },
    );
    const ids = controls.filter(({ response }) => response !== null).map(({ id }) => id);
    const rule = fc
      .record({
        setting,
        controls: fc.constantFrom(['*'], ['severity:high'], ['namespace-isolation/*'], [ids[0] ?? '']),
        account: fc.constantFrom('111122223333', '444455556666'),
      })
      .map(({ setting: said, controls: named, account }) => ({
        when: { account: [account] },
        controls: named,
        ...said,
      }));
    const policies = fc.record({
      mode: fc.constantFrom(...responseModes),
      controls: fc.dictionary(fc.constantFrom(...ids), setting, { maxKeys: 3 }),
      rules: fc.array(rule, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        policies,
        fc.constantFrom(...ids),
        fc.constantFrom('111122223333', '222'),
        (said, id, account) => {
          const policy = policyFrom(said);
          const answer = responseUnder(policy, controls, findingOn({ account }, [], { control: id }));
          if (answer === null || answer.mode === 'observe' || answer.action === 'notify') return;
          expect(enabledActions(policy, controls)).toContain(answer.action);
        },
      ),
      runs(300),
    );
  });
});
