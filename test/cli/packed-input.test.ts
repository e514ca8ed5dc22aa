// Input is read by its content, not by its name: gzip and UTF-16 wherever they come from; what never ends is refused.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, folderWith, reportOf, seawall } from './cli.ts';
import { badDefinition, cloudTrailEvent } from './documents.ts';

const it = commandLineTests();

const trail = JSON.stringify({ Records: [cloudTrailEvent] });
const definition = JSON.stringify(badDefinition);

function utf16(text: string): { little: Uint8Array; big: Uint8Array } {
  const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  return { little, big: Buffer.from(little).swap16() };
}

/** How `text` may come, whatever the file is called. */
function forms(text: string): Record<string, Uint8Array | string> {
  const { little, big } = utf16(text);
  return {
    'plain.json': text,
    'named.json.gz': gzipSync(text),
    'unnamed.json': gzipSync(text),
    'not-packed.json.gz': text,
    'little.json': little,
    'big.json': big,
    'packed-little.json.gz': gzipSync(little),
    'packed-big.json': gzipSync(big),
    'marked.json': `\ufeff${text}`,
    'packed-marked.json': gzipSync(`\ufeff${text}`),
  };
}

describe.each([
  ['replay', trail, 'inputs'],
  ['evaluate', definition, 'observations'],
] as const)('%s', (command, text, counted) => {
  const files = forms(text);
  const cwd = folderWith(files);
  const run = (path: string, input?: Uint8Array | string) => {
    const ran = seawall([command, path, '--format', 'json', '--fail-on', 'none'], {
      cwd,
      ...(input === undefined ? {} : { input }),
    });
    const report = reportOf(ran);
    return [ran.code, report.summary[counted], report.errors];
  };

  it.each(Object.keys(files))('reads %s, named and from standard input', (name) => {
    expect(run(name)).toEqual([0, 1, []]);
    expect(run('-', readFileSync(join(cwd, name)))).toEqual([0, 1, []]);
  });

  it('says that gzip is cut off', () => {
    const cut = gzipSync(text).subarray(0, 40);
    writeFileSync(join(cwd, 'cut.json'), cut);
    const ran = seawall([command, 'cut.json', '--format', 'json'], { cwd });
    expect([ran.code, reportOf(ran).errors]).toMatchObject([2, [{ file: 'cut.json', code: 'corrupt-gzip' }]]);
  });
});

describe('facts', () => {
  const details = JSON.stringify({
    RoleDetailList: [],
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
  });

  it.each(Object.entries(forms(details)))('are read from %s', (name, content) => {
    const cwd = folderWith({ [name]: content, 'task.json': badDefinition });
    const args = ['evaluate', 'task.json', '--fail-on', 'none', '--facts'];
    expect(seawall([...args, name], { cwd }).code).toBe(0);
    expect(seawall([...args, '-'], { cwd, input: content }).code).toBe(0);
  });
});

describe('what never ends', () => {
  const commands: readonly (readonly [string, ...string[]])[] = [
    ['evaluate'],
    ['replay'],
    ['evaluate', 'task.json', '--facts'],
    ['evaluate', 'task.json', '--policy'],
    ['evaluate', 'task.json', '--baseline'],
    ['replay', 'task.json', '--against'],
  ];

  it.each(commands)('a device is refused by %s %s %s', (...args) => {
    const cwd = folderWith({ 'task.json': badDefinition });
    const { code, stderr } = seawall([...args, '/dev/zero'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/\/dev\/zero: is a device, which may never end \(.+\)/);
  });

  it.each(['evaluate', 'replay'])('nobody writes to a pipe, and %s says so', (command) => {
    const cwd = emptyFolder();
    spawnSync('mkfifo', [join(cwd, 'pipe.json')]);
    const { code, stderr } = seawall([command, 'pipe.json'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('pipe.json: is a pipe that nobody writes to (start its writer first');
  });

  it.each([
    ['evaluate', definition],
    ['replay', trail],
  ])('a pipe whose writer comes late is read whole by %s', (command, text) => {
    const cwd = folderWith({ 'text.json': text });
    spawnSync('mkfifo', [join(cwd, 'pipe.json')]);
    const writer = spawn('sh', ['-c', 'sleep 1; (cat text.json; sleep 0.3) > pipe.json'], { cwd });
    const ran = seawall([command, 'pipe.json', '--format', 'json', '--fail-on', 'none'], { cwd });
    writer.kill();
    expect([ran.code, reportOf(ran).errors]).toEqual([0, []]);
  });

  it.each(['evaluate', 'replay'])('a socket is refused by %s', async (command) => {
    const cwd = emptyFolder();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(cwd, 's.json'), resolve));
    const { code, stderr } = seawall([command, 's.json'], { cwd });
    server.close();
    expect([code, stderr]).toEqual([2, expect.stringContaining('s.json: is a socket (')]);
  });

  it.each(['evaluate', 'replay'])('endless standard input is bounded in %s', (command) => {
    const zero = openSync('/dev/zero', 'r');
    const bin = join(import.meta.dirname, '../../dist/seawall.mjs');
    const ran = spawnSync(process.execPath, [bin, command, '-'], {
      stdio: [zero, 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    closeSync(zero);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/^-: (?:is larger than 512 MB|has no record in 256 MB).* \(.+\)$/m);
  });

  it('a bomb of gzip is refused in both, and the file beside it is read', () => {
    const bomb = gzipSync(Buffer.alloc(600 * 1024 * 1024), { level: 1 });
    const cwd = folderWith({ 'bomb.json': bomb, 'task.json': badDefinition, 'trail.json': trail });
    const judged = seawall(['evaluate', 'bomb.json', 'task.json', '--format', 'json'], { cwd });
    expect(judged.code).toBe(2);
    expect(reportOf(judged).errors).toMatchObject([{ file: 'bomb.json', code: 'unreadable-file' }]);
    expect(reportOf(judged).summary.observations).toBe(1);
    const replayed = seawall(['replay', 'bomb.json', 'trail.json', '--format', 'json'], { cwd });
    expect(replayed.code).toBe(2);
    expect(reportOf(replayed).errors).toMatchObject([{ file: 'bomb.json' }]);
    expect(reportOf(replayed).summary.inputs).toBe(1);
  });

  it('a folder’s .seawallignore and policy that are links to devices are not read', () => {
    const cwd = folderWith({ 'task.json': badDefinition });
    symlinkSync('/dev/zero', join(cwd, '.seawallignore'));
    expect(seawall(['evaluate', '.', '--fail-on', 'none'], { cwd }).code).toBe(0);
    symlinkSync('/dev/zero', join(cwd, 'seawall.yml'));
    const { code, stderr } = seawall(['evaluate', 'task.json'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('seawall.yml: is a device')]);
  });
});
