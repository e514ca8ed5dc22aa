// What a schema cannot say: names that must exist, limits, ranges.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from '../model/glob.ts';
import { severities } from '../model/severity.ts';
import { expiryOf, rangeOf } from './build.ts';
import { durationMs, durationText } from './duration.ts';
import { named } from './issues.ts';
import { choices, type Mistake, nameRemedy, type ProblemCode, shown } from './problem.ts';
import type { PolicyFile } from './schema.ts';
import type { WhenFile } from './schema-when.ts';

type Path = readonly PropertyKey[];

/** Everything wrong with a file of the right shape, apart from parameters and named files. `ids`: the built-in controls. */
export function checkMeaning(file: PolicyFile, ids: readonly string[], now: number): Mistake[] {
  const known = [...ids, ...(file.custom ?? []).map(({ id }) => id)];
  return [
    ...Object.keys(file.controls ?? {}).flatMap((id) => checkId(id, known, ['controls', id], 'key')),
    ...(file.certified ?? []).flatMap((id, index) => checkId(id, known, ['certified', index], 'value')),
    ...checkRules(file, known),
    ...checkWaivers(file, known, now),
    ...checkGroups(file),
    ...checkRoutes(file),
    ...checkCustom(file, ids),
    ...checkCustomSettings(file),
  ];
}

function checkId(id: string, known: readonly string[], path: Path, on: Mistake['on']): Mistake[] {
  if (known.includes(id)) return [];
  const remedy = nameRemedy(id, known, 'see `seawall controls` for their names');
  return [{ path, on, code: 'unknown-control', message: `there is no control ${shown(id)}`, remedy }];
}

function checkRules(file: PolicyFile, known: readonly string[]): Mistake[] {
  return (file.rules ?? []).flatMap((rule, index) => [
    ...checkWhen(rule.when, file, ['rules', index, 'when']),
    ...rule.controls.flatMap((entry, place) =>
      checkSelector(entry, known, ['rules', index, 'controls', place]),
    ),
  ]);
}

const severityPrefix = 'severity:';

function checkSelector(entry: string, known: readonly string[], path: Path): Mistake[] {
  if (entry.startsWith(severityPrefix)) {
    const severity = entry.slice(severityPrefix.length);
    if (severities.some((name) => name === severity)) return [];
    const message = `there is no severity ${shown(severity)}: expected ${choices(severities)}`;
    return [mistake(path, 'wrong-value', message, nameRemedy(severity, severities, 'write one of them'))];
  }
  if (known.some((id) => globMatches(entry, id))) return [];
  if (!entry.includes('*')) return checkId(entry, known, path, 'value');
  const families = [...new Set(known.map((id) => `${id.split('/')[0]}/*`))];
  const remedy = nameRemedy(entry, families, 'see `seawall controls` for their names');
  return [mistake(path, 'unknown-control', `no control matches ${shown(entry)}`, remedy)];
}

/** Groups named in a condition must exist: a typo would silently switch the rule off. */
function checkWhen(when: WhenFile, file: PolicyFile, path: Path): Mistake[] {
  const names = (file.groups ?? []).map(({ name }) => name);
  const listed = Array.isArray(when);
  return (listed ? when : [when]).flatMap(({ group = [] }, index) => {
    const at = [...path, ...(listed ? [index] : []), 'group'];
    const many = Array.isArray(group);
    return (many ? group : [group]).flatMap((wanted, place) => {
      if (names.some((name) => globMatches(wanted, name))) return [];
      const expected = names.length === 0 ? 'the policy has no groups' : `expected ${choices(names)}`;
      const remedy = nameRemedy(wanted, names, 'add the group, or remove the condition');
      const message = `there is no group ${shown(wanted)}: ${expected}`;
      return [mistake([...at, ...(many ? [place] : [])], 'unknown-group', message, remedy)];
    });
  });
}

function checkRoutes(file: PolicyFile): Mistake[] {
  const routes = file.notify?.slack?.routes ?? [];
  return routes.flatMap(({ when }, index) =>
    checkWhen(when, file, ['notify', 'slack', 'routes', index, 'when']),
  );
}

/** A date counts by its beginning, so that a limit of 90 days allows the whole ninetieth day. */
function checkWaivers(file: PolicyFile, known: readonly string[], now: number): Mistake[] {
  const limit = durationMs(file['waiver-limit'] ?? '90d');
  return (file.waivers ?? []).flatMap(({ control, until }, index) => {
    const mistakes = checkId(control, known, ['waivers', index, 'control'], 'value');
    if (Date.parse(until) <= now + limit) return mistakes;
    const latest = new Date(now + limit).toISOString().slice(0, 10);
    const message = `waivers[${index}].until is ${until}: expected ${latest} at the latest (waiver-limit ${durationText(limit)})`;
    return [
      ...mistakes,
      mistake(['waivers', index, 'until'], 'waiver-too-long', message, `write ${latest} or earlier`),
    ];
  });
}

function checkGroups(file: PolicyFile): Mistake[] {
  const groups = file.groups ?? [];
  return groups.flatMap((group, index) => {
    const mistakes: Mistake[] = [];
    if (groups.findIndex(({ name }) => name === group.name) !== index) {
      const message = `there is a group ${shown(group.name)} already`;
      mistakes.push(mistake(['groups', index, 'name'], 'duplicate-name', message, 'give it another name'));
    }
    const range = rangeOf(group['user-ids']);
    if (range !== null && range.from > range.to) {
      const path = ['groups', index, 'user-ids'];
      const message = `${named(path)} begins above its end: expected ${range.to}-${range.from}`;
      mistakes.push(mistake(path, 'wrong-value', message, 'write the lower number first'));
    }
    return mistakes;
  });
}

function checkCustom(file: PolicyFile, ids: readonly string[]): Mistake[] {
  const families = new Set(ids.map((id) => id.split('/')[0]));
  const custom = file.custom ?? [];
  return custom.flatMap(({ id }, index) => {
    const path = ['custom', index, 'id'];
    if (families.has(id.split('/')[0]))
      return [
        mistake(
          path,
          'wrong-value',
          `${shown(id)} is in a family of Seawall's own`,
          'use a family of yours, such as acme/…',
        ),
      ];
    if (custom.findIndex((other) => other.id === id) === index) return [];
    return [
      mistake(
        path,
        'duplicate-name',
        `there is a custom control ${shown(id)} already`,
        'give it another name',
      ),
    ];
  });
}

/** Custom controls have no parameters. */
function checkCustomSettings(file: PolicyFile): Mistake[] {
  return (file.custom ?? []).flatMap(({ id }) => {
    const setting = Object.hasOwn(file.controls ?? {}, id) ? file.controls?.[id] : undefined;
    if (Object.keys(setting?.parameters ?? {}).length === 0) return [];
    const path = ['controls', id, 'parameters'];
    return [
      mistake(path, 'wrong-parameter', `${shown(id)} has no parameters`, 'write the values into holds'),
    ];
  });
}

/** Waivers that no longer hold: no mistake, but worth a word. */
export function expiredWaivers(file: PolicyFile, now: number): { path: Path; message: string }[] {
  return (file.waivers ?? []).flatMap(({ control, until }, index) =>
    Date.parse(expiryOf(until)) <= now
      ? [
          {
            path: ['waivers', index],
            message: `the waiver of ${control} ended on ${until} and can be removed`,
          },
        ]
      : [],
  );
}

function mistake(path: Path, code: ProblemCode, message: string, remedy: string): Mistake {
  return { path, on: 'value', code, message, remedy };
}
