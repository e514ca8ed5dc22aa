// docs/cost.md and docs/scale.md: what they rest on has a source, and the promises of the deployment hold in them.
import { describe, expect, it } from 'vitest';
import { deployedIn, takersWithLimits } from '../../scripts/generate/cost/deployed.ts';
import { measured, prices } from '../../scripts/generate/cost/figures.ts';
import {
  idle,
  organisation,
  perMillion,
  perMillionFailing,
  total,
} from '../../scripts/generate/cost/model.ts';
import { ofType, serverless } from '../serverless/deployment.ts';

const deployed = deployedIn('.');

describe('the cost', () => {
  it('rests on prices that each name where they were read, and when', () => {
    for (const { dollars, source } of Object.values(prices)) {
      expect(dollars).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/\S+ \((?:20\d\d(?:-\d\d-\d\d)?|undated)\)$/);
    }
  });

  it('stays under what was promised: $15 idle, $15 for a million passing events of tasks, three reads and writes each', () => {
    expect(total(idle(deployed))).toBeLessThan(15);
    expect(total(perMillion(measured.next))).toBeLessThan(15);
    expect(Math.max(measured.next.reads, measured.next.writes)).toBeLessThanOrEqual(3);
  });

  it('counts what is deployed', () => {
    expect(deployed.alarms).toBeGreaterThanOrEqual(ofType('AWS::CloudWatch::Alarm').length);
    expect(deployed.queues).toBe(takersWithLimits('.').length);
    expect(JSON.stringify(serverless.functions).match(/"maximumConcurrency"/g)).toHaveLength(deployed.queues);
  });

  it('of an event grows with what it asks of the table; one that fails costs most', () => {
    const [again, next] = [total(perMillion(measured.repeated)), total(perMillion(measured.next))];
    expect(again).toBeLessThan(next);
    expect(next).toBeLessThan(total(perMillionFailing()));
  });

  it('and the load of an organisation grow with its accounts, above an idle deployment', () => {
    const [small, large] = [organisation(10, deployed), organisation(1000, deployed)];
    expect(small.dollars).toBeGreaterThan(total(idle(deployed)));
    expect(large.dollars).toBeGreaterThan(small.dollars);
    expect(large.eventsPerMonth).toBe(100 * small.eventsPerMonth);
    expect(large.peakPerSecond / small.peakPerSecond).toBeCloseTo(100);
    expect(organisation(0, deployed).dollars).toBeCloseTo(total(idle(deployed)));
  });
});
