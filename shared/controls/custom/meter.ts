// Bounds what one evaluation may cost: every call and every round of a macro is charged before it is done.
// SPDX-License-Identifier: Apache-2.0
import { type CelEnv, type CelValue, celEnv, celList, isCelList, isCelMap } from '@bufbuild/cel';
import { patternWeight } from '../../schema/pattern.ts';

/** Charges allowed for one evaluation: tens of milliseconds as a rule, well under a second at worst. */
const budget = 250_000;
/** Characters handled for one charge. */
const perCharge = 16;

/** Thrown where the budget is used up. */
export class TooCostly extends Error {}

/** The call that stands around the condition of every macro's loop; no expression can write this name. */
export const roundCall = '@round';

export interface Meter {
  /** An environment whose functions charge. */
  readonly env: CelEnv;
  /** Begins a new evaluation. */
  readonly reset: () => void;
}

type Arguments = readonly (CelValue | undefined)[];

export function meteredEnv(): Meter {
  let left = budget;
  const charge = (cost: number) => {
    left -= cost;
    if (left < 0) throw new TooCostly();
  };
  const plain = celEnv();
  // Only `find` is asked for, when an expression is planned: everything else stays the library's own.
  const funcs = Object.create(plain.funcs, {
    find: { value: (name: string) => (name === roundCall ? round(charge) : metered(plain, name, charge)) },
  });
  const env: CelEnv = Object.create(plain, { funcs: { value: funcs } });
  return {
    env,
    reset: () => {
      left = budget;
    },
  };
}

type Charge = (cost: number) => void;

function round(charge: Charge) {
  return {
    call(_id: number, _target: CelValue | undefined, [condition]: CelValue[]) {
      charge(1);
      return condition;
    },
  };
}

function metered({ funcs }: CelEnv, name: string, charge: Charge) {
  const group = funcs.find(name);
  if (group === undefined) return undefined;
  return {
    call(id: number, target: CelValue | undefined, args: CelValue[]) {
      charge(1 + costOf(name, [target, ...args], charge));
      const [first, second] = args;
      // The library's joined lists nest: a macro over n items would take n² steps and n levels of stack to read.
      if (name === '_+_' && isCelList(first) && isCelList(second)) return celList([...first, ...second]);
      return group.call(id, target, args);
    },
  };
}

const comparing: ReadonlySet<string> = new Set(['_==_', '_!=_', '@in']);

function costOf(name: string, args: Arguments, charge: Charge): number {
  if (comparing.has(name)) return deepCost(args, charge);
  const sizes = args.map(sizeOf);
  if (name === 'matches') return patternCost(args) * (1 + (sizes[0] ?? 0) / 1024);
  // Searching text in text takes the product of their lengths at worst.
  if (name === 'contains') return ((sizes[0] ?? 0) * (sizes[1] ?? 0)) / 1024;
  return sizes.reduce((sum, size) => sum + size, 0) / perCharge;
}

function sizeOf(value: CelValue | undefined): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  return isCelList(value) ? value.size : 0;
}

/** Comparing may visit every value within: charged on the way, so that the count itself is bounded. */
function deepCost(values: Arguments, charge: Charge): number {
  let cost = 0;
  const stack: unknown[] = [...values];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    charge(1);
    if (isCelList(value)) stack.push(...value);
    else if (isCelMap(value)) stack.push(...value.values());
    else if (typeof value === 'string') cost += value.length / 1024;
  }
  return cost;
}

function patternCost([, pattern]: Arguments): number {
  return typeof pattern === 'string' ? patternWeight(pattern) : budget;
}
