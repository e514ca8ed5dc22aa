// `seawall dashboard` through the bin: serves a record until it is told to stop, and refuses what it cannot do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { commandLineTests, emptyFolder, seawall } from '../cli.ts';

const it = commandLineTests();

const bin = fileURLToPath(new URL('../../../dist/seawall.mjs', import.meta.url));
const events = fileURLToPath(new URL('../../../events', import.meta.url));

it('serves the record until it is told to stop, and then ends with 0', async () => {
  const cwd = emptyFolder();
  seawall(['replay', events, '--record', 'r.sqlite'], { cwd });
  const child = spawn(process.execPath, [bin, 'dashboard', '--record', 'r.sqlite', '--format', 'json'], {
    cwd,
  });
  const [chunk] = await once(child.stdout, 'data');
  const { url } = JSON.parse(String(chunk)) as { url: string };
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  const opened = await fetch(url, { redirect: 'manual' });
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await (await fetch(new URL(url).origin, { headers: { cookie } })).text();
  expect(page).toContain('namespace-isolation/no-privileged');
  expect(page).toContain('read only: start with --decide');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

it('wants a record that is there, a port that is one, and --decide beside --live', () => {
  for (const args of [
    [],
    ['--record', 'none.sqlite'],
    ['--record', 'none.sqlite', '--port', '70000'],
    ['--record', 'x', '--live'],
  ])
    expect(seawall(['dashboard', ...args])).toMatchObject({ code: 2, stdout: '' });
});
