// Controls of the user's own through the bin: judged, listed, tested, and refused with their place.
import { describe, expect } from 'vitest';
import { pod } from '../../shared/controls/examples/workloads.ts';
import { commandLineTests, folderWith, seawall } from './cli.ts';

const it = commandLineTests();

const labelled = pod({ metadata: { name: 'web', labels: { cost_centre: '42' } } });
const bare = pod({ metadata: { name: 'web', labels: {} } });

function policyWith(custom: object, more: object = {}): string {
  const entry = {
    id: 'acme/has-cost-centre',
    judges: 'workload',
    severity: 'high',
    holds: 'has(workload.tags.cost_centre)',
    message: 'workloads carry the tag cost_centre',
    ...custom,
  };
  return JSON.stringify({ version: 1, custom: [entry], ...more });
}

const examples = {
  fails: [{ says: 'no label', given: bare }],
  passes: [{ says: 'a label', given: labelled }],
};

describe('evaluate', () => {
  it('judges by them, and puts them in their own family', () => {
    const cwd = folderWith({ 'seawall.yml': policyWith({}), 'bad.json': bare, 'good.json': labelled });
    const ran = seawall(['evaluate', 'bad.json', 'good.json', '--format', 'json'], { cwd });
    expect(ran.code).toBe(1);
    const own = JSON.parse(ran.stdout).verdicts.filter(({ family }: { family: string }) => family === 'acme');
    expect(own).toMatchObject([
      {
        control: 'acme/has-cost-centre',
        outcome: 'fail',
        severity: 'high',
        evidence: [{ path: '', found: false, wanted: true, message: 'workloads carry the tag cost_centre' }],
      },
      { outcome: 'pass' },
    ]);
  });

  it('knows them in controls, rules and waivers, and in every report', () => {
    const waivers = [
      { control: 'acme/has-cost-centre', subject: '*', until: '2026-12-31', owner: 'kim', reason: 'soon' },
    ];
    const rules = [{ when: { platform: 'kubernetes' }, controls: ['acme/*'], severity: 'critical' }];
    const controls = { 'acme/has-cost-centre': { severity: 'low' } };
    const policy = policyWith({ title: 'Cost centre' }, { controls, rules, waivers });
    const cwd = folderWith({ 'seawall.yml': policy, 'bad.json': bare });
    const at = ['--now', '2026-12-01T00:00:00Z'];
    const json = seawall(['evaluate', 'bad.json', '--format', 'json', ...at], { cwd });
    expect(json.code).toBe(0);
    expect(json.stdout).toContain('"severity":"critical"');
    for (const format of ['sarif', 'html', 'junit', 'table'])
      expect(seawall(['evaluate', 'bad.json', '--format', format, ...at], { cwd }).stdout).toContain(
        'acme/has-cost-centre',
      );
  });

  it.each([
    [
      'a wrong name',
      'has(workload.tgs.x)',
      '5:22: custom[0].holds workload has no field tgs (did you mean tags?)',
    ],
    [
      'a wrong field of a container',
      'workload.containers.all(c, c.imge != "")',
      '5:38: custom[0].holds c has no field imge (did you mean image?)',
    ],
    ['a slip', 'true &&& false', '5:15: custom[0].holds cannot be read: '],
  ])('refuses %s with its line and column', (_, holds, wanted) => {
    const policy = `custom:\n- id: acme/x\n  judges: workload\n  severity: low\n  holds: ${holds}\n  message: m\n`;
    const cwd = folderWith({ 'seawall.yml': policy, 'bad.json': bare });
    const ran = seawall(['evaluate', 'bad.json'], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`seawall.yml:${wanted}`);
  });

  it('goes on where one ends with an error', () => {
    const cwd = folderWith({
      'seawall.yml': policyWith({ holds: 'workload.tags.a.b == 1' }),
      'good.json': labelled,
    });
    const ran = seawall(['evaluate', 'good.json', '--format', 'json'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('holds ends with an error: no field a');
  });

  it('stops one that costs too much, and judges on by the others', () => {
    const holds =
      'workload.containers.all(a, workload.containers.all(b, workload.containers.all(c, workload.containers.all(d, true))))';
    const containers = Array.from({ length: 300 }, (_, index) => ({ name: `c${index}`, image: 'web:1' }));
    const cwd = folderWith({
      'seawall.yml': policyWith({ holds }),
      'big.json': { family: 'big', containerDefinitions: containers },
    });
    const ran = seawall(['evaluate', 'big.json', '--format', 'json', '--fail-on', 'none'], { cwd });
    expect(ran.code).toBe(0);
    const { verdicts }: { verdicts: { family: string; outcome: string; reason: string | null }[] } =
      JSON.parse(ran.stdout);
    expect(verdicts.filter(({ family }) => family === 'acme')).toMatchObject([
      { outcome: 'unknown', reason: 'holds costs too much on this subject' },
    ]);
    expect(verdicts.filter(({ outcome }) => outcome === 'fail').length).toBeGreaterThan(1);
  });

  it('refuses a built-in family, a second of the same id, and parameters', () => {
    const of = (policy: string) =>
      seawall(['evaluate', 'a.json'], { cwd: folderWith({ 'seawall.yml': policy, 'a.json': bare }) }).stderr;
    expect(of(policyWith({ id: 'segmentation/mine' }))).toContain('is in a family of Seawall');
    expect(of(policyWith({}, { controls: { 'acme/has-cost-centre': { parameters: { a: 1 } } } }))).toContain(
      'has no parameters',
    );
  });
});

describe('controls', () => {
  it('lists them, and shows one with its expression and examples', () => {
    const cwd = folderWith({ 'seawall.yml': policyWith({ examples }) });
    expect(seawall(['controls'], { cwd }).stdout).toContain('acme/has-cost-centre');
    const { code, stdout } = seawall(['controls', 'acme/has-cost-centre'], { cwd });
    expect(code).toBe(0);
    for (const part of ['holds: has(workload.tags.cost_centre)', 'says: no label', 'says: a label'])
      expect(stdout).toContain(part);
  });
});

describe('test', () => {
  it('runs their examples, found, named by id, and named by file', () => {
    const policy = policyWith({ examples });
    const cwd = folderWith({ 'seawall.yml': policy, 'team/other.yml': policy });
    expect(seawall(['test', 'acme'], { cwd })).toMatchObject({ code: 0, stdout: 'all 2 examples pass\n' });
    expect(seawall(['test', 'acme/has-cost-centre'], { cwd }).stdout).toBe('all 2 examples pass\n');
    expect(seawall(['test', 'team/other.yml'], { cwd }).stdout).toBe('all 2 examples pass\n');
    expect(seawall(['test', 'team/other.yml', 'acme'], { cwd }).stdout).toBe('all 4 examples pass\n');
  });

  it('tells an example whose document is none that is judged', () => {
    const wrong = {
      fails: [{ says: 'a note', given: { note: 'no document' } }],
      passes: [{ says: 'a label', given: labelled }],
    };
    const cwd = folderWith({ 'seawall.yml': policyWith({ examples: wrong }) });
    expect(seawall(['test', 'seawall.yml'], { cwd })).toMatchObject({
      code: 1,
      stdout: 'acme/has-cost-centre: a note: the document was not evaluated: dropped, unknown kind\n',
    });
  });

  it('tells an example that does not hold', () => {
    const wrong = { fails: [{ says: 'a label', given: labelled }] };
    const cwd = folderWith({ 'seawall.yml': policyWith({ examples: wrong }) });
    expect(seawall(['test', 'seawall.yml'], { cwd })).toMatchObject({
      code: 1,
      stdout: 'acme/has-cost-centre: a label: expected fail, but got pass ()\n',
    });
  });
});
