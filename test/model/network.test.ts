// Rules of security groups, and label selectors.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllPorts, isWorld, type NetworkRule, selects, selectsAll } from '../../shared/model/network.ts';

const rule = (change: Partial<NetworkRule>): NetworkRule => ({
  path: '',
  protocol: 'tcp',
  fromPort: null,
  toPort: null,
  cidr: null,
  group: null,
  ...change,
});

describe('rules', () => {
  it.each([
    ['0.0.0.0/0', true],
    ['::/0', true],
    ['10.1.2.3/0', true],
    ['10.0.0.0/10', false],
    ['128.0.0.0/1', true],
    ['2000::/3', true],
    ['fc00::/7', false],
    ['17.0.0.0/8', false],
    ['203.0.113.9', false],
    ['0.0.0.0/00', true],
    [null, false],
  ])('%s is the world: %s', (cidr, world) => {
    expect(isWorld(rule({ cidr }))).toBe(world);
  });

  it.each([
    [{ protocol: '-1' }, true],
    [{ protocol: '-1', fromPort: 22, toPort: 22 }, true],
    [{ fromPort: 0, toPort: 65535 }, true],
    [{ fromPort: 1, toPort: 65535 }, true],
    [{ fromPort: 443, toPort: 443 }, false],
    [{ fromPort: 1024, toPort: 65535 }, false],
  ])('%j are all ports: %s', (change, all) => {
    expect(isAllPorts(rule(change))).toBe(all);
  });
});

describe('label selectors', () => {
  const expression = (operator: string, values: string[] = []) => ({
    labels: {},
    expressions: [{ key: 'tier', operator, values }],
  });

  it.each([
    ['In', ['web'], true, false],
    ['NotIn', ['web'], false, true],
    ['Exists', [], true, false],
    ['DoesNotExist', [], false, true],
    ['Matches', ['web'], false, false],
  ])('%s', (operator, values, there, absent) => {
    expect(selects(expression(operator, values), { tier: 'web' })).toBe(there);
    expect(selects(expression(operator, values), {})).toBe(absent);
    expect(selectsAll(expression(operator, values))).toBe(false);
  });

  it('an empty one takes everything, labels take what carries them all', () => {
    const labels = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
    fc.assert(
      fc.property(labels, labels, (wanted, more) => {
        expect(selects({ labels: {}, expressions: [] }, more)).toBe(true);
        expect(selects({ labels: wanted, expressions: [] }, { ...more, ...wanted })).toBe(true);
      }),
    );
    expect(selects({ labels: { app: 'web' }, expressions: [] }, { app: 'db' })).toBe(false);
    expect(selects({ labels: { toString: 'x' }, expressions: [] }, {})).toBe(false);
  });
});
