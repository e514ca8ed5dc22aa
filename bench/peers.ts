// Seawall beside its peers, each as a whole process, alternating in one run: bench/peers/install.sh puts them into a folder first.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { line } from './compare.ts';
import { writeInputs } from './peers/inputs.ts';

const rounds = 3;
const peers = process.env.SEAWALL_PEERS ?? join(tmpdir(), 'seawall-peers');

export async function run(): Promise<void> {
  must('bash', ['bench/peers/install.sh', peers]);
  must(process.execPath, ['scripts/run.js', 'build', 'command-line']);
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  try {
    measure('one task definition', join(folder, 'one'), 1);
    measure('1,000 task definitions', join(folder, 'many'), 1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(what: string, folder: string, count: number): void {
  const { definitions, templates } = writeInputs(folder, count);
  const seawall = [process.execPath, 'dist/seawall.mjs', 'evaluate'];
  const rego = ['exec', '--decision', 'bench/deny', '--bundle', 'bench/peers/opa'];
  const times = alternating({
    'an empty Node script': [process.execPath, '-e', '0'],
    'seawall, task definitions, all controls': [...seawall, definitions, '--fail-on', 'none'],
    'OPA, the same, five rules': [join(peers, 'bin/opa'), ...rego, definitions],
    'seawall, CloudFormation, all controls': [...seawall, templates, '--fail-on', 'none'],
    ...(existsSync(join(peers, 'bin/cfn-guard'))
      ? { 'cfn-guard, the same, five rules': guard(templates) }
      : {}),
    'checkov, the same': checkov(templates),
  });
  const own = {
    definitions: times['seawall, task definitions, all controls'] ?? Number.NaN,
    templates: times['seawall, CloudFormation, all controls'] ?? Number.NaN,
  };
  for (const [name, seconds] of Object.entries(times)) {
    line(`${what}: ${name}`, `${seconds.toFixed(2)} s`);
    const ours = name.startsWith('OPA') || name.startsWith('an empty') ? own.definitions : own.templates;
    if (!name.startsWith('seawall')) line(`  ${what}: seawall to ${name}`, `${(ours / seconds).toFixed(2)}×`);
  }
}

function guard(templates: string): readonly string[] {
  return [
    join(peers, 'bin/cfn-guard'),
    'validate',
    '--rules',
    'bench/peers/rules.guard',
    '--data',
    templates,
  ];
}

function checkov(templates: string): readonly string[] {
  const quiet = ['--compact', '--quiet', '--soft-fail', '--skip-download'];
  return [
    join(peers, 'checkov/bin/checkov'),
    '--directory',
    templates,
    '--framework',
    'cloudformation',
    ...quiet,
  ];
}

/** Seconds of processor time of whole processes and all that they start: medians. */
function alternating(
  commands: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, number>> {
  const all = Object.entries(commands);
  const times = Array.from({ length: rounds }, () => all.map(([, command]) => secondsOf(command)));
  const median = (index: number) =>
    times.map((round) => round[index] ?? Number.NaN).toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
  return Object.fromEntries(all.map(([name], index) => [name, median(index) ?? Number.NaN]));
}

/** As the shell's own `time` adds it up. Peers that find something end with 1 or, cfn-guard, 19. */
function secondsOf(command: readonly string[]): number {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
  const [, user, system] = /^([\d.]+) ([\d.]+)$/m.exec(stderr) ?? [];
  if (![0, 1, 19].includes(status ?? -1) || user === undefined)
    throw new Error(`${command.join(' ')}: ended with ${status}: ${stderr}`);
  return Number(user) + Number(system);
}

function must(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ended with ${status}`);
}
