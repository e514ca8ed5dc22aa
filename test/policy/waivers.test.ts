// Waivers: what they cover, and the edges of their time.
import { describe, expect, it } from 'vitest';
import { waiverFor } from '../../shared/policy/waivers.ts';
import { policy } from './fixtures.ts';

const id = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc1';
const verdict = { control: 'host-hardening/no-host-ssh', subject: { id }, identity: 'asg/web' };

function waivers(...said: { subject?: string; until?: string; owner?: string; control?: string }[]) {
  const written = said.map((each) => ({
    control: 'host-hardening/no-host-ssh',
    subject: 'arn:aws:ec2:*:*:instance/i-0abc*',
    until: '2026-12-31',
    owner: 'kim',
    reason: 'migration',
    ...each,
  }));
  return policy(JSON.stringify({ waivers: written }));
}

describe('a waiver covers', () => {
  it('the subject’s id or its identity, in every partition', () => {
    const at = '2026-11-20T00:00:00Z';
    expect(waiverFor(waivers({}), verdict, at)?.owner).toBe('kim');
    expect(waiverFor(waivers({ subject: 'asg/*' }), verdict, at)?.owner).toBe('kim');
    expect(waiverFor(waivers({ subject: 'asg/api' }), verdict, at)).toBeNull();
    const cn = { ...verdict, subject: { id: id.replace('arn:aws:', 'arn:aws-cn:') } };
    expect(waiverFor(waivers({}), cn, at)).toBeNull();
    expect(waiverFor(waivers({ subject: 'arn:*:ec2:*:*:instance/i-0abc*' }), cn, at)?.owner).toBe('kim');
  });

  it('no other control', () => {
    const other = { ...verdict, control: 'namespace-isolation/no-privileged' };
    expect(waiverFor(waivers({}), other, '2026-11-20T00:00:00Z')).toBeNull();
  });
});

describe('the time of a waiver', () => {
  it.each([
    ['2026-12-31', '2026-12-31T23:59:59.999Z', true],
    ['2026-12-31', '2027-01-01T00:00:00.000Z', false],
    ['2026-12-31', '2026-12-31T23:30:00-01:00', false],
    ['2026-12-31', '2027-01-01T00:30:00+01:00', true],
    ['2026-12-31', '2020-01-01T00:00:00Z', true],
    ['2026-12-31T18:00:00Z', '2026-12-31T17:59:59.999Z', true],
    ['2026-12-31T18:00:00Z', '2026-12-31T18:00:00Z', false],
    ['2026-12-31T18:00:00+02:00', '2026-12-31T16:00:00Z', false],
    ['2026-12-31T18:00:00+02:00', '2026-12-31T15:59:59Z', true],
    ['2026-12-31', 'not a time', false],
  ])('until %s, at %s: %s', (until, at, covered) => {
    expect(waiverFor(waivers({ until }), verdict, at) !== null).toBe(covered);
  });

  it('is that of the longest of several', () => {
    const said = waivers(
      { until: '2026-12-01', owner: 'a' },
      { until: '2026-12-24', owner: 'b' },
      { until: '2026-12-10', owner: 'c' },
    );
    expect(waiverFor(said, verdict, '2026-11-20T00:00:00Z')?.owner).toBe('b');
  });
});

describe('the limit', () => {
  // Loaded at 2026-11-20T12:00Z.
  const loads = (until: string, limit = '90d') => {
    const said = { control: 'host-hardening/no-host-ssh', subject: '*', until, owner: 'kim', reason: 'r' };
    try {
      return policy(JSON.stringify({ 'waiver-limit': limit, waivers: [said] })).waivers.length === 1;
    } catch {
      return false;
    }
  };

  it.each([
    ['2027-02-18', true],
    ['2027-02-19', false],
    ['2027-02-18T12:00:00Z', true],
    ['2027-02-18T12:00:01Z', false],
    ['2999-12-31', false],
  ])('of 90 days: until %s loads: %s', (until, loaded) => {
    expect(loads(until)).toBe(loaded);
  });

  it('is what the policy says', () => {
    expect(loads('2027-11-01', '365d')).toBe(true);
    expect(loads('2026-11-21', '12h')).toBe(true);
    expect(loads('2026-11-22', '12h')).toBe(false);
  });
});
