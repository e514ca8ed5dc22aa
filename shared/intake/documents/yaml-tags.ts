// YAML tags beyond the core schema: the booleans of YAML 1.1 and CloudFormation's short forms.
// SPDX-License-Identifier: Apache-2.0
import { type CollectionTag, isScalar, Pair, Scalar, type ScalarTag, YAMLMap, type YAMLSeq } from 'yaml';

/** kubectl (sigs.k8s.io/yaml) and CloudFormation read YAML 1.1, where `yes` and `on` are true. */
export const yaml11Boolean: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value) => typeof value === 'boolean',
  test: /^(?:y|yes|true|on|n|no|false|off)$/i,
  resolve: (text) => /^(?:y|t|on)/i.test(text),
};

// CloudFormation User Guide, "Intrinsic function reference".
const functions = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

/** `!Sub text` stands for `{"Fn::Sub": text}`, `!Ref name` for `{"Ref": name}`. */
export const templateTags: readonly (ScalarTag | CollectionTag)[] = [
  ...functions.flatMap((name) => shortForms(name, `Fn::${name}`)),
  ...shortForms('Ref', 'Ref'),
  ...shortForms('Condition', 'Condition'),
];

function shortForms(name: string, key: string): readonly (ScalarTag | CollectionTag)[] {
  const tag = `!${name}`;
  const wrapped = (node: YAMLMap.Parsed | YAMLSeq.Parsed) => {
    const map = new YAMLMap();
    map.add(new Pair(new Scalar(key), untagged(node)));
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [key]: name === 'GetAtt' ? text.split('.') : text }) },
    { tag, collection: 'seq', resolve: (node) => wrapped(node as YAMLSeq.Parsed) },
    { tag, collection: 'map', resolve: (node) => wrapped(node as YAMLMap.Parsed) },
  ];
}

function untagged(node: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap.Parsed | YAMLSeq.Parsed {
  if (!isScalar(node)) delete node.tag;
  return node;
}
