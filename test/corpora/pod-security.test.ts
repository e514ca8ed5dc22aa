// The Pod Security Standards' own fixtures: under the profile of their level, the control of each check agrees.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpora } from '../support/corpora.ts';
import { verdictsOf } from '../support/judge.ts';

const root = join(corpora, 'k8s/psa');
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no fixtures at ${root} (set SEAWALL_CORPORA)`);

/** Beginning of a fixture's name → the controls that stand for its check. */
const checks: readonly (readonly [prefix: string, ...controls: readonly string[]])[] = [
  ['allowprivilegeescalation', 'namespace-isolation/no-privilege-gain'],
  ['apparmorprofile', 'host-hardening/kernel-profiles'],
  ['capabilities', 'namespace-isolation/minimal-capabilities'],
  ['hostnamespaces', 'namespace-isolation/no-host-namespaces', 'segmentation/own-network-interface'],
  ['hostpathvolumes', 'namespace-isolation/no-host-paths'],
  ['hostports', 'segmentation/own-network-interface'],
  ['hostprobesandhostlifecycle', 'segmentation/no-probe-to-foreign-host'],
  ['privileged', 'namespace-isolation/no-privileged'],
  ['procmount', 'namespace-isolation/masked-proc'],
  ['restrictedvolumes', 'namespace-isolation/no-host-paths'],
  ['runasnonroot', 'input-validation/non-root-user'],
  ['runasuser', 'input-validation/non-root-user'],
  ['seccompprofile', 'host-hardening/kernel-profiles'],
  ['selinuxoptions', 'host-hardening/kernel-profiles'],
  ['sysctls', 'host-hardening/kernel-profiles'],
  ['windowshostprocess', 'namespace-isolation/no-host-process'],
];
const every = [...new Set(checks.flatMap(([, ...controls]) => controls))];
/** The checks of each level, of which a valid pod must break none. Baseline has none on privilege gain, where the control is low. */
const checksOf = {
  baseline: every.filter((control) => control !== 'namespace-isolation/no-privilege-gain'),
  restricted: every,
};

/** What a fixture must break besides, by the rules of Kubernetes itself or because its securityContext is gone as a whole. */
const besides: Readonly<Record<string, string>> = {
  'allowprivilegeescalation3.yaml': 'namespace-isolation/minimal-capabilities',
  'privileged0.yaml': 'namespace-isolation/no-privilege-gain',
  'privileged1.yaml': 'namespace-isolation/no-privilege-gain',
  'windowshostprocess0.yaml': 'segmentation/own-network-interface',
  'windowshostprocess1.yaml': 'segmentation/own-network-interface',
};

interface Row {
  readonly fixture: string;
  readonly expected: string;
  readonly failing: readonly string[];
  readonly agrees: boolean;
}

async function judged(profile: 'baseline' | 'restricted', side: 'pass' | 'fail', name: string): Promise<Row> {
  const fixture = `${profile}/${side}/${name}`;
  const named = checks.find(([prefix]) => name.startsWith(prefix))?.slice(1);
  const verdicts = await verdictsOf(join(root, fixture), { profile });
  const failing = verdicts
    .filter(({ control, outcome }) => checksOf[profile].includes(control) && outcome === 'fail')
    .map(({ control }) => control);
  // A failing fixture is the valid pod of its level with one thing wrong: that must fail, and nothing else.
  const right = failing.filter((control) => named?.includes(control));
  const only = failing.every((control) => named?.includes(control) || besides[name] === control);
  const agrees = side === 'pass' ? failing.length === 0 : right.length > 0 && only;
  return { fixture, expected: (named ?? ['none']).join(' or '), failing, agrees };
}

const levels = ['baseline', 'restricted'] as const;
const sides = ['pass', 'fail'] as const;

describe.skipIf(absent && !process.env.CI)('the Pod Security Standards', () => {
  it('agree, fixture by fixture', async () => {
    const rows: Row[] = [];
    for (const level of levels)
      for (const side of sides)
        for (const name of readdirSync(join(root, level, side)).sort())
          rows.push(await judged(level, side, name));
    console.log(tableOf(rows));
    expect(rows.length).toBe(148);
    expect(rows.filter(({ agrees }) => !agrees)).toEqual([]);
  });
});

function tableOf(rows: readonly Row[]): string {
  const lines = checks.map(([prefix, ...controls]) => {
    const own = rows.filter(({ fixture }) => fixture.split('/')[2]?.startsWith(prefix));
    const agreeing = own.filter(({ agrees }) => agrees).length;
    return `${prefix.padEnd(28)}${`${agreeing}/${own.length}`.padEnd(8)}${controls.join(', ')}`;
  });
  return ['check                       agree   control', ...lines].join('\n');
}
