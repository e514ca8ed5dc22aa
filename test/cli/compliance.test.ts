// Reports by framework: every section is there, and nothing unknown, unjudged or uncovered is called a pass.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCompliance } from '../../cli/compliance/compliance.ts';
import { frameworkNames, frameworks } from '../../cli/compliance/frameworks.ts';
import { controls } from '../../shared/controls/index.ts';
import { outcomes } from '../../shared/model/verdict.ts';
import { verdict } from '../findings/fixtures.ts';
import { folderWith, seawall } from './cli.ts';
import { definition } from './documents.ts';

interface Event {
  readonly outcome: string;
  readonly isWaived: boolean;
}

function expected(ids: readonly string[], events: readonly Event[]): string {
  if (ids.length === 0) return 'not-covered';
  const order = [
    ['fail', events.some(({ outcome, isWaived }) => outcome === 'fail' && !isWaived)],
    ['waived', events.some(({ outcome }) => outcome === 'fail')],
    ['unknown', events.some(({ outcome }) => outcome === 'unknown')],
    ['pass', events.some(({ outcome }) => outcome === 'pass')],
  ] as const;
  return order.find(([, is]) => is)?.[0] ?? 'not-judged';
}

describe.each(frameworkNames)('%s', (name) => {
  it('has each section once, and every reference of a control is to one of them', () => {
    const { sections } = frameworks[name];
    expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
    expect(sections.some(({ standsFor }) => controls.some(standsFor))).toBe(true);
  });

  it('passes where something passed, and nothing failed or is unknown', () => {
    const event = fc.record({
      control: fc.constantFrom(...controls.map(({ id }) => id as string)),
      outcome: fc.constantFrom(...outcomes),
      isWaived: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const count = countCompliance();
        for (const { control, outcome, isWaived } of events)
          count.add(verdict({ control, outcome }), outcome === 'fail' && isWaived);
        for (const section of count.result(name, controls).sections) {
          const own = events.filter(({ control }) => section.controls.includes(control));
          expect([section.id, section.status]).toEqual([section.id, expected(section.controls, own)]);
        }
      }),
    );
  });
});

it('the pod security checks name controls that are there', () => {
  for (const { id, standsFor } of frameworks.psa.sections)
    expect([id, controls.some(standsFor)]).toEqual([id, true]);
});

it('evaluate reports by section, as a table and as JSON, known fails among them', () => {
  const cwd = folderWith({ 'task.json': definition({ privileged: true }) });
  seawall(['evaluate', '.', '--write-baseline', 'known.json'], { cwd });
  const args = ['evaluate', '.', '--compliance', 'nist-800-190', '--baseline', 'known.json'];
  const { code, stdout } = seawall([...args, '--format', 'table', '--format', 'json=x.json'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^fail +4\.4\.3 Insecure container runtime configurations +\d+ fail/m);
  expect(stdout).toContain('Not covered by any control: 4.6 Hardware');
  const { compliance } = JSON.parse(seawall([...args, '--format', 'json'], { cwd }).stdout);
  expect(compliance).toMatchObject({ framework: 'nist-800-190', name: 'NIST SP 800-190' });
  expect(compliance.sections).toHaveLength(24);
  expect(seawall(['evaluate', '.', '--compliance', 'nist'], { cwd }).code).toBe(2);
});
