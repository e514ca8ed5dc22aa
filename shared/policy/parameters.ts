// Checks the parameters that a policy sets against the schemas of the controls they are for.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Control } from '../model/control.ts';
import { check, named } from './issues.ts';
import { choices, type Mistake, nameRemedy, shown } from './problem.ts';
import type { PolicyFile } from './schema.ts';
import { defaultSeverity, selects } from './settings.ts';

type Path = readonly PropertyKey[];
type Parameters = Readonly<Record<string, unknown>>;

/** Wrong parameters under `controls` and `rules`. */
export function checkParameters(file: PolicyFile, controls: readonly Control[]): Mistake[] {
  const own = controls.flatMap((control) => {
    const said = file.controls?.[control.id]?.parameters;
    return said === undefined ? [] : wrongParameters(control, said, ['controls', control.id, 'parameters']);
  });
  const ruled = (file.rules ?? []).flatMap((rule, index) => {
    if (rule.parameters === undefined) return [];
    const selected = controls.filter((control) =>
      selects(rule, control.id, severityBeforeRules(file, control)),
    );
    return ruleParameters(selected, rule.parameters, ['rules', index, 'parameters']);
  });
  return [...own, ...ruled];
}

function severityBeforeRules(file: PolicyFile, control: Control) {
  return file.controls?.[control.id]?.severity ?? defaultSeverity(control, file.profile ?? 'baseline');
}

function wrongParameters(control: Control, said: Parameters, path: Path): Mistake[] {
  const { parameters } = control;
  // Made strict: a control's own schema drops keys it does not know, and a typo would have no effect.
  const schema = parameters instanceof z.ZodObject ? parameters.strict() : parameters;
  const checked = check(schema, said, path);
  return checked.ok
    ? []
    : checked.mistakes.map((mistake) => ({ ...mistake, code: 'wrong-parameter' as const }));
}

/** A rule may speak of many controls: a key must belong to one of them, and be right for each it belongs to. */
function ruleParameters(selected: readonly Control[], said: Parameters, path: Path): Mistake[] {
  const names = [...new Set(selected.flatMap(parameterNames))];
  const unknownKeys = Object.keys(said).filter((key) => !names.includes(key));
  const mistakes = unknownKeys.map(
    (key): Mistake => ({
      path: [...path, key],
      on: 'key',
      code: 'wrong-parameter',
      message: `none of the controls of ${named(path.slice(0, -1))} has a parameter ${shown(key)}: expected ${choices(names, 30) || 'none'}`,
      remedy: nameRemedy(key, names, 'remove it'),
    }),
  );
  for (const control of selected) {
    const keys = parameterNames(control);
    const its = Object.fromEntries(Object.entries(said).filter(([key]) => keys.includes(key)));
    for (const found of wrongParameters(control, its, path)) {
      if (!mistakes.some(({ message }) => message === found.message)) mistakes.push(found);
    }
  }
  return mistakes;
}

/** The names of a control's parameters. */
function parameterNames({ parameters }: Control): string[] {
  return parameters instanceof z.ZodObject ? Object.keys(parameters.shape) : [];
}
