// What each function loads before its first event: the clients of AWS and its own shell. All else is loaded by who asks for it.
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../scripts/build/bundle.ts';
import { oneIn } from '../support/extent.ts';
import { build } from './bundles.ts';

const names = oneIn(functionNames.length, functionNames, 'what each function loads at its start');
const bundles = build(names);

/** Whose code every function starts with: log, metrics, batches, and the SDK with what it is made of. */
const packages =
  /^node_modules\/(?:@aws-(?:sdk|lambda-powertools|crypto)\/[\w-]+|@aws\/lambda-invoke-store|@smithy\/[\w-]+|@middy\/core|tslib)\//;

/** Own code that a start may need: the shell of each function, how it asks for the policy, and small things of the model. */
const shells =
  /^(?:functions\/[\w-]+\.ts|functions\/wiring\/.*|shared\/model\/[\w-]+\.ts|shared\/people\/(?:hint|not-a-hint)\.ts|shared\/policy\/deployed\.ts)$/;

/** It has no policy and no other events than its schedule: what it needs, it always needs. */
const always: Readonly<Record<string, RegExp>> = {
  'anchor-journal':
    /^(?:shared\/(?:findings|respond|names|secrets|commands)\/|node_modules\/(?:mnemonist|obliterator)\/)/,
};

/** Half of what they had when each loaded all its controls, and what the largest takes today, with little room. */
const mostBytes = 430_000;

describe.each(names)('%s starts', (name) => {
  const started = bundles.then((all) => all.bundles.find((one) => one.name === name)?.atStart ?? new Map());

  it('without the policy’s reader, the controls and whatever else only an event needs', async () => {
    const odd = [...(await started).keys()].filter(
      (path) => !packages.test(path) && !shells.test(path) && !(always[name]?.test(path) ?? false),
    );
    expect(odd).toEqual([]);
  });

  it('with little to read', async () => {
    const bytes = [...(await started).values()].reduce((sum, each) => sum + each, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(mostBytes);
  });
});
