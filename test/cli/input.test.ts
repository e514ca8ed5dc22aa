// Input as it comes in the wild and from attackers: each fault is one line, and the rest is judged.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, failures, folderWith, reportOf, seawall } from './cli.ts';
import { badDefinition, cloudTrailEvent, goodDefinition } from './documents.ts';

const it = commandLineTests();

const privileged = 'namespace-isolation/no-privileged';

function evaluated(paths: readonly string[], cwd: string) {
  const ran = seawall(['evaluate', ...paths, '--format', 'json'], { cwd });
  return { ...ran, report: reportOf(ran) };
}

/** Lines of stderr but for the policy's. */
function told(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('policy:'));
}

describe('files that are broken', () => {
  const files: Record<string, string | Uint8Array> = {
    'comma.json': '{\n  "family": "web",\n}',
    'cut.json': '{"family": "web", "containerDefinitions": [',
    'tabs.yaml': 'a:\n\t- b\n',
    'quote.yaml': 'a: "b\nc: d\n',
    'latin1.json': Uint8Array.from(Buffer.from('{\n "family": "caf\u00e9" }', 'latin1')),
    'nul.json': '{"family": "\u0000"}',
    'binary.json': Uint8Array.from([0, 1, 2, 255, 254, 0]),
    'half16.json': Uint8Array.from([0xff, 0xfe, 0x00, 0xd8, 0x20, 0x00]),
    'deep.json': '['.repeat(100_000) + ']'.repeat(100_000),
    'deep.yaml': `a: ${'['.repeat(50_000)}`,
    'deep-object.json': `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    'bomb.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`)
      .join('\n')}\n`,
    'good.json': JSON.stringify(badDefinition),
  };

  it('are named with line and column, one line each, and the good file among them is judged', () => {
    const { code, stderr, report } = evaluated(Object.keys(files), folderWith(files));
    expect(code).toBe(2);
    const place = (file: string) => {
      const error = report.errors.find((one) => one.file === file);
      return [error?.code, error?.line, error?.column];
    };
    expect(place('comma.json')).toEqual(['malformed-json', 3, 1]);
    expect(place('cut.json')).toEqual(['malformed-json', 1, 44]);
    expect(place('tabs.yaml')).toEqual(['malformed-yaml', 2, 1]);
    expect(place('quote.yaml').slice(0, 1)).toEqual(['malformed-yaml']);
    expect(place('latin1.json')).toEqual(['invalid-utf8', 2, 16]);
    expect(place('nul.json')).toEqual(['malformed-json', 1, 13]);
    expect(place('binary.json')).toEqual(['invalid-utf8', 1, 4]);
    expect(place('half16.json')).toEqual(['invalid-utf16', null, null]);
    for (const file of ['deep.json', 'deep.yaml', 'deep-object.json'])
      expect([file, place(file)[0]]).toEqual([file, 'nested-too-deep']);
    expect(place('bomb.yaml')[0]).toBe('too-large');
    expect(report.errors.map(({ file }) => file).sort()).toEqual(
      Object.keys(files)
        .filter((file) => file !== 'good.json')
        .sort(),
    );
    expect(told(stderr)).toHaveLength(report.errors.length);
    for (const line of told(stderr)) expect(line).toMatch(/^[\w.-]+(?::\d+:\d+|:\[\d+\])?: .+/);
    const judged = report.verdicts.find(
      ({ control, outcome }) => control === privileged && outcome === 'fail',
    );
    expect(judged?.source.file).toBe('good.json');
  });

  it('in a folder those that bear no mark of a kind are left out by name, unless --strict', () => {
    const cwd = folderWith(files);
    const { code, stderr, report } = evaluated(['.'], cwd);
    expect(code).toBe(2);
    expect(report.errors.map(({ file }) => file)).toEqual(['cut.json']);
    const strange = Object.keys(files).filter((file) => !['cut.json', 'good.json'].includes(file));
    expect(report.leftOut?.map(({ file }) => file)).toEqual(strange.sort());
    expect(report.summary.dropped).toEqual({ 'a file that cannot be read and bears no mark of a kind': 11 });
    expect(told(stderr)).toContainEqual(
      expect.stringMatching(/^comma\.json: skipped: it cannot be read at 3:1: /),
    );
    expect(told(stderr)).toContain('1 more skipped: --format json names them all (leftOut)');
    rmSync(join(cwd, 'cut.json'));
    expect(evaluated(['.', '--fail-on', 'none'], cwd).code).toBe(0);
    const strict = evaluated(['.', '--strict'], cwd);
    expect([strict.code, strict.report.errors.length]).toEqual([2, 11]);
  });

  it('documents of a file stand for themselves: one bad does not take the others along', () => {
    const good = JSON.stringify(goodDefinition);
    const cwd = folderWith({ 'lines.jsonl': `${good}\n{"cut":\n${good}\n` });
    const { code, report } = evaluated(['lines.jsonl'], cwd);
    expect(code).toBe(2);
    expect(report.errors).toMatchObject([{ line: 2, index: 1, code: 'malformed-json' }]);
    expect(new Set(report.verdicts.map(({ source }) => source.index))).toEqual(new Set([0, 2]));
  });

  it('text of UTF-16 and with a byte order mark is read as it is', () => {
    const text = JSON.stringify(badDefinition);
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const big = Buffer.from(little).swap16();
    const cwd = folderWith({ 'a.json': little, 'b.json': big, 'c.json': `\ufeff${text}` });
    const { code, report } = evaluated(['.'], cwd);
    expect([code, report.summary.observations, report.errors]).toEqual([1, 3, []]);
  });

  it('50 MB on one line are judged', () => {
    const definitions = Array.from({ length: 20 }, () => ({
      ...badDefinition,
      padding: 'x'.repeat(2_500_000),
    }));
    const cwd = folderWith({ 'big.json': JSON.stringify(definitions) });
    const { code, report } = evaluated(['big.json', '--only', 'fail'], cwd);
    expect(code).toBe(1);
    expect(report.summary.observations).toBe(20);
  });
});

describe('nothing to judge', () => {
  it('an empty folder ends with 2 and one line', () => {
    const ran = seawall(['evaluate', '.'], { cwd: emptyFolder() });
    expect(ran.code).toBe(2);
    expect(told(ran.stderr)).toEqual([expect.stringMatching(/^nothing recognised/)]);
  });

  it('a folder without a single event ends a replay with 2', () => {
    const cwd = folderWith({ 'task.json': badDefinition, 'more/task.json': badDefinition });
    const ran = seawall(['replay', '.'], { cwd });
    expect(ran.code).toBe(2);
    expect(told(ran.stderr)).toEqual([expect.stringMatching(/^nothing recognised: no file of events/)]);
  });

  it('a named file of unknown kind, an empty one, and a path that is none end with 2; the rest is judged', () => {
    const cwd = folderWith({
      'what.json': [1, 2, { a: 'b' }],
      'empty.json': '',
      'spaces.yaml': '\n\n# nothing\n',
      'good.json': badDefinition,
    });
    const { code, stderr, report } = evaluated(
      ['what.json', 'empty.json', 'spaces.yaml', 'none.json', 'good.json'],
      cwd,
    );
    expect(code).toBe(2);
    expect(told(stderr)).toEqual([
      'none.json: no such file or folder (did you mean good.json?)',
      expect.stringMatching(/^what\.json: is of no kind that can be judged/),
      expect.stringMatching(/^empty\.json: holds nothing that can be judged/),
      expect.stringMatching(/^spaces\.yaml: holds nothing that can be judged/),
    ]);
    expect(report.summary.observations).toBe(1);
    expect(failures(report)).toContain(`${privileged} containerDefinitions[0].privileged`);
  });

  it('a named file that holds no event ends a replay with 2; what else was named is replayed', () => {
    const cwd = folderWith({ 'definition.json': badDefinition, 'more/definition.json': badDefinition });
    const events = join(import.meta.dirname, '../../events');
    const ran = seawall(['replay', 'definition.json', 'more', events, '--format', 'json'], { cwd });
    expect(ran.code).toBe(2);
    expect(told(ran.stderr)).toEqual([expect.stringMatching(/^definition\.json: holds no event \(/)]);
    const report = reportOf(ran);
    expect(report.summary.dropped['not an event']).toBeGreaterThanOrEqual(2);
    expect(report).toMatchObject({
      errors: [{ file: 'definition.json', code: 'unknown-kind', index: null }],
    });
  });

  it('in a folder such files are counted as dropped', () => {
    const cwd = folderWith({
      'what.json': { a: 'b' },
      'package.json': { name: 'x' },
      'empty.yaml': '',
      'README.md': '# hello',
      'node_modules/x/package.json': {},
      'good.json': goodDefinition,
    });
    const { code, report } = evaluated(['.'], cwd);
    expect(code).toBe(0);
    expect(report.summary.dropped).toEqual({
      'unknown kind': 3,
      'file type not judged': 1,
      'folder node_modules': 1,
    });
    expect(report.leftOut).toEqual(
      ['empty.yaml', 'package.json', 'what.json'].map((file) => ({ file, reason: 'unknown kind' })),
    );
    expect(seawall(['evaluate', '.'], { cwd }).stdout).toContain('skipped: ');
    expect(evaluated(['.', '--strict'], cwd).code).toBe(2);
  });
});

describe('links and devices', () => {
  it('loops of folders end, links to nothing and to themselves are told, named or not', () => {
    const cwd = folderWith({ 'a/b/good.json': goodDefinition });
    symlinkSync('..', join(cwd, 'a/b/up'));
    symlinkSync('self.json', join(cwd, 'self.json'));
    symlinkSync('gone.json', join(cwd, 'dangling.json'));
    const { code, report } = evaluated(['.'], cwd);
    expect(code).toBe(2);
    expect(report.summary.observations).toBe(1);
    expect(report.summary.dropped).toEqual({ 'a folder seen already (symbolic link)': 1 });
    expect(report.errors.map(({ file, message }) => [file, message])).toEqual([
      ['dangling.json', 'no such file or folder'],
      ['self.json', 'is a symbolic link that leads back to itself'],
    ]);
    expect(told(seawall(['evaluate', 'self.json'], { cwd }).stderr)).toEqual([
      'self.json: is a symbolic link that leads back to itself (name the real file)',
    ]);
  });

  it('devices in a folder are not opened', () => {
    const cwd = folderWith({ 'good.json': goodDefinition });
    spawnSync('mkfifo', [join(cwd, 'pipe.json')]);
    const { code, report } = evaluated(['.'], cwd);
    expect([code, report.summary.dropped]).toEqual([0, { 'not a regular file': 1 }]);
  });

  it('links that lead out of the folder are named and not read, whatever they lead to', () => {
    const elsewhere = folderWith({ 'secret.json': goodDefinition, 'folder/other.json': goodDefinition });
    const cwd = folderWith({
      'in/good.json': goodDefinition,
      'in/a/b.json': goodDefinition,
      'beside.json': goodDefinition,
    });
    const links = {
      'out.json': join(elsewhere, 'secret.json'),
      'folder-out': join(elsewhere, 'folder'),
      'up.json': '../beside.json',
      zero: '/dev/zero',
      'root.json': '/etc/hostname',
      'within.json': 'a/b.json',
      'absolute.json': join(cwd, 'in/good.json'),
    };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(cwd, 'in', name));
    const { code, report } = evaluated(['in'], cwd);
    expect(code).toBe(0);
    expect(report.summary.observations).toBe(4);
    expect(report.summary.dropped).toEqual({ 'a symbolic link out of the folder': 5 });
    const reason = 'a symbolic link out of the folder';
    const named = ['folder-out', 'out.json', 'root.json', 'up.json', 'zero'];
    expect(report.leftOut).toEqual(named.map((name) => ({ file: `in/${name}`, reason })));
    const { stderr } = seawall(['evaluate', 'in'], { cwd });
    expect(told(stderr)).toEqual(named.map((name) => `in/${name}: skipped: ${reason}`));
    // Named by the user, or reached through a folder that is a link itself, they are what the user meant.
    expect(evaluated(['in/out.json'], cwd).report.summary.observations).toBe(1);
    expect(evaluated(['in/folder-out'], cwd).report.summary.observations).toBe(1);
  });

  it('nor in histories, nor where a policy names a file', () => {
    const elsewhere = folderWith({ 'trail.json': { Records: [] }, 'schema.json': {} });
    const cwd = folderWith({ 'trail/a.json': { Records: [cloudTrailEvent] }, 'task.json': goodDefinition });
    symlinkSync(join(elsewhere, 'trail.json'), join(cwd, 'trail/b.json'));
    const replayed = seawall(['replay', 'trail', '--format', 'json'], { cwd });
    expect(JSON.parse(replayed.stdout).leftOut).toHaveLength(1);
    symlinkSync(join(elsewhere, 'schema.json'), join(cwd, 'schema.json'));
    writeFileSync(
      join(cwd, 'p.yml'),
      'version: 1\ngroups:\n  - name: shop\n    match: { platform: ecs }\n    environment-schema: schema.json\n',
    );
    const { code, stderr } = seawall(['evaluate', 'task.json', '--policy', 'p.yml'], { cwd });
    expect([code, told(stderr)]).toEqual([
      2,
      ['p.yml:5:25: schema.json leads out of the folder of the policy (put the file itself there)'],
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('files and folders without permission are told', () => {
    const cwd = folderWith({ 'closed.json': goodDefinition, 'good.json': goodDefinition });
    chmodSync(join(cwd, 'closed.json'), 0);
    mkdirSync(join(cwd, 'shut'), { mode: 0 });
    const { code, report } = evaluated(['.'], cwd);
    expect(code).toBe(2);
    expect(report.errors.map(({ message }) => message)).toEqual(['may not be read', 'may not be read']);
    expect(report.summary.observations).toBe(1);
  });

  it('a file too large for memory is told', () => {
    const cwd = folderWith({ 'huge.json': '', 'good.json': goodDefinition });
    truncateSync(join(cwd, 'huge.json'), 5 * 1024 ** 3);
    const { code, report } = evaluated(['huge.json', 'good.json'], cwd);
    expect(code).toBe(2);
    expect(report.errors).toMatchObject([{ file: 'huge.json' }]);
    expect(report.summary.observations).toBe(1);
  });
});

describe('an input that is named twice', () => {
  const cwd = folderWith({ 'a/task.json': badDefinition });

  it.each([
    ['the file', ['a/task.json', './a/task.json']],
    ['the file and its folder', ['a', 'a/task.json']],
    ['the folder', ['a', 'a/']],
  ])('counts once: %s', (_, paths) => {
    expect(evaluated(paths, cwd).report.summary.observations).toBe(1);
  });

  it('counts once: standard input, which can be read only once', () => {
    const args = ['evaluate', '-', '-', '--format', 'json', '--fail-on', 'none'];
    const ran = seawall(args, { input: JSON.stringify(badDefinition) });
    expect([ran.code, reportOf(ran).summary.observations]).toEqual([0, 1]);
  });
});
