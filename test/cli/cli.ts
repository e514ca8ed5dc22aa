// Runs the bundled command line as its users do, in a folder of its own.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, type TestAPI } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { oneTestIn } from '../support/extent.ts';

/** Made before the first test (test/support/build-bundle.ts). */
const bin = fileURLToPath(new URL('../../dist/seawall.mjs', import.meta.url));
// Kept from run to run, and out of the home of whoever runs the tests.
const compiled = fileURLToPath(new URL('../../.build/compiled', import.meta.url));

/** `it` for files whose tests start the command line again and again: each time costs a third of a second. */
export function commandLineTests(): TestAPI {
  return oneTestIn(16, 'the command line, run as its users do');
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** A device or file in the place of what would be given back. */
  readonly stdout?: string;
}

export function seawall(args: readonly string[], { cwd, input, env, stdout: device }: RunOptions = {}): Ran {
  const opened = device === undefined ? 'pipe' : openSync(device, 'w');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: cwd ?? emptyFolder(),
    input: input ?? '',
    stdio: ['pipe', opened, 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), NODE_COMPILE_CACHE: compiled, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (typeof opened === 'number') closeSync(opened);
  return { code: status, stdout: stdout ?? '', stderr };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-test-'));
  folders.push(folder);
  return folder;
}

/** A temporary folder with these files: text as it is, bytes as they are, anything else as JSON. */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, raw ? content : JSON.stringify(content));
  }
  return folder;
}

/** A policy under which only these controls judge: tests of the command line do not change with the catalogue. */
export function onlyControls(ids: readonly string[], more: object = {}): string {
  const others = controls.filter(({ id }) => !ids.includes(id));
  const settings = Object.fromEntries(others.map(({ id }) => [id, { enabled: false }]));
  return JSON.stringify({ version: 1, controls: settings, ...more });
}

export interface EvidenceJson {
  readonly path: string;
  readonly found: unknown;
  readonly wanted: unknown;
  readonly message: string;
}

export interface VerdictJson {
  readonly control: string;
  readonly family: string;
  readonly outcome: string;
  readonly severity: string;
  readonly subject: Readonly<
    Record<'kind' | 'platform' | 'id' | 'name' | 'account' | 'region', string | null>
  >;
  readonly evidence: readonly EvidenceJson[];
  readonly reason: string | null;
  readonly source: {
    readonly file: string | null;
    readonly index: number;
    readonly eventId: string | null;
    readonly time: string | null;
  };
}

export interface ErrorJson {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly index: number | null;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface ReportJson {
  readonly version: number;
  readonly summary: {
    readonly inputs: number;
    readonly observations: number;
    readonly verdicts: Readonly<Record<string, number>>;
    readonly dropped: Readonly<Record<string, number>>;
    readonly unreadable: number;
  };
  readonly verdicts: readonly VerdictJson[];
  readonly findings: readonly Readonly<Record<string, unknown>>[];
  readonly responses: readonly Readonly<Record<string, unknown>>[];
  readonly leftOut: readonly { readonly file: string; readonly reason: string }[];
  readonly errors: readonly ErrorJson[];
}

export function reportOf({ stdout }: Ran): ReportJson {
  return JSON.parse(stdout) as ReportJson;
}

/** What failed, as `control path`, in order. */
export function failures(report: ReportJson): string[] {
  return report.verdicts
    .filter(({ outcome }) => outcome === 'fail')
    .flatMap(({ control, evidence }) => evidence.map(({ path }) => `${control} ${path}`))
    .sort();
}
