// Which verdicts on a revision could refuse it.
import { expect, it } from 'vitest';
import { isJudged, standing } from '../../shared/gate/standing.ts';
import type { Verdict } from '../../shared/model/verdict.ts';

const verdict = (outcome: string, severity: string, action: string | null): Verdict =>
  ({ outcome, severity, response: action === null ? null : { action } }) as unknown as Verdict;

it('fails that weigh enough and call for more than telling people', () => {
  const refusing = verdict('fail', 'high', 'stop-workload');
  const others = [
    verdict('pass', 'critical', 'stop-workload'),
    verdict('unknown', 'critical', 'stop-workload'),
    verdict('fail', 'medium', 'stop-workload'),
    verdict('fail', 'critical', 'notify'),
    verdict('fail', 'critical', null),
  ];
  expect(standing([...others, refusing], 'high')).toEqual([refusing]);
  expect(standing([refusing], 'critical')).toEqual([]);
});

it('a revision is judged where a control could say pass or fail', () => {
  expect(isJudged([verdict('unknown', 'high', null), verdict('not-applicable', 'low', null)])).toBe(false);
  expect(isJudged([verdict('unknown', 'high', null), verdict('pass', 'low', null)])).toBe(true);
  expect(isJudged([])).toBe(false);
});
