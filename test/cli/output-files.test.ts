// Files that are written: for their owner alone, and never over what is read.
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, folderWith, seawall } from './cli.ts';
import { cloudTrailEvent, definition, goodDefinition } from './documents.ts';

const it = commandLineTests();

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe('a file that is written', () => {
  it('may be read by its owner alone, whatever it was before', () => {
    const cwd = folderWith({ 'a.json': goodDefinition, 'old.json': 'x' });
    chmodSync(join(cwd, 'old.json'), 0o666);
    for (const name of ['new.json', 'old.json']) {
      expect(seawall(['evaluate', 'a.json', '--format', 'json', '--output', name], { cwd }).code).toBe(0);
      expect([name, mode(join(cwd, name))]).toEqual([name, '600']);
    }
  });

  it('so the record, new and old, with what stands beside it', () => {
    const cwd = folderWith({ 'trail.json': { Records: [cloudTrailEvent] } });
    const run = () => seawall(['replay', 'trail.json', '--record', 'r.sqlite'], { cwd });
    expect(run().code).toBe(0);
    expect(mode(join(cwd, 'r.sqlite'))).toBe('600');
    chmodSync(join(cwd, 'r.sqlite'), 0o644);
    expect(run().code).toBe(0);
    expect(mode(join(cwd, 'r.sqlite'))).toBe('600');
  });

  it('but no device', () => {
    const cwd = folderWith({ 'a.json': goodDefinition });
    const before = mode('/dev/null');
    expect(seawall(['evaluate', 'a.json', '--output', '/dev/null'], { cwd }).code).toBe(0);
    expect(mode('/dev/null')).toBe(before);
  });
});

describe('--output', () => {
  const policy = 'version: 1\n';
  const inputs = {
    'task.json': definition({ privileged: true }),
    'facts.json': {
      version: 1,
      takenAt: '2026-11-20T00:00:00Z',
      accounts: { '111122223333': { regions: { 'eu-central-1': {} } } },
    },
    'seawall.yml': policy,
    'trail.json': { Records: [cloudTrailEvent] },
    'folder/task.json': definition({ privileged: true }),
  };

  it.each([
    [['evaluate', 'task.json'], 'task.json'],
    [['evaluate', 'folder'], 'folder/task.json'],
    [['evaluate', 'task.json', '--facts', 'facts.json'], 'facts.json'],
    [['evaluate', 'task.json'], 'seawall.yml'],
    [['evaluate', 'task.json'], 'link.json'],
    [['replay', 'trail.json'], 'trail.json'],
    [['replay', 'trail.json', '--against', 'seawall.yml'], 'seawall.yml'],
    [['sweep', '--facts', 'facts.json'], 'facts.json'],
    [['controls', '--policy', 'seawall.yml'], 'seawall.yml'],
    [['test', 'seawall.yml'], 'seawall.yml'],
  ])('%j never over %s', (args, output) => {
    const cwd = folderWith(inputs);
    symlinkSync('task.json', join(cwd, 'link.json'));
    const before = readFileSync(join(cwd, output), 'utf8');
    const { code, stderr } = seawall([...args, '--output', output], { cwd });
    expect(stderr).toContain(`${output}: is an input of this run: give --output another file`);
    expect([code, readFileSync(join(cwd, output), 'utf8')]).toEqual([2, before]);
  });

  it.each([
    ['to a file elsewhere', '../key'],
    ['to a file elsewhere that is not there yet', '../new'],
    ['to a file elsewhere, by its whole path', null],
  ])('nor by a link %s', (_, target) => {
    const folder = folderWith({ key: 'precious', 'in/task.json': definition({ privileged: true }) });
    const cwd = join(folder, 'in');
    symlinkSync(target ?? join(folder, 'key'), join(cwd, 'out.json'));
    const { code, stderr } = seawall(['evaluate', 'task.json', '--output', 'out.json'], { cwd });
    expect(stderr).toContain('out.json: is a symbolic link to another place: name the file itself');
    expect([code, readFileSync(join(folder, 'key'), 'utf8')]).toEqual([2, 'precious']);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it('but by one to a file beside it', () => {
    const cwd = folderWith({ 'task.json': definition({ privileged: true }), 'run-1.json': '' });
    symlinkSync('run-1.json', join(cwd, 'latest.json'));
    expect(seawall(['evaluate', 'task.json', '--output', 'latest.json'], { cwd }).code).not.toBe(2);
    expect(readFileSync(join(cwd, 'run-1.json'), 'utf8')).not.toBe('');
  });

  it.each([
    ['a folder', 'reports/out.json'],
    ['a folder above', 'reports/new/out.json'],
    ['a folder, spelled another way', './x/../reports/out.json'],
  ])('nor through a link out of the working folder on the way: %s', (_, output) => {
    const files = {
      'away/new/.keep': '',
      'in/task.json': definition({ privileged: true }),
      'in/x/.keep': '',
    };
    const folder = folderWith(files);
    const cwd = join(folder, 'in');
    symlinkSync('../away', join(cwd, 'reports'));
    for (const name of [output, join(cwd, output)]) {
      const { code, stderr } = seawall(['evaluate', 'task.json', '--output', name], { cwd });
      expect(stderr).toContain('reports is a symbolic link out of this folder: name the place itself');
      expect([code, readdirSync(join(folder, 'away')), readdirSync(join(folder, 'away/new'))]).toEqual([
        2,
        ['new'],
        ['.keep'],
      ]);
    }
  });

  it('but through one that stays within it, by the place itself, and where the folder itself is a link', () => {
    const folder = folderWith({ 'away/.keep': '', 'in/task.json': goodDefinition, 'in/real/.keep': '' });
    const cwd = join(folder, 'in');
    symlinkSync('real', join(cwd, 'reports'));
    symlinkSync('in', join(folder, 'link'));
    const written = (output: string, from = cwd) =>
      seawall(['evaluate', 'task.json', '--output', output], { cwd: from }).code;
    expect([
      written('reports/out.json'),
      written('../away/out.json'),
      written(join(folder, 'away/other.json')),
    ]).toEqual([0, 0, 0]);
    expect(written('real/again.json', join(folder, 'link'))).toBe(0);
    expect(readdirSync(join(cwd, 'real')).sort()).toEqual(['.keep', 'again.json', 'out.json']);
  });

  it('nor over the record', () => {
    const cwd = folderWith(inputs);
    expect(seawall(['replay', 'trail.json', '--record', 'r.sqlite'], { cwd }).code).toBe(0);
    for (const command of ['findings', 'journal'])
      expect(seawall([command, '--record', 'r.sqlite', '--output', 'r.sqlite'], { cwd }).code).toBe(2);
    expect(seawall(['findings', '--record', 'r.sqlite'], { cwd }).code).toBe(0);
  });

  it.each([
    'json',
    'sarif',
    'junit',
    'html',
  ])('again over its own report in the folder it judges, as %s', (format) => {
    const cwd = folderWith({ 'task.json': goodDefinition });
    const args = ['evaluate', '.', '--format', format, '--output', 'report.json'];
    expect([seawall(args, { cwd }).code, seawall(args, { cwd }).code]).toEqual([0, 0]);
    expect(readFileSync(join(cwd, 'report.json'), 'utf8').length).toBeGreaterThan(100);
  });

  it.each([
    [['--output', '-']],
    [['--format', 'table=-']],
    [['--format', 'table=-', '--format', 'json=a.out']],
  ])('- is standard output: %j', (args) => {
    const cwd = folderWith({ 'a.json': definition({ privileged: true }) });
    const { code, stdout } = seawall(['evaluate', 'a.json', ...args], { cwd });
    expect([code, stdout]).toEqual([1, expect.stringContaining('runs privileged')]);
    expect(existsSync(join(cwd, '-'))).toBe(false);
  });

  it('names a file', () => {
    const cwd = folderWith({ 'a.json': goodDefinition });
    const { code, stderr } = seawall(['evaluate', 'a.json', '--output='], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--output names no file')]);
  });

  it('where it cannot be written is an error of the environment', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'a.json'), JSON.stringify(goodDefinition));
    const { code, stderr } = seawall(['evaluate', 'a.json', '--output', 'no/such/folder'], { cwd });
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining(
        'no/such/folder: cannot be written: there is no folder no/such (make it first)',
      ),
    ]);
  });
});

describe.skipIf(!existsSync('/dev/full'))('standard output on a full disk', () => {
  it.each([
    'evaluate a.json',
    'evaluate a.json --format json',
    'evaluate bad.json',
    'controls',
    'demo',
    'completion bash',
    '--help',
    '--version',
  ])('%s: one line, and the environment failed', (args) => {
    const cwd = folderWith({ 'a.json': definition({ privileged: true }), 'bad.json': '{' });
    const { code, stderr } = seawall(args.split(' '), { cwd, stdout: '/dev/full' });
    expect(
      stderr.split('\n').filter((line) => line.startsWith('standard output: cannot be written')),
    ).toHaveLength(1);
    expect([code, stderr.includes('    at ')]).toEqual([3, false]);
  });
});
