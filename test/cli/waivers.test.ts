// Waivers on the command line, one for a name nobody has among them, and the page of one finding.
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, folderWith, onlyControls, seawall } from './cli.ts';
import { badDefinition, goodDefinition } from './documents.ts';

const it = commandLineTests();

const privileged = 'namespace-isolation/no-privileged';
const at = ['--now', '2026-11-24'];

function waiving(...subjects: readonly string[]): string {
  const waivers = subjects.map((subject) => ({
    ...{ control: privileged, subject, until: '2026-11-30', owner: 'ops', reason: 'moving out' },
  }));
  return onlyControls([privileged], { waivers });
}

describe('a waiver', () => {
  const told = (policy: string, task: object, now = at) => {
    const cwd = folderWith({ 'a.json': task, 'seawall.yml': policy });
    return seawall(['evaluate', 'a.json', ...now], { cwd }).stderr;
  };

  it.each([
    'nobody',
    'a.json web',
    'Web',
  ])('for %s matches nothing where the control failed on web', (subject) => {
    expect(told(waiving(subject), badDefinition)).toContain(
      `seawall.yml: the waiver of ${privileged} for ${subject} matches nothing here: the control failed on web`,
    );
  });

  it.each([
    ['that holds', waiving('we*'), badDefinition],
    ['of a control that did not fail', waiving('nobody'), goodDefinition],
    ['beside one that holds', waiving('web', 'another'), badDefinition],
  ])('%s is not told', (_, policy, task) => {
    expect(told(policy, task)).not.toContain('matches nothing');
  });

  it('that ended is told as ended, and nothing else', () => {
    const words = told(waiving('nobody'), badDefinition, ['--now', '2026-12-24']);
    expect([words.includes('ended on 2026-11-30'), words.includes('matches nothing')]).toEqual([true, false]);
  });
});

describe('findings ID', () => {
  const cwd = emptyFolder();
  seawall(['demo'], { cwd });
  const now = ['--now', '2026-11-17T12:00:00Z'];
  const { findings } = JSON.parse(seawall(['findings', '--format', 'json', ...now], { cwd }).stdout);
  const privileged = findings.find(({ control }: { control: string }) => control.endsWith('/no-privileged'));

  it('tells what is wrong, where, by whom, why it matters and how to fix it', () => {
    const { code, stdout } = seawall(['findings', privileged.id.slice(0, 8), ...now], { cwd });
    expect(code).toBe(0);
    for (const words of [
      'is true, and should be false',
      'account 111122223333',
      'cluster ',
      'Who\n',
      'Why\n',
      'How to fix\n',
    ])
      expect(stdout).toContain(words);
  });

  it('tells until when it is waived, and why, by whom', () => {
    const record = ['--record', '.seawall/demo.sqlite', ...now];
    const args = ['waive', privileged.id, '--until', '2026-12-20', '--reason', 'moving out', ...record];
    expect(seawall(args, { cwd }).code).toBe(0);
    const { stdout } = seawall(['findings', privileged.id, ...record], { cwd });
    expect(stdout).toMatch(/Waived until\n {2}2026-12-20/);
    expect(stdout).toMatch(/waived +open → waived .*moving out/);
  });
});
