// The demonstration: a story of one screen, everything behind --full, and next steps that work as they are printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, folderWith, type Ran, seawall } from './cli.ts';

const it = commandLineTests();

const bin = fileURLToPath(new URL('../../dist/seawall.mjs', import.meta.url));

describe('seawall demo', () => {
  let cwd: string;
  let ran: Ran;
  beforeAll(() => {
    cwd = emptyFolder();
    ran = seawall(['demo'], { cwd });
  });

  const section = (heading: string) => {
    const [, text = ''] = ran.stdout.split(`\n${heading}`);
    return text.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  };

  it('tells a story of one screen: ten things, five findings, one message, one response', () => {
    expect(ran.code).toBe(0);
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(50);
    // A command is one line, however far away its files lie.
    expect(lines.filter((line) => line.length > 80 && !line.startsWith('  npx '))).toEqual([]);
    const times = section('What happened (UTC)').flatMap(
      (line) => /^ {2}(\d\d:\d\d) {2}\S/.exec(line)?.[1] ?? [],
    );
    expect(times).toHaveLength(10);
    expect(times).toEqual(times.toSorted());
    const worst = section('Most severe of').filter((line) =>
      /^ {2}(?:critical|high) +[0-9a-f]{8} {2}\S/.test(line),
    );
    expect(worst).toHaveLength(5);
    expect(section('A Slack message')[0]).toBe('  NEW · critical · acme-web: container web runs privileged');
    expect(section('A planned response')[0]).toMatch(/^ {2}stop-workload {2}/);
  });

  it('shows all of it with --full, and the same JSON either way', () => {
    const full = seawall(['demo', '--full'], { cwd });
    expect(full.stdout.split('\n').length).toBeGreaterThan(200);
    expect(full.stdout).toContain('Responses that the policy allows');
    expect(seawall(['demo', '--format', 'json', '--full'], { cwd }).stdout).toBe(
      seawall(['demo', '--format', 'json'], { cwd }).stdout,
    );
  });

  it('names next steps that work as printed', async () => {
    const commands = ran.stdout
      .split('\n')
      .flatMap((line) => /^ {2}npx --no-install seawall (.+)$/.exec(line)?.[1] ?? []);
    expect(commands.map((command) => command.split(' ')[0])).toEqual([
      'demo',
      'findings',
      'dashboard',
      'evaluate',
    ]);
    for (const command of commands) {
      const args = command.split(' ');
      if (args[0] === 'dashboard') {
        const child = spawn(process.execPath, [bin, ...args], { cwd });
        const [chunk] = await once(child.stdout, 'data');
        expect(String(chunk)).toMatch(/^http:\/\/127\.0\.0\.1:/);
        child.kill('SIGTERM');
        expect(await once(child, 'exit')).toEqual([0, null]);
      } else {
        const { code, stdout } = seawall(args, { cwd });
        expect([command, code]).toEqual([command, 0]);
        expect(stdout).not.toBe('');
      }
    }
  });

  it('lets approvals be tried on its record: approved and undone, or denied, without AWS', () => {
    const folder = folderWith({ 'approve.yml': 'version: 1\nmode: approve\n' });
    const run = (...args: string[]) => {
      const more = args[0] === 'demo' ? [] : ['--record', '.seawall/demo.sqlite'];
      return seawall([...args, ...more, '--policy', 'approve.yml'], { cwd: folder });
    };
    expect(run('demo').code).toBe(0);
    const { entries } = JSON.parse(run('journal', '--format', 'json').stdout) as {
      readonly entries: readonly { readonly finding: string; readonly kind: string }[];
    };
    const [first = '', second = ''] = entries.flatMap(({ kind, finding }) =>
      kind === 'planned' ? [finding] : [],
    );
    expect(run('approve', first)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('done and verified'),
    });
    expect(run('undo', first)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('undone, and verified'),
    });
    expect(run('undo', first)).toMatchObject({ code: 2, stdout: '' });
    expect(run('deny', second, '--reason', 'meant')).toMatchObject({ code: 0 });
    expect(run('approve', second)).toMatchObject({ code: 2, stdout: '' });
    expect(run('journal', '--verify').code).toBe(0);
  });
});
