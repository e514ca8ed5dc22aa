// Reads YAML as CloudFormation has it: `!Ref` and its kin in their long forms, merge keys resolved.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { type CollectionTag, parse, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { dig, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../shared/model/json.ts';

const bare = ['Ref', 'Condition'];
const names = [...bare, 'GetAtt', 'Sub', 'If', 'Not', 'And', 'Or', 'Equals', 'Join', 'Split'];

function longForm(name: string): string {
  return bare.includes(name) ? name : `Fn::${name}`;
}

const scalarTags: ScalarTag[] = names.map((name) => ({
  tag: `!${name}`,
  resolve: (text) => ({ [longForm(name)]: name === 'GetAtt' ? text.split('.') : text }),
}));
const listTags: CollectionTag[] = names.map((name) => ({
  tag: `!${name}`,
  collection: 'seq',
  nodeClass: YAMLSeq,
  resolve: (items) => {
    const map = new YAMLMap();
    map.set(longForm(name), items);
    return map;
  },
}));

export function readYaml(file: string): JsonObject {
  return objectOf(
    parse(readFileSync(file, 'utf8'), { customTags: [...scalarTags, ...listTags], merge: true }),
  );
}

/** All resources of the files that serverless.yml names, by logical id. */
export function resourcesOf(serverless: JsonObject, root = '.'): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    stringsOf(serverless.resources).flatMap((reference) => {
      const [, file = ''] = /^\$\{file\((.+)\)\}$/.exec(reference) ?? [];
      return Object.entries(objectOf(readYaml(`${root}/${file}`).Resources)).map(([id, body]) => [
        id,
        objectOf(body),
      ]);
    }),
  );
}

/** Logical id that `!GetAtt X.Y` or `!Ref X` names. */
export function named(value: unknown): string | null {
  return stringOf(dig(value, 'Ref')) ?? stringOf(listOf(dig(value, 'Fn::GetAtt'))[0]);
}

/** Function by the queue it takes from. */
export function takersOf(serverless: JsonObject): ReadonlyMap<string | null, string> {
  return new Map(
    Object.entries(objectOf(serverless.functions)).flatMap(([name, body]) =>
      listOf(dig(body, 'events')).map((event) => [named(dig(event, 'sqs', 'arn')), name] as const),
    ),
  );
}
