// A control of one's own: begun by a command, its examples run and run again as it is written.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { subjectKinds } from '../../shared/model/subject.ts';
import { oneIn } from '../support/extent.ts';
import { commandLineTests, emptyFolder, folderWith, seawall } from './cli.ts';

const it = commandLineTests();

const bin = fileURLToPath(new URL('../../dist/seawall.mjs', import.meta.url));

describe('new-control', () => {
  const kinds = oneIn(4, subjectKinds, 'controls of one’s own, of each kind of subject');
  it('makes one of each kind of subject, all in one policy, whose examples hold', () => {
    const cwd = emptyFolder();
    for (const kind of kinds) {
      const args = ['new-control', `acme/a-${kind}`, '--judges', kind, '--write', 'seawall.yml'];
      expect([kind, seawall(args, { cwd }).code]).toEqual([kind, 0]);
    }
    const { code, stderr } = seawall(['test', 'seawall.yml'], { cwd });
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`${2 * kinds.length} examples of ${kinds.length} controls: all pass`),
    ]);
  });

  it('prints a policy that holds it, and writes nothing without being told', () => {
    const cwd = emptyFolder();
    const { code, stdout } = seawall(['new-control', 'acme/x'], { cwd });
    expect([code, stdout.startsWith('version: 1\ncustom:\n  - id: acme/x\n')]).toEqual([0, true]);
    writeFileSync(join(cwd, 'own.yml'), stdout);
    expect(seawall(['test', 'own.yml'], { cwd }).code).toBe(0);
    expect(seawall(['controls', 'acme/x', '--policy', 'own.yml'], { cwd }).code).toBe(0);
  });

  it.each([
    ['without custom', '# mine\nmode: observe # stays\n'],
    ['without a last new line', 'mode: observe # stays'],
    [
      'with custom',
      'mode: observe # stays\ncustom:\n  # first\n  - id: acme/y\n    judges: call\n    severity: low\n    holds: "true"\n    message: m\nprofile: baseline\n',
    ],
    [
      'with custom that is not indented',
      'mode: observe # stays\ncustom:\n- id: acme/y\n  judges: call\n  severity: low\n  holds: "true"\n  message: m\n',
    ],
    ['of comments', '# stays\n'],
    ['of nothing', ''],
  ])('adds it to a policy %s, and changes nothing else', (_, text) => {
    const cwd = folderWith({ 'seawall.yml': text });
    expect(seawall(['new-control', 'acme/x', '--write', 'seawall.yml'], { cwd }).code).toBe(0);
    const after = readFileSync(join(cwd, 'seawall.yml'), 'utf8');
    for (const line of text.split('\n')) expect(after).toContain(line);
    expect(seawall(['test', 'seawall.yml'], { cwd }).code).toBe(0);
  });

  it.each([
    ['x', 'x is no id of a control: expected a family and a name'],
    ['Acme/X', 'Acme/X is no id of a control'],
    ['immutability/x', "immutability is a family of Seawall's own"],
    ['acme/y', 'there is a control acme/y already'],
    ['acme/z', 'is no list with a line for each control'],
  ])('%s: %s', (id, words) => {
    const text = 'custom: [{ id: acme/y, judges: call, severity: low, holds: "true", message: m }]\n';
    const cwd = folderWith({ 'seawall.yml': text });
    const { code, stderr } = seawall(['new-control', id, '--write', 'seawall.yml'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(readFileSync(join(cwd, 'seawall.yml'), 'utf8')).toBe(text);
  });
});

describe('test --watch', () => {
  it('runs the examples again as the policy is written, and waits for one that loads', async () => {
    const cwd = emptyFolder();
    const file = join(cwd, 'seawall.yml');
    seawall(['new-control', 'acme/x', '--write', 'seawall.yml'], { cwd });
    const good = readFileSync(file, 'utf8');
    const child = spawn(process.execPath, [bin, 'test', 'seawall.yml', '--watch'], { cwd });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const next = async (words: string) => {
      while (!said.includes(words) || !said.includes('Ctrl-C ends'))
        await new Promise((resolve) => child.stderr.once('data', resolve));
      said = '';
    };
    await next('2 examples of 1 control: all pass');
    writeFileSync(file, good.replace('has(workload.tags.cost_centre)', '!has(workload.tags.cost_centre)'));
    await next('2 examples of 1 control: 2 failed');
    writeFileSync(file, good.replace('cost_centre)', 'cost_centre'));
    await next('seawall.yml:');
    writeFileSync(file, good);
    await next('all pass');
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('close', resolve));
    expect(child.signalCode).toBe('SIGINT');
  });

  it('needs something to watch', () => {
    const { code, stderr } = seawall(['test', '--watch']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--watch has nothing to watch')]);
  });
});
