// Finds and loads the policy: --policy, else seawall.yml upwards to the repository root, else the built-in default.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ownControls } from '../../shared/controls/custom/load.ts';
import { controls } from '../../shared/controls/index.ts';
import type { Control } from '../../shared/model/control.ts';
import { defaultPolicyName, defaultPolicyText } from '../../shared/policy/default.ts';
import { type Loaded, loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { Problem as PolicyProblem } from '../../shared/policy/problem.ts';
import { UsageError } from '../terminal/exit.ts';
import { readBeside } from './beside.ts';
import { bytesOfFile } from './bytes.ts';
import { problemLine } from './problem.ts';
import { unreadable } from './unreadable.ts';

export interface PolicyOptions {
  readonly policy?: string | undefined;
  readonly strictness?: 'baseline' | 'restricted' | undefined;
  /** ISO time. */
  readonly now: string;
}

/** A policy and the controls under it: the built-in ones, then its own. */
export interface PolicyWithControls {
  readonly policy: Policy;
  readonly controls: readonly Control[];
}

/** The policy of this run, and the controls; tells on stderr which one and its hash. Throws UsageError with every problem found. */
export async function controlsOfRun(
  options: PolicyOptions,
  tell: (line: string) => void,
): Promise<PolicyWithControls> {
  const file = policyOfSearch(options, tell);
  const found = await readControls(file, options, tell);
  tell(`policy: ${found.policy.source} (${found.policy.hash})`);
  return found;
}

function policyOfSearch(options: PolicyOptions, tell: (line: string) => void): string | null {
  const file = policyFile(options);
  if (options.policy === undefined) tellMisnamed(file, tell);
  return file;
}

/** The file that holds the policy of a run; null: none does, and the built-in one counts. */
export function policyFile({ policy }: Pick<PolicyOptions, 'policy'>): string | null {
  return policy ?? findUpwards(process.cwd());
}

/** Loads one policy with its controls; null stands for the built-in default. */
export async function readControls(
  file: string | null,
  options: PolicyOptions,
  tell: (line: string) => void,
): Promise<PolicyWithControls> {
  const { policy, wrongHolds } = loadedPolicy(file, options, tell);
  const own = await ownControls(policy.custom);
  if (own.problems.length > 0) throw refused(own.problems.map(wrongHolds));
  return { policy, controls: [...controls, ...own.controls] };
}

/** Loads one policy; null stands for the built-in default. */
function loadedPolicy(
  file: string | null,
  options: PolicyOptions,
  tell: (line: string) => void,
): Extract<Loaded, { ok: true }> {
  const loaded = loadPolicy(file === null ? defaultPolicyText : textOf(file), {
    file: file ?? defaultPolicyName,
    controls,
    now: options.now,
    digest: (text) => createHash('sha256').update(text).digest('hex').slice(0, 12),
    readFile: (path) => readBeside(file === null ? process.cwd() : dirname(file), path),
    ...(options.strictness === undefined ? {} : { strictness: options.strictness }),
  });
  if (!loaded.ok) throw refused(loaded.problems);
  for (const notice of loaded.notices) tell(notice);
  return loaded;
}

function refused(problems: readonly PolicyProblem[]): UsageError {
  return new UsageError(...problems.map((problem) => problemLine({ ...problem, index: null })));
}

function textOf(file: string): string {
  try {
    return Buffer.from(bytesOfFile(file)).toString('utf8');
  } catch (error) {
    throw new UsageError(problemLine(unreadable(file, error)));
  }
}

function findUpwards(from: string): string | null {
  const holder = searchedFolders(from).find((folder) => existsSync(join(folder, 'seawall.yml')));
  return holder === undefined ? null : relative(from, join(holder, 'seawall.yml'));
}

/**
 * Each folder up to the one that holds .git; there the repository ends. Outside of a repository only the working directory
 * itself counts: what lies further up, in /tmp say, may be anybody's.
 */
function searchedFolders(from: string): readonly string[] {
  const folders = [from];
  for (let folder = from; !existsSync(join(folder, '.git')); ) {
    const above = dirname(folder);
    if (above === folder) return [from];
    folders.push(above);
    folder = above;
  }
  return folders;
}

/** What people name a policy and no command reads; a policy that is taken for read holds nobody up. */
const misnames = ['seawall.yaml', '.seawall.yml', '.seawall.yaml'];

/** Tells of misnamed policies where one was looked for: down to the folder of the one that counts. */
function tellMisnamed(file: string | null, tell: (line: string) => void): void {
  const from = process.cwd();
  const folders = searchedFolders(from);
  const last = file === null ? folders.length : folders.indexOf(dirname(join(from, file))) + 1;
  for (const folder of folders.slice(0, last))
    for (const name of misnames.filter((one) => existsSync(join(folder, one)))) {
      const path = relative(from, join(folder, name));
      tell(`${path}: is not read (rename it to seawall.yml, or give --policy ${path})`);
    }
}
