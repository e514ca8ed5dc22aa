// Reads an IAM policy document from any input: object, JSON text or URL-encoded JSON text; never throws.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { remembered } from '../../model/remembered.ts';
import type { Condition, PolicyDocument, PolicyVersion, PrincipalEntry, Statement } from './document.ts';
import { serviceOf } from './match.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: PolicyDocument }
  /** `path` is the place within the document, empty for the whole of it. */
  | { readonly ok: false; readonly path: string; readonly reason: string };

/** Far above every quota of AWS (largest: 20,480 characters), far below what would cost time. */
const longestText = 262_144;

/** The longest policy that AWS takes has 32 KB (KMS), the shortest statement 30 characters. */
export const mostStatements = 2000;

const statementElements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const documentElements = new Set(['Version', 'Id', 'Statement']);
const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

/** Internal signal: the place and the reason travel up to `parsePolicy`. */
class Malformed extends Error {
  readonly path: string;
  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

/**
 * Parses a policy as AWS reads it. Element names and `Effect` are taken literally, as in the published grammar
 * (IAM User Guide, "Grammar of the IAM JSON policy language"). A statement may lack Principal or Resource: which
 * of them must be there depends on where the policy is attached.
 */
export function parsePolicy(document: unknown): ParsedPolicy {
  return isObject(document) ? parsedObject(document) : parsed(document);
}

const parsedObject = remembered((document: JsonObject): ParsedPolicy => parsed(document));

// Asked of every principal whose document is not known: answered without an exception, which costs more than all the rest.
const noObject: ParsedPolicy = { ok: false, path: '', reason: 'a policy document is a JSON object' };

function parsed(document: unknown): ParsedPolicy {
  try {
    const value = decode(document);
    return isObject(value) ? { ok: true, policy: readDocument(value) } : noObject;
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, path: error.path, reason: error.message };
    return { ok: false, path: '', reason: 'the document cannot be read' };
  }
}

/** CloudTrail requests carry JSON text, IAM's read calls URL-encoded JSON text (RFC 3986; IAM API, GetPolicyVersion). */
function decode(document: unknown): unknown {
  if (typeof document !== 'string') return document;
  const text = document.trim();
  if (text.length > longestText) throw new Malformed('', `the text is longer than ${longestText} characters`);
  const json = text.startsWith('%') ? urlDecoded(text) : text;
  try {
    return JSON.parse(json);
  } catch {
    throw new Malformed('', 'the text is not JSON');
  }
}

function urlDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Malformed('', 'the text is not URL-encoded JSON');
  }
}

function readDocument(document: JsonObject): PolicyDocument {
  refuseUnknown(document, documentElements, '');
  const version = readVersion(own(document, 'Version'));
  const statement = own(document, 'Statement');
  if (statement === undefined) throw new Malformed('Statement', 'the document has no Statement');
  if (Array.isArray(statement) && statement.length > mostStatements)
    throw new Malformed(
      'Statement',
      `more than ${mostStatements} statements: no policy of AWS holds so many`,
    );
  const statements = Array.isArray(statement)
    ? statement.map((item: unknown, index) => readStatement(item, join('Statement', index)))
    : [readStatement(statement, 'Statement')];
  return { version, statements };
}

function readVersion(version: unknown): PolicyVersion {
  if (version === undefined) return '2008-10-17';
  if (version === '2008-10-17' || version === '2012-10-17') return version;
  throw new Malformed('Version', 'Version is 2012-10-17 or 2008-10-17');
}

function readStatement(value: unknown, path: string): Statement {
  if (!isObject(value)) throw new Malformed(path, 'a statement is a JSON object');
  refuseUnknown(value, statementElements, path);
  for (const name of ['Action', 'Resource', 'Principal']) {
    if (own(value, name) !== undefined && own(value, `Not${name}`) !== undefined) {
      throw new Malformed(join(path, `Not${name}`), `a statement has ${name} or Not${name}, not both`);
    }
  }
  const actions = readStrings(value, 'Action', path);
  const notActions = readStrings(value, 'NotAction', path);
  if (actions === null && notActions === null)
    throw new Malformed(join(path, 'Action'), 'the statement has no Action');
  return {
    path,
    services: servicesIn(actions),
    sid: readSid(own(value, 'Sid'), path),
    effect: readEffect(own(value, 'Effect'), path),
    actions,
    notActions,
    resources: readStrings(value, 'Resource', path),
    notResources: readStrings(value, 'NotResource', path),
    principals: readPrincipals(own(value, 'Principal'), join(path, 'Principal')),
    notPrincipals: readPrincipals(own(value, 'NotPrincipal'), join(path, 'NotPrincipal')),
    conditions: readConditions(own(value, 'Condition'), join(path, 'Condition')),
  };
}

function servicesIn(actions: readonly string[] | null): ReadonlySet<string> | null {
  if (actions === null) return null;
  const named = new Set<string>();
  for (const pattern of actions) {
    const service = serviceOf(pattern);
    if (named.has(service)) continue;
    if (!/^[a-z0-9-]+$/.test(service)) return null;
    named.add(service);
  }
  return named;
}

function readSid(sid: unknown, path: string): string | null {
  if (sid === undefined) return null;
  if (typeof sid === 'string') return sid;
  throw new Malformed(join(path, 'Sid'), 'Sid is a string');
}

function readEffect(effect: unknown, path: string): 'Allow' | 'Deny' {
  if (effect === 'Allow' || effect === 'Deny') return effect;
  throw new Malformed(join(path, 'Effect'), 'Effect is Allow or Deny, written exactly so');
}

function readStrings(statement: JsonObject, name: string, path: string): readonly string[] | null {
  const value = own(statement, name);
  if (value === undefined) return null;
  // Places are made where they are told: most lists hold what they should.
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  return stringList(value, join(path, name)).map((item) => item.value);
}

function stringList(value: unknown, path: string): { value: string; path: string }[] {
  if (typeof value === 'string') return [{ value, path }];
  if (!Array.isArray(value)) throw new Malformed(path, 'a string or a list of strings is expected');
  return value.map((item: unknown, index) => {
    if (typeof item === 'string') return { value: item, path: join(path, index) };
    throw new Malformed(join(path, index), 'a string is expected');
  });
}

function readPrincipals(value: unknown, path: string): readonly PrincipalEntry[] | null {
  if (value === undefined) return null;
  if (value === '*') return [{ type: '*', value: '*', path }];
  if (!isObject(value)) throw new Malformed(path, 'a principal is "*" or a JSON object');
  return Object.keys(value).flatMap((name) => {
    const type = principalTypes.find((known) => known === name);
    if (type === undefined)
      throw new Malformed(path, 'a principal is of type AWS, Service, Federated or CanonicalUser');
    return stringList(value[type], join(path, type)).map((item) => ({ type, ...item }));
  });
}

function readConditions(value: unknown, path: string): readonly Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw new Malformed(path, 'Condition is a JSON object');
  return Object.entries(value).flatMap(([operator, block]) => {
    const place = join(path, operator);
    if (!isObject(block)) throw new Malformed(place, 'a condition operator holds a JSON object');
    return Object.entries(block).map(([key, values]) => ({
      operator,
      key,
      values: conditionValues(values, join(place, key)),
      path: join(place, key),
    }));
  });
}

function conditionValues(value: unknown, path: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'number' || typeof item === 'boolean') return String(item);
    throw new Malformed(path, 'a condition value is a string, a number or a boolean');
  });
}

function refuseUnknown(value: JsonObject, known: ReadonlySet<string>, path: string): void {
  for (const name of Object.keys(value)) {
    if (known.has(name)) continue;
    const near = [...known].find((element) => element.toLowerCase() === name.toLowerCase());
    const hint = near === undefined ? '' : `: ${near} is meant`;
    throw new Malformed(join(path, name.slice(0, 64)), `no such policy element${hint}`);
  }
}

function own(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
