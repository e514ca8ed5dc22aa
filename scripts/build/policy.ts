// The policy that goes into the bundles: refused here, with its place, rather than at a function's start.
import { existsSync, readFileSync } from 'node:fs';
import { controls } from '../../shared/controls/index.ts';
import { ownControls } from '../../shared/custom/load.ts';
import { type Loaded, loadPolicy } from '../../shared/policy/load.ts';
import type { Problem } from './bundle.ts';

export type PolicyText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Text of a valid policy. Files that it names (keys, schemas) do not travel with it, so a policy that names some is refused. */
export async function policyText(file: string, now: Date): Promise<PolicyText> {
  if (!existsSync(file))
    return {
      ok: false,
      problems: [{ place: file, message: 'there is no such file; the policy is bundled with the functions' }],
    };
  const text = readFileSync(file, 'utf8');
  const loaded = loadPolicy(text, { file, controls, now });
  const problems = loaded.ok ? await customProblems(loaded) : loaded.problems;
  if (problems.length === 0) return { ok: true, text };
  return {
    ok: false,
    problems: problems.map(({ line, column, message }) => ({ place: `${file}:${line}:${column}`, message })),
  };
}

async function customProblems({ policy, wrongHolds }: Extract<Loaded, { ok: true }>) {
  const { problems } = await ownControls(policy.custom);
  return problems.map(wrongHolds);
}
