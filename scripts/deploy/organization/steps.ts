// From what is there to what is wanted: the steps that are missing, and no other.
// SPDX-License-Identifier: Apache-2.0
import type { FoundSet } from './found.ts';
import { withKept } from './owner.ts';
import type { RegionalStack, WantedSet, WantedStack } from './wanted.ts';

interface OfSet {
  readonly set: WantedSet;
}

interface Targets extends OfSet {
  readonly units: readonly string[];
  readonly regions: readonly string[];
}

export type Step =
  | (OfSet & { readonly kind: 'make-set' | 'end-set' })
  | (OfSet & { readonly kind: 'change-set'; readonly why: readonly string[] })
  | (Targets & { readonly kind: 'cover' | 'uncover' })
  | { readonly kind: 'make-stack' | 'change-stack' | 'end-stack'; readonly stack: RegionalStack };

/** `found`: null where there is none. A set without targets is none that is wanted. */
export function stepsOfSet(set: WantedSet, found: FoundSet | null): readonly Step[] {
  const isWanted = set.units.length > 0 && set.regions.length > 0;
  if (!isWanted) return found === null ? [] : endOf(set, found);
  if (found === null)
    return [
      { kind: 'make-set', set },
      { kind: 'cover', set, units: set.units, regions: set.regions },
    ];
  const why = changesOf(set, found);
  return [
    ...(why.length === 0 ? [] : [{ kind: 'change-set', set: withKept(set, found), why } as const]),
    ...coverageOf(set, found),
  ];
}

export function endOf(set: WantedSet, found: FoundSet): readonly Step[] {
  const { units, regions } = found;
  const covered = units.length > 0 && regions.length > 0;
  return [...(covered ? [{ kind: 'uncover', set, units, regions } as const] : []), { kind: 'end-set', set }];
}

function changesOf(set: WantedSet, found: FoundSet): readonly string[] {
  return [
    ...(set.template.trim() === found.template.trim() ? [] : ['its template is another']),
    ...parametersThatDiffer(set, found),
    ...(found.isAutomatic ? [] : ['accounts to come are not covered']),
    ...(found.outdated.length === 0 ? [] : [`${found.outdated.length} instances are not as it is`]),
  ];
}

function parametersThatDiffer(
  wanted: WantedStack,
  found: Pick<WantedStack, 'parameters'>,
): readonly string[] {
  return Object.entries(wanted.parameters).flatMap(([name, value]) => {
    const was = found.parameters[name];
    return was === value ? [] : [`${name} becomes ${value}${was === undefined ? '' : ` (was ${was})`}`];
  });
}

/** New units get all Regions that stay, new Regions all units; what is no longer asked for ends first, so that no Region of it is made in vain. */
function coverageOf(set: WantedSet, found: FoundSet): readonly Step[] {
  const [newUnits, goneUnits] = [without(set.units, found.units), without(found.units, set.units)];
  const [newRegions, goneRegions] = [
    without(set.regions, found.regions),
    without(found.regions, set.regions),
  ];
  const targets = (kind: 'cover' | 'uncover', units: readonly string[], regions: readonly string[]) =>
    units.length === 0 || regions.length === 0 ? [] : [{ kind, set, units, regions }];
  return [
    ...targets('uncover', goneUnits, found.regions),
    ...targets('uncover', without(found.units, goneUnits), goneRegions),
    ...targets('cover', set.units, newRegions),
    ...targets('cover', newUnits, without(set.regions, newRegions)),
  ];
}

function without(all: readonly string[], some: readonly string[]): readonly string[] {
  return all.filter((one) => !some.includes(one));
}

export function stepsOfStack(stack: RegionalStack, found: WantedStack | null): readonly Step[] {
  if (found === null) return [{ kind: 'make-stack', stack }];
  const isSame =
    stack.template.trim() === found.template.trim() && parametersThatDiffer(stack, found).length === 0;
  return isSame ? [] : [{ kind: 'change-stack', stack: withKept(stack, found) }];
}

/** Stacks of the home account that there may be, and that are not wanted: where a stack set reaches now, and in Regions that were left out. */
export function stacksInTheWay(
  mayBe: readonly RegionalStack[],
  wanted: readonly RegionalStack[],
): readonly RegionalStack[] {
  return mayBe.filter(
    (one) => !wanted.some(({ name, region }) => name === one.name && region === one.region),
  );
}

const verbs = { 'make-stack': 'makes', 'change-stack': 'changes', 'end-stack': 'ends' } as const;

export function wordsOfStep(step: Step): string {
  switch (step.kind) {
    case 'make-set':
      return `  makes stack set ${step.set.name}; accounts to come are covered, accounts that leave lose it`;
    case 'change-set':
      return `  changes stack set ${step.set.name} in every account: ${step.why.join('; ')}`;
    case 'end-set':
      return `  ends stack set ${step.set.name}`;
    case 'cover':
      return `  deploys ${step.set.name} to ${step.units.join(', ')} in ${step.regions.join(', ')}`;
    case 'uncover':
      return `  takes ${step.set.name} from ${step.units.join(', ')} in ${step.regions.join(', ')}`;
    default:
      return `  ${verbs[step.kind]} stack ${step.stack.name} in ${step.stack.region} of the home account`;
  }
}
